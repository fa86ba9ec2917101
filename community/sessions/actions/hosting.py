"""A session's evening: it is started, given more time, ended and closed. Told to all in its room.

Each of these is done once, however often and by however many hosts it is asked for.
"""

from datetime import timedelta

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.access.session_rules import SessionState
from community.core import clock
from community.core.errors import Refused
from community.core.events import record
from community.rooms.actions.groups import hold_family
from community.rooms.actions.groups_end import end_groups
from community.rooms.models import Room, RoomState
from community.sessions import hosting_rules as rules
from community.sessions.actions.holding import held_session
from community.sessions.actions.rehearsal import drop_rehearsal
from community.sessions.events import (
    SessionChanged,
    SessionClosed,
    SessionEnded,
)
from community.sessions.models import HostedSession
from community.sessions.times import raise_sequence, wall_of


def start(db: Session, actor: Actor, session_id: str) -> HostedSession:
    session = held_session(db, actor, session_id, Permission.SESSION_HOST)
    rules.may_start(session.state)
    begin(db, session)
    return session


def begin(db: Session, session: HostedSession) -> None:
    """A session that is held; one that is live already stays as it is."""
    if session.state is not SessionState.PUBLISHED:
        return
    session.state, session.started_at = SessionState.LIVE, clock.now()
    drop_rehearsal(db, session)
    record(db, SessionChanged(session_id=session.id))


def extend(db: Session, actor: Actor, session_id: str, minutes: int) -> HostedSession:
    """So many minutes more than was planned; from now, if that is over already."""
    more = rules.check_longer(minutes)
    session = held_session(db, actor, session_id, Permission.SESSION_HOST)
    rules.must_be_live(session.state)
    ends = max(session.ends_at, clock.now())
    session.ends_at = rules.longer(session.started_at or session.starts_at, ends, more)
    session.ends_wall = wall_of(session.ends_at, session.time_zone)
    raise_sequence(session)
    record(db, SessionChanged(session_id=session.id))
    return session


def end(db: Session, actor: Actor, session_id: str) -> HostedSession:
    """The evening is over; late answers are taken for as long as the session says."""
    session = held_session(db, actor, session_id, Permission.SESSION_HOST)
    if session.state not in (SessionState.LATE, SessionState.CLOSED):
        rules.must_be_live(session.state)
        finish(db, session)
    return session


def finish(db: Session, session: HostedSession) -> None:
    """A live session that is held."""
    moment = clock.now()
    room = _held_room(db, session)
    if room.groups_end_at is not None:
        end_groups(db, room)
    room.late_from = session.ended_at = moment
    session.state = SessionState.LATE
    session.late_until = moment + timedelta(hours=session.late_hours)
    record(db, SessionEnded(session_id=session.id))
    if session.late_hours:
        record(db, SessionChanged(session_id=session.id))
    else:
        shut(db, session)


def set_late(db: Session, actor: Actor, session_id: str, hours: int) -> HostedSession:
    """For how long late answers are taken, from the end; what is past by then closes it."""
    hours = rules.check_late(hours)
    session = held_session(db, actor, session_id, Permission.SESSION_HOST)
    if session.state in (SessionState.CLOSED, SessionState.CANCELLED):
        raise Refused("This session is over.")
    session.late_hours = hours
    keep_late_hours(db, session)
    return session


def keep_late_hours(db: Session, session: HostedSession) -> None:
    """A session that is held, and was changed: by its late hours, which count from its end."""
    if session.state is SessionState.LATE and session.ended_at is not None:
        session.late_until = session.ended_at + timedelta(hours=session.late_hours)
        if session.late_until <= clock.now():
            shut(db, session)
            return
    record(db, SessionChanged(session_id=session.id))


def close(db: Session, actor: Actor, session_id: str) -> HostedSession:
    """No late answers from now on."""
    session = held_session(db, actor, session_id, Permission.SESSION_HOST)
    if session.state is not SessionState.CLOSED:
        if session.state is not SessionState.LATE:
            raise Refused("End the session first.")
        shut(db, session)
    return session


def shut(db: Session, session: HostedSession) -> None:
    """A session that is held: from now on its room is read only."""
    drop_rehearsal(db, session)
    room = _held_room(db, session)
    if room.groups_end_at is not None:
        end_groups(db, room)
    session.state, session.closed_at = SessionState.CLOSED, clock.now()
    session.late_until = min(session.late_until or session.closed_at, session.closed_at)
    room.state = RoomState.CLOSED
    record(db, SessionClosed(session_id=session.id))
    record(db, SessionChanged(session_id=session.id))


def _held_room(db: Session, session: HostedSession) -> Room:
    db.flush()
    return hold_family(db, session.room_id)
