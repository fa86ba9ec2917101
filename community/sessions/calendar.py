"""Hosted sessions as calendar programs read them (iCalendar, RFC 5545 and RFC 5546).

Times stand in the zone they were agreed in, with its rules (VTIMEZONE), so that a program shows
them right whatever it knows of zones itself. A session keeps its UID; `SEQUENCE` is raised with
each change, and a cancelled one says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress, vText, vUri

from community.access.actor import Actor
from community.access.session_rules import SessionState, hosts_session
from community.core import clock
from community.core.markdown import to_words
from community.core.text import tidy_line
from community.sessions.models import HostedSession

MEDIA_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Comentor//Hosted sessions//EN"
WORDS_MOST = 2000
# How often a program should ask a feed again.
REFRESH = timedelta(hours=1)
STATUS = {SessionState.DRAFT: "TENTATIVE", SessionState.CANCELLED: "CANCELLED"}


@dataclass(frozen=True)
class Publisher:
    """Whose calendar it is: the community's name, its site, and the address its mail is from."""

    name: str
    site: str
    mail_from: str = ""

    @property
    def organizer(self) -> vCalAddress:
        address = f"mailto:{self.mail_from}" if self.mail_from else self.site
        organizer = vCalAddress(_printable(address))
        organizer.params["CN"] = vText(_quotable(self.name))
        return organizer


def session_file(session: HostedSession, actor: Actor, publisher: Publisher) -> bytes:
    """One session, to be put into a calendar: published, or taken back if it is cancelled."""
    cancelled = session.state is SessionState.CANCELLED
    calendar = _calendar([session], actor, publisher)
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    return _bytes(calendar)


def feed_file(
    sessions: Iterable[HostedSession], actor: Actor, publisher: Publisher, title: str
) -> bytes:
    """A calendar to subscribe to; what is cancelled stays in it as such."""
    calendar = _calendar(list(sessions), actor, publisher)
    calendar.add("x-wr-calname", tidy_line(title))
    calendar.add("name", tidy_line(title))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")  # as programs asked before there was a standard
    return _bytes(calendar)


def _bytes(calendar: Calendar) -> bytes:
    content: bytes = calendar.to_ical()
    return content


def _calendar(sessions: list[HostedSession], actor: Actor, publisher: Publisher) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for zone in _zones(sessions):
        calendar.add_component(zone)
    for session in sessions:
        calendar.add_component(_event(session, actor, publisher))
    return calendar


def _zones(sessions: list[HostedSession]) -> list[Timezone]:
    """The rules of each zone that is used, from a year before the first session until after the
    last: the earliest rule named must already be in force."""
    years: dict[str, list[int]] = {}
    for one in sessions:
        if one.time_zone != "UTC" and not _ambiguous(one):
            years.setdefault(one.time_zone, []).extend((one.starts_at.year, one.ends_at.year))
    return [
        Timezone.from_tzid(
            zone, first_date=date(min(those) - 1, 1, 1), last_date=date(max(those) + 2, 1, 1)
        )
        for zone, those in sorted(years.items())
    ]


def _event(session: HostedSession, actor: Actor, publisher: Publisher) -> Event:
    event = Event()
    page = f"{publisher.site}/sessions/{session.id}"
    event.add("uid", f"{session.id}@comentor")
    event.add("sequence", session.sequence)
    event.add("dtstamp", clock.now())
    event.add("dtstart", _local(session, session.starts_at))
    event.add("dtend", _local(session, session.ends_at))
    event.add("status", STATUS.get(session.state, "CONFIRMED"))
    event.add("summary", tidy_line(session.title))
    event.add("description", _description(session, page))
    event.add("location", _location(session, actor, page))
    event.add("url", vUri(_printable(page)))
    event.add("organizer", publisher.organizer)
    event.add("transp", "OPAQUE")
    return event


def _ambiguous(session: HostedSession) -> bool:
    """Whether a wall time of it comes twice that night: not every program takes the one that is
    meant, so such a session is given in UTC."""
    walls = (moment.astimezone(session.zone) for moment in (session.starts_at, session.ends_at))
    return any(
        wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset() for wall in walls
    )


def _local(session: HostedSession, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo("UTC") if _ambiguous(session) else session.zone)


def _description(session: HostedSession, page: str) -> str:
    why = tidy_line(session.why_cancelled)
    cancelled = ["Cancelled." + (f" {why}" if why else "")] if session.cancelled_at else []
    words = to_words(session.introduction, WORDS_MOST) if session.introduction.strip() else ""
    return "\n\n".join(part for part in (*cancelled, tidy_line(words), page) if part)


def _location(session: HostedSession, actor: Actor, page: str) -> str:
    """A video link is for those who have a place, and for hosts."""
    inside = actor.in_circle(session.id) or hosts_session(actor, session)
    link = _printable(session.video_link) if inside else ""
    return tidy_line(session.address) or link or page


def _printable(address: str) -> str:
    """An address on one line: in iCalendar it is not escaped as text is."""
    return "".join(letter for letter in address if letter.isprintable() and not letter.isspace())


def _quotable(name: str) -> str:
    return tidy_line(name).replace('"', "'")
