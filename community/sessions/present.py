"""How long somebody was in sessions, by the attendance record."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.rooms.models import Attendance, Room
from community.sessions.models import HostedSession

Span = tuple[datetime, datetime]


def minutes_present(
    db: Session, member_id: str, sessions: Sequence[HostedSession]
) -> dict[str, int]:
    """By session: in its room or one of its small groups, between its beginning and its end.

    In two windows at once, or in two rooms, counts once; a stay that was cut off ends where it
    was last seen.
    """
    stays: dict[str, list[Span]] = defaultdict(list)
    rows = (
        select(Room.home_id, Attendance.entered_at, Attendance.seen_at)
        .join(Room, Room.id == Attendance.room_id)
        .where(Attendance.member_id == member_id, Room.home_id.in_([one.id for one in sessions]))
    )
    for home_id, entered, seen in db.execute(rows):
        stays[home_id].append((entered, seen))
    return {one.id: in_minutes(together(stays[one.id], span_of(one))) for one in sessions}


def span_of(session: HostedSession) -> Span:
    """From beginning to end, as it happened; without its late answers."""
    began = session.started_at or session.starts_at
    return began, max(began, session.ended_at or session.ends_at)


def together(stays: Iterable[Span], within: Span) -> timedelta:
    """The length of everything that lies in any of the stays, inside `within`."""
    whole, reached = timedelta(), within[0]
    for entered, seen in sorted(stays):
        start, end = max(entered, reached), min(seen, within[1])
        if end > start:
            whole, reached = whole + (end - start), end
    return whole


def in_minutes(length: timedelta) -> int:
    return round(length / timedelta(minutes=1))
