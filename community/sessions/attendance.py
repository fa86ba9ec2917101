"""Who answered what and who was there, for a session's hosts: by name, and nobody counted up.

Where a session is kept without names, times would be a way from a person to their words: so its
list has none, and once it is over there is no list either, as for everybody else on its page.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.comings import Answer, Coming
from community.access.memberships import CircleRole, Standing
from community.access.policy import Permission, can
from community.access.session_rules import OVER, Confidentiality, SessionState
from community.core.text import fold
from community.members.models import Member
from community.rooms.models import Attendance, Room
from community.sessions.models import HostedSession
from community.sessions.present import Span, in_minutes, span_of, together


@dataclass(frozen=True)
class Attended:
    """One person. `first_in`, `last_out`: with the lobby and late answers; `minutes`: without."""

    name: str
    handle: str
    guest: bool
    host: bool
    answer: str
    there: bool
    minutes: int | None = None
    first_in: datetime | None = None
    last_out: datetime | None = None


@dataclass(frozen=True)
class AttendanceList:
    """`named`: there may be a list at all; `timed`: and it may say when."""

    people: list[Attended] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)
    there: int = 0
    named: bool = True
    timed: bool = True


def attendance_part(db: Session, actor: Actor, session: HostedSession) -> dict[str, Any]:
    known = session.state is not SessionState.DRAFT  # nobody answered a draft
    hosting = known and can(actor, Permission.SESSION_HOST, session)
    return {"attendance": attendance_of(db, actor, session) if hosting else None}


def attendance_of(db: Session, actor: Actor, session: HostedSession) -> AttendanceList:
    """For a host of the session, which the caller has asked."""
    nameless = session.confidentiality is Confidentiality.NO_NAMES
    stays = _stays(db, session)
    found = [
        _attended(member, coming, stays[member.id], span_of(session), timed=not nameless)
        for member, coming in _people(db, session, set(stays))
        if stays[member.id] or member.id not in actor.apart
    ]
    named = not (nameless and session.state in OVER)
    return AttendanceList(
        people=sorted(found, key=lambda one: (fold(one.name), one.handle)) if named else [],
        answers=dict(Counter(one.answer for one in found if not one.host)),
        there=sum(one.there for one in found),
        named=named,
        timed=not nameless,
    )


def _stays(db: Session, session: HostedSession) -> defaultdict[str, list[Span]]:
    """In its room and the small groups of it, not in a rehearsal, by member."""
    stays: defaultdict[str, list[Span]] = defaultdict(list)
    rows = (
        select(Attendance.member_id, Attendance.entered_at, Attendance.seen_at)
        .join(Room, Room.id == Attendance.room_id)
        .where(Room.home_id == session.id, Room.people.is_(None) | Room.parent_id.is_not(None))
    )
    for member_id, entered, seen in db.execute(rows):
        stays[member_id].append((entered, seen))
    return stays


def _people(
    db: Session, session: HostedSession, there: set[str]
) -> list[tuple[Member, Coming | None]]:
    """Who has a place, was asked, answered, or was there; not whom hosts took off its list."""
    of_session = select(Coming).where(Coming.session_id == session.id)
    comings = {one.member_id: one for one in db.scalars(of_session)}
    known = {one for one, coming in comings.items() if coming.standing is not Standing.ASKED}
    members = db.scalars(select(Member).where(Member.id.in_(known | there)))
    return [(one, comings.get(one.id)) for one in members]


def _attended(
    member: Member, coming: Coming | None, stays: list[Span], span: Span, *, timed: bool
) -> Attended:
    host = coming is not None and coming.role is CircleRole.HOST
    known = member.name, "" if member.guest else member.handle, member.guest, host
    answer = (coming.answer if coming is not None else Answer.NONE).value
    if not (stays and timed):
        return Attended(*known, answer, bool(stays))
    minutes = in_minutes(together(stays, span))
    first, last = min(entered for entered, _ in stays), max(seen for _, seen in stays)
    return Attended(*known, answer, True, minutes, first, last)
