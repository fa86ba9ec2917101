"""Where an ask leads on to that came back: worked out when it is looked at, and never nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.ask_rules import AskTo
from community.access.policy import Permission, require
from community.access.session_rules import SessionState
from community.asks.candidates import could_answer
from community.asks.models import Ask
from community.asks.queries import seen_by
from community.asks.rules import OTHERS_SHOWN
from community.circles.models import Circle, CircleSkill
from community.circles.queries import visible_to
from community.core import clock
from community.members.models import Member
from community.sessions.models import HostedSession, SessionSkill
from community.sessions.visible import visible_sessions

CIRCLES_MOST = 3


@dataclass(frozen=True)
class WaysOn:
    """`everybody`: it can still be put to everybody; otherwise it stands on the board, and stays
    there."""

    people: Sequence[Member]
    session: HostedSession | None
    circles: Sequence[Circle]
    everybody: bool


def ways_on(db: Session, actor: Actor, ask: Ask) -> WaysOn:
    """For its asker, as far as they may see each of them."""
    seen = seen_by(db, actor, ask)
    require(actor, Permission.ASK_KEEP, seen)
    everybody = ask.put_to is not AskTo.EVERYBODY
    if ask.skill_id is None:
        return WaysOn((), None, (), everybody)
    people = could_answer(db, actor, ask.skill_id, seen.asked, OTHERS_SHOWN)
    session = next_session(db, actor, ask.skill_id)
    return WaysOn(people, session, circles_about(db, actor, ask.skill_id), everybody)


def next_session(db: Session, actor: Actor, skill_id: str) -> HostedSession | None:
    """The first one to come that is about the skill itself, or of a circle about it."""
    of_session = select(SessionSkill.session_id).where(SessionSkill.skill_id == skill_id)
    about = or_(HostedSession.id.in_(of_session), HostedSession.circle_id.in_(_about(skill_id)))
    to_come = HostedSession.state == SessionState.PUBLISHED, HostedSession.starts_at > clock.now()
    found = visible_sessions(actor).where(about, *to_come)
    return db.scalars(found.order_by(HostedSession.starts_at, HostedSession.id).limit(1)).first()


def circles_about(db: Session, actor: Actor, skill_id: str) -> Sequence[Circle]:
    here = Circle.id.in_(_about(skill_id)), visible_to(actor), Circle.archived_at.is_(None)
    found = select(Circle).where(*here).order_by(Circle.name, Circle.id)
    return db.scalars(found.limit(CIRCLES_MOST)).all()


def _about(skill_id: str) -> Select[str]:
    return select(CircleSkill.circle_id).where(CircleSkill.skill_id == skill_id)
