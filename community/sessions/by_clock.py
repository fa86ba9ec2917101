"""What time does to sessions by itself. Any process may look, at any time: again does nothing.

A session begins at its hour if one of its hosts is there, else when a host presses Start. While
none of them is connected its run-sheet goes on by the clock. What nobody ended is ended two hours
after its time; late answers end when their time is over.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from community.access.comings import Coming
from community.access.memberships import CircleRole, Standing
from community.access.session_rules import SessionState
from community.circles.models import Circle
from community.core import clock
from community.core.transaction import reading, transaction
from community.rooms.actions.holding import hold as hold_room
from community.rooms.actions.plan import ask_due
from community.rooms.models import Attendance, Room
from community.rooms.plan_models import PlannedQuestion
from community.sessions.actions.holding import hold
from community.sessions.actions.hosting import begin, finish, shut
from community.sessions.hosting_rules import FORGOTTEN, GONE_AFTER, LEFT_AFTER
from community.sessions.models import HostedSession
from community.sessions.on_desk import hosts_of
from community.sessions.queries import WITH_HOUSE

log = logging.getLogger(__name__)
AT_ONCE = 50
S = SessionState


def look_at_sessions() -> int:
    """How many were looked after."""
    moment = clock.now()
    with reading() as db:
        ids = db.scalars(_due(moment).limit(AT_ONCE)).all()
    return sum(_safely(session_id, moment) for session_id in ids)


def _due(moment: datetime) -> Select[str]:
    """Of those for which something may have to be done; a session in an archived circle waits.

    Whoever waits for a host, or has one, is none of them: many would keep the others waiting.
    """
    there = _a_host_is_there(moment)
    over = HostedSession.ends_at <= moment - FORGOTTEN
    begins = and_(
        HostedSession.state == S.PUBLISHED,
        HostedSession.starts_at <= moment,
        or_(over, and_(HostedSession.ends_at > moment, there)),
    )
    forgotten = (HostedSession.state == S.LIVE) & over
    late = (HostedSession.state == S.LATE) & (HostedSession.late_until <= moment)
    waits = (PlannedQuestion.room_id == HostedSession.room_id) & PlannedQuestion.item_id.is_(None)
    goes_on = and_(
        HostedSession.state == S.LIVE,
        select(PlannedQuestion.id).where(waits, PlannedQuestion.minute.is_not(None)).exists(),
        ~there,
    )
    return (
        select(HostedSession.id)
        .join(Circle, Circle.id == HostedSession.circle_id)
        .where(Circle.archived_at.is_(None), or_(begins, forgotten, late, goes_on))
        .order_by(HostedSession.starts_at, HostedSession.id)
    )


def _safely(session_id: str, moment: datetime) -> bool:
    """A fault with one of them does not keep the others waiting."""
    try:
        if not _anything(session_id, moment):
            return False
        with transaction() as db:
            hold(db, session_id)
            session = db.get(HostedSession, session_id, options=WITH_HOUSE, populate_existing=True)
            return session is not None and _see_to(db, session, moment)
    except Exception:
        log.exception("A session could not be seen to by the clock; it is tried again")
        return False


def _anything(session_id: str, moment: datetime) -> bool:
    """Asked without holding anybody up, each second of an evening."""
    with reading() as db:
        session = db.get(HostedSession, session_id)
        return session is not None and _what(db, session, moment) is not None


def _see_to(db: Session, session: HostedSession, moment: datetime) -> bool:
    """By what it is now: another process may have been here, or a host."""
    do = _what(db, session, moment)
    if do is None:
        return False
    do(db, session)
    return True


def _what(
    db: Session, session: HostedSession, moment: datetime
) -> Callable[[Session, HostedSession], None] | None:
    forgotten = session.ends_at + FORGOTTEN <= moment
    if session.state is S.PUBLISHED and session.starts_at <= moment:
        if forgotten:
            return _close_unheld
        return begin if session.ends_at > moment and host_is_there(db, session, moment) else None
    if session.state is S.LIVE:
        if forgotten:
            return finish
        due = _is_due(db, session, moment) and not host_is_there(db, session, moment)
        return _go_on if due else None
    if session.state is S.LATE and session.late_until and session.late_until <= moment:
        return shut
    return None


def _close_unheld(db: Session, session: HostedSession) -> None:
    """Nobody started it. If people talked all the same, that was the session."""
    said = db.scalar(select(Room.last_position).where(Room.id == session.room_id))
    if said:
        begin(db, session)
        session.started_at = session.starts_at
        finish(db, session)
    else:
        shut(db, session)


def _is_due(db: Session, session: HostedSession, moment: datetime) -> bool:
    began = session.started_at or session.starts_at
    minutes = (moment - began) / timedelta(minutes=1)
    waits = PlannedQuestion.room_id == session.room_id, PlannedQuestion.item_id.is_(None)
    due = select(PlannedQuestion.id).where(*waits, PlannedQuestion.minute <= minutes)
    return db.scalar(due.limit(1)) is not None


def _go_on(db: Session, session: HostedSession) -> None:
    """In the name of the host who made it, or else of another."""
    hosts = [one["id"] for one in hosts_of(db, session.id)]
    author_id = session.created_by if session.created_by in hosts else (hosts or [None])[0]
    hold_room(db, session.room_id)
    room = db.get_one(Room, session.room_id, populate_existing=True)
    ask_due(db, room, session.started_at or session.starts_at, clock.now(), author_id)


def host_is_there(db: Session, session: HostedSession, moment: datetime) -> bool:
    """Whether one of its hosts has been in its room these last seconds."""
    one = select(HostedSession.id).where(HostedSession.id == session.id)
    return db.scalar(one.where(_a_host_is_there(moment))) is not None


def _a_host_is_there(moment: datetime) -> ColumnElement[bool]:
    """For queries over sessions."""
    return (
        select(Attendance.id)
        .join(Coming, Coming.member_id == Attendance.member_id)
        .where(
            Attendance.room_id == HostedSession.room_id,
            Attendance.seen_at > moment - GONE_AFTER,
            or_(Attendance.left_at.is_(None), Attendance.left_at > moment - LEFT_AFTER),
            Coming.session_id == HostedSession.id,
            Coming.role == CircleRole.HOST,
            Coming.standing == Standing.JOINED,
        )
        .correlate(HostedSession)
        .exists()
    )
