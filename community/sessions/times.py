"""Wall time with its zone, and the moment it is.

An hour that comes twice, when clocks go back, is the first of the two; one that is left out,
when they go forward, is as far behind the gap as it was behind its beginning (RFC 5545, 3.3.5).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from community.core.errors import Invalid
from community.members.profile_rules import time_zones

LONGEST = timedelta(days=7)


class Timed(Protocol):
    """What has a beginning and an end, agreed in a zone."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def time_zone(self) -> str: ...


class Scheduled(Protocol):
    starts_wall: datetime
    ends_wall: datetime
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    sequence: int
    publish_wall: datetime | None
    publish_at: datetime | None
    publish_checked_at: datetime | None


def moment_of(wall: datetime, zone: str) -> datetime:
    """What the clock on the wall shows in `zone`, as a moment in UTC."""
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def wall_of(moment: datetime, zone: str) -> datetime:
    """What the clock on the wall shows in `zone` at a moment."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def wall_after(wall: datetime, length: timedelta, zone: str) -> datetime:
    """What the clock shows so much later, also in a night when it is changed."""
    return wall_of(moment_of(wall, zone) + length, zone)


def known_zone(zone: str) -> str:
    """The zone's name, if there is such a zone."""
    if zone not in time_zones():
        raise Invalid("Choose a time zone from the list, such as Europe/London.")
    return zone


def set_times(session: Scheduled, starts: datetime, ends: datetime, zone: str) -> bool:
    """Agree on these walls. True if calendars have to move it: its sequence is raised then."""
    starts_at, ends_at = span(starts, ends, zone)
    agreed = starts, ends, zone, starts_at, ends_at
    before: datetime | None = session.starts_wall  # none of one that is just being made
    names = "starts_wall", "ends_wall", "time_zone", "starts_at", "ends_at"
    moved = agreed != tuple(getattr(session, name) for name in names)
    for name, value in zip(names, agreed, strict=True):
        setattr(session, name, value)
    if moved:
        raise_sequence(session)
        if before and session.publish_wall:
            publish_at(session, session.publish_wall + (starts - before))
    return moved


def publish_at(session: Scheduled, wall: datetime | None) -> None:
    """Let the draft be published by itself then, by the clock of its zone; or not by itself.

    The moment moves with the session.
    """
    session.publish_wall = wall
    session.publish_at = moment_of(wall, session.time_zone) if wall else None
    session.publish_checked_at = None


def raise_sequence(session: Scheduled) -> None:
    """For each change that calendars have to take up."""
    session.sequence += 1


def span(starts: datetime, ends: datetime, zone: str) -> tuple[datetime, datetime]:
    """The moments it begins and ends; compared as moments, for walls may mislead at night."""
    starts_at, ends_at = moment_of(starts, known_zone(zone)), moment_of(ends, zone)
    if ends_at <= starts_at:
        sentence = "The end has to come after the start."
        raise Invalid(sentence, ends=sentence)
    if ends_at - starts_at > LONGEST:
        sentence = "A session lasts a week at most."
        raise Invalid(sentence, ends=sentence)
    return starts_at, ends_at


@dataclass(frozen=True)
class When:
    """A span as one reader sees it: in their zone, and where it was agreed if that differs."""

    day: str
    hours: str
    zone: str
    there: str = ""

    @property
    def text(self) -> str:
        """In one line, for mails and titles."""
        line = f"{self.day}, {self.hours}, {self.zone}"
        return f"{line} ({self.there})" if self.there else line


def when_in(timed: Timed, zone: str) -> When:
    """As a reader in `zone` sees it; without one, as it was agreed."""
    zone = zone if zone in time_zones() else timed.time_zone
    starts, ends = (m.astimezone(ZoneInfo(zone)) for m in (timed.starts_at, timed.ends_at))
    there = ""
    if zone != timed.time_zone:
        its = when_in(timed, timed.time_zone)
        of_day = "" if its.day == _day(starts) else f"{its.day}, "
        there = f"{of_day}{its.hours} in {its.zone}"
    return When(_day(starts), _hours(starts, ends), _zone_name(zone, starts, ends), there)


def _day(local: datetime) -> str:
    return f"{local:%A} {local.day} {local:%B %Y}"


def _hours(starts: datetime, ends: datetime) -> str:
    if starts.date() == ends.date():
        return f"{starts:%H:%M}–{ends:%H:%M}"
    return f"{starts:%H:%M} – {ends:%A} {ends.day} {ends:%B}, {ends:%H:%M}"


def _zone_name(zone: str, starts: datetime, ends: datetime) -> str:
    """With how far it is from UTC, and both where the clocks change in between."""
    offsets = dict.fromkeys((_offset(starts), _offset(ends)))
    if zone in ("UTC", "Etc/UTC"):
        return "UTC"  # how far it is from itself says nothing
    return f"{zone.replace('_', ' ')} ({', then '.join(offsets)})"


def day_at(moment: datetime, zone: str) -> str:
    """The day it is then by the clock in a zone."""
    return _day(moment.astimezone(ZoneInfo(zone)))


def said_at(moment: datetime, zone: str) -> str:
    """One moment, by the clock in a zone, which is named."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{_day(local)}, {local:%H:%M}, {_zone_name(zone, local, local)}"


def in_how_long(left: timedelta) -> str:
    """As one says it: in 7 days, in 24 hours, in an hour, in 10 minutes."""
    minutes = max(round(left / timedelta(minutes=1)), 1)
    if minutes >= 2 * 24 * 60 - 30:
        return f"in {round(minutes / (24 * 60))} days"
    if minutes >= 2 * 60 - 5:
        return f"in {round(minutes / 60)} hours"
    if minutes >= 55:
        return "in an hour" if minutes <= 65 else f"in {minutes} minutes"
    return "in a minute" if minutes == 1 else f"in {minutes} minutes"


def _offset(local: datetime) -> str:
    minutes = round((local.utcoffset() or timedelta()).total_seconds() / 60)
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}" + (f":{rest:02}" if rest else "")
