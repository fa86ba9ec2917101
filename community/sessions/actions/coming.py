"""Whether one comes to a session, and coming in."""

from sqlalchemy.orm import Session

from community.access.actor import Actor, placed_now
from community.access.comings import Answer, Coming
from community.access.memberships import CircleRole, Standing
from community.access.policy import Permission
from community.access.session_rules import hosts_session
from community.core import clock
from community.core.errors import Refused
from community.sessions.actions.holding import held_session
from community.sessions.actions.places import come, come_as_host, go, known
from community.sessions.models import HostedSession


def answer(db: Session, actor: Actor, session_id: str, said: Answer) -> Standing:
    """Say whether one comes; where it is full, who goes stands in line.

    Saying the same again changes nothing. Returns how the actor stands now.
    """
    session = held_session(db, actor, session_id, Permission.SESSION_COME)
    one = known(db, session, actor.member_id or "")
    if said is Answer.GOING:
        _go_there(db, actor, session, one)
    elif one.role is CircleRole.HOST and one.standing is Standing.JOINED:
        raise Refused("You host this session, and so you are expected.")
    elif one.answer is not said:
        go(db, session, one, said)
    return one.standing


def enter(db: Session, actor: Actor, session_id: str) -> Standing:
    """Come in now, as one who goes. Unless the answer is JOINED they stand in line instead."""
    session = held_session(db, actor, session_id, Permission.SESSION_COME)
    one = known(db, session, actor.member_id or "")
    _go_there(db, actor, session, one)
    if one.standing is Standing.JOINED and one.entered_at is None:
        one.entered_at = clock.now()
    return one.standing


def _go_there(db: Session, actor: Actor, session: HostedSession, one: Coming) -> None:
    if hosts_session(placed_now(db, actor), session):
        come_as_host(db, one)
    else:
        come(db, session, one)
