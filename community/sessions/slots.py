"""When a circle usually meets, and which of these times are still free.

Worked out from the sessions that the asking member may see, and from no others: a time that only
a hidden session takes looks free to them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.session_rules import SessionState
from community.core import clock
from community.sessions.models import HostedSession
from community.sessions.times import moment_of, wall_of
from community.sessions.visible import visible_sessions

LATEST = 12  # sessions that say when a circle usually meets
AHEAD = 26  # weeks
MOST = 6
WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Slot:
    """A time that a session could have, in the zone in which the circle usually agrees."""

    starts_wall: datetime
    length: timedelta
    time_zone: str

    @property
    def starts_at(self) -> datetime:
        return moment_of(self.starts_wall, self.time_zone)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + self.length


@dataclass(frozen=True)
class Rhythm:
    """What the asking member sees of when a circle meets: usually, and planned."""

    usual: Slot | None
    sessions: Sequence[HostedSession]

    def is_free(self, slot: Slot) -> bool:
        return not _taken(slot, self.sessions)

    def coming(self) -> list[Slot]:
        """Every week at the usual time, from the next one on."""
        return _coming(self.usual) if self.usual else []


def rhythm_of(db: Session, actor: Actor, circle_id: str) -> Rhythm:
    """A session whose date is looked for has none yet."""
    known = (
        visible_sessions(actor)
        .where(
            HostedSession.circle_id == circle_id,
            HostedSession.state != SessionState.CANCELLED,
            HostedSession.undated.is_(False),
            HostedSession.starts_at < clock.now() + (AHEAD + 1) * WEEK,
        )
        .order_by(HostedSession.starts_at.desc())
        .limit(LATEST + AHEAD * 2)
    )
    sessions = db.scalars(known).all()
    return Rhythm(_usual(sessions[:LATEST]), sessions)


def free_slots(db: Session, actor: Actor, circle_id: str, most: int = MOST) -> list[Slot]:
    """The next free ones at the usual time, soonest first; none where the circle never met."""
    rhythm = rhythm_of(db, actor, circle_id)
    free = (slot for slot in rhythm.coming() if rhythm.is_free(slot))
    return [slot for slot, _number in zip(free, range(most), strict=False)]


def _usual(sessions: Sequence[HostedSession]) -> Slot | None:
    """The weekday, hour and length that is found most often; of equals, the latest."""
    if not sessions:
        return None
    rhythms = Counter(map(_rhythm, sessions))
    found = max(sessions, key=lambda one: (rhythms[_rhythm(one)], one.starts_at))
    return Slot(found.starts_wall, found.ends_at - found.starts_at, found.time_zone)


def _rhythm(session: HostedSession) -> tuple[object, ...]:
    starts = session.starts_wall
    return starts.weekday(), starts.time(), session.time_zone, session.ends_at - session.starts_at


def _coming(usual: Slot) -> list[Slot]:
    """Every week at that time, from the next one on."""
    now = wall_of(clock.now(), usual.time_zone)
    first = datetime.combine(now.date(), usual.starts_wall.time())
    first += timedelta(days=(usual.starts_wall.weekday() - now.weekday()) % 7)
    if first <= now:
        first += WEEK
    return [Slot(first + week * WEEK, usual.length, usual.time_zone) for week in range(AHEAD)]


def _taken(slot: Slot, sessions: Sequence[HostedSession]) -> bool:
    """By a session at that time, or on that day: nobody meets twice a day."""
    day = slot.starts_wall.date()
    return any(
        (one.starts_at < slot.ends_at and slot.starts_at < one.ends_at)
        or wall_of(one.starts_at, slot.time_zone).date() == day
        for one in sessions
    )
