"""What changes sessions from outside them, and what their end leaves to be done."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.memberships import CircleRole, Standing
from community.access.session_rules import OpenTo, SessionState
from community.access.things import Visibility
from community.circles.events import CircleLeft, CircleReopened
from community.core.errors import NotFound, Refused
from community.core.events import record, within
from community.members.models import Member
from community.rooms.events import CoHostNamed, SessionToHold
from community.sessions.actions.holding import hold
from community.sessions.actions.places import (
    come_as_host,
    coming_of,
    fill,
    stop_hosting,
    take_out,
)
from community.sessions.actions.unanswered import note_unanswered
from community.sessions.events import SessionChanged, SessionClosed, SessionEnded
from community.sessions.models import HostedSession
from community.sessions.queries import WITH_HOUSE

# What is over stays with those who were there.
GOING_ON = (
    SessionState.DRAFT,
    SessionState.PUBLISHED,
    SessionState.LIVE,
    SessionState.LATE,
)
FOR_ITS_OWN = (OpenTo.CIRCLE, OpenTo.INVITED)


def take_out_of_sessions(db: Session, event: CircleLeft) -> None:
    """Who leaves a circle hosts none of its sessions any more, and has no place in what is only
    for its people, unless asked in by name."""
    for session in _sessions(db, event.circle_id):
        one = coming_of(db, session.id, event.member_id)
        if one is None:
            continue
        hosted, one.role = one.role is CircleRole.HOST, CircleRole.MEMBER
        if not one.invited and _is_for_its_own(session):
            take_out(db, session, one)
        elif hosted:
            stop_hosting(db, one)
        if hosted:
            record(db, SessionChanged(session_id=session.id))  # who hosts stands on the desk


def _is_for_its_own(session: HostedSession) -> bool:
    hidden = session.circle.visibility is Visibility.HIDDEN
    return hidden or session.open_to in FOR_ITS_OWN


def _sessions(db: Session, circle_id: str) -> Sequence[HostedSession]:
    """Of the circle, held in the order of their ids, as by everybody who holds several."""
    going_on = HostedSession.circle_id == circle_id, HostedSession.state.in_(GOING_ON)
    ids = select(HostedSession.id).where(*going_on).order_by(HostedSession.id)
    for session_id in db.scalars(ids).all():
        hold(db, session_id)
    again = select(HostedSession).where(*going_on).order_by(HostedSession.id)
    return db.scalars(again.options(*WITH_HOUSE).execution_options(populate_existing=True)).all()


def fill_places(db: Session, event: SessionChanged) -> None:
    """There may be more places than before. Whoever changed it holds it."""
    session = db.get(HostedSession, event.session_id, options=WITH_HOUSE)
    if session is not None:
        fill(db, session)


def fill_again(db: Session, event: CircleReopened) -> None:
    """While it was archived nobody moved up."""
    for session in _sessions(db, event.circle_id):
        fill(db, session)


def make_host(db: Session, event: CoHostNamed) -> None:
    """Hosts take none of the places: the first in line has theirs."""
    hold(db, event.session_id)
    one = coming_of(db, event.session_id, event.member_id)
    if one is None:
        raise NotFound("This person is not here.")
    if one.standing is not Standing.JOINED:
        raise Refused("Only somebody who is in the session can host it.")
    if db.get_one(Member, one.member_id).guest:
        raise Refused("A guest hosts no session.")
    come_as_host(db, one)
    fill(db, db.get_one(HostedSession, one.session_id, options=WITH_HOUSE))


def look_for_unanswered(db: Session, event: SessionEnded | SessionClosed) -> None:
    note_unanswered(db, event.session_id)


def hold_session(db: Session, event: SessionToHold) -> None:
    hold(db, event.session_id)


within(SessionToHold, hold_session)
within(CircleLeft, take_out_of_sessions)
within(CoHostNamed, make_host)
within(SessionChanged, fill_places)
within(CircleReopened, fill_again)
within(SessionEnded, look_for_unanswered)
within(SessionClosed, look_for_unanswered)
