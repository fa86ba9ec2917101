"""What a session's page says before it begins and of who comes, to one reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from community.access.actor import Actor, CommunityRole, actor_for
from community.access.comings import Answer, Coming
from community.access.memberships import CircleRole, Standing
from community.access.policy import Permission, can
from community.access.session_rules import OVER, UNDER_WAY, Confidentiality, SessionState
from community.core import clock
from community.members.models import Member
from community.rooms.plan_models import PlannedQuestion
from community.sessions.models import HostedSession

# How long before the start the room is what its page is about.
OPENS_BEFORE = timedelta(hours=1)
NAMES_MOST = 60


@dataclass(frozen=True)
class Comer:
    """Somebody who comes, as the page shows them; a guest has no page of their own."""

    id: str
    name: str
    handle: str
    initials: str
    tone: int
    host: bool
    guest: bool


def is_lobby_open(session: HostedSession) -> bool:
    """From an hour before it begins until the late lane closes one enters rather than answers."""
    if session.state in UNDER_WAY:
        return True
    soon = session.starts_at - OPENS_BEFORE <= clock.now()
    return session.state is SessionState.PUBLISHED and soon


def lobby_of(db: Session, actor: Actor, session: HostedSession) -> dict[str, Any]:
    """The part of the page before it begins; nothing of it for who may only read the page."""
    before = session.state is SessionState.PUBLISHED
    questions = before and can(actor, Permission.SESSION_COME, session)
    return {
        "lobby": before,
        "lobby_open": is_lobby_open(session),
        "lobby_questions": _questions(db, session) if questions else [],
    }


def _questions(db: Session, session: HostedSession) -> Sequence[str]:
    own = PlannedQuestion.room_id == session.room_id
    return db.scalars(select(PlannedQuestion.body).where(own).order_by(PlannedQuestion.place)).all()


def coming_of(db: Session, actor: Actor, session: HostedSession) -> dict[str, Any]:
    """Whether the reader comes, and who else: to those who may come themselves."""
    may_come = can(actor, Permission.SESSION_COME, session)
    mine = db.get(Coming, (session.id, actor.member_id)) if actor.member_id else None
    if mine is not None and mine.standing is Standing.ASKED:
        mine = None
    shown = may_come or (mine is not None and mine.standing is Standing.JOINED)
    if session.state in OVER and session.confidentiality is Confidentiality.NO_NAMES:
        shown = False  # beside words without names stands no list of them
    return {
        "may_come": may_come,
        "mine": mine,
        "hosts_signed_in": _hosts_signed_in(db, actor, session),
        "in_line": _in_line(db, session, mine),
        "full": _is_full(db, session),
        "comers": _comers(db, actor, session) if shown else [],
        "comers_count": _how_many(db, actor, session) if shown else 0,
    }


def _hosts_signed_in(db: Session, actor: Actor, session: HostedSession) -> bool:
    """Whether whoever came by a link, which never hosts, would host once they sign in."""
    if actor.only is None or actor.member_id is None:
        return False
    signed_in = actor_for(db, actor.member_id, CommunityRole.MEMBER)
    return can(signed_in, Permission.SESSION_HOST, session)


def _in_line(db: Session, session: HostedSession, mine: Coming | None) -> int:
    """How many stand before them, and they; 0 for who does not wait."""
    if mine is None or mine.standing is not Standing.WAITING:
        return 0
    before = or_(
        Coming.answered_at < mine.answered_at,
        and_(Coming.answered_at == mine.answered_at, Coming.member_id < mine.member_id),
    )
    waiting = Coming.session_id == session.id, Coming.standing == Standing.WAITING
    return (db.scalar(select(func.count()).where(*waiting, before)) or 0) + 1


def _is_full(db: Session, session: HostedSession) -> bool:
    if session.most is None:
        return False
    taken = Coming.standing == Standing.JOINED, Coming.role == CircleRole.MEMBER
    count = select(func.count()).where(Coming.session_id == session.id, *taken)
    return (db.scalar(count) or 0) >= session.most


def _seen_by(actor: Actor, session: HostedSession) -> ColumnElement[bool]:
    """Guests show only to those who are in the room with them, and nobody past a block."""
    there = actor.in_circle(session.id)
    near = Member.id.not_in(actor.apart) if actor.apart else true()
    return and_(near, true() if there else Member.guest.is_(False))


def _coming(actor: Actor, session: HostedSession) -> ColumnElement[bool]:
    return and_(
        Coming.session_id == session.id,
        Coming.standing == Standing.JOINED,
        Coming.answer == Answer.GOING,
        _seen_by(actor, session),
    )


def _comers(db: Session, actor: Actor, session: HostedSession) -> list[Comer]:
    rows = db.execute(
        select(Member, Coming.role)
        .join(Coming, Coming.member_id == Member.id)
        .where(_coming(actor, session))
        .order_by(Coming.role, Member.name, Member.id)
        .limit(NAMES_MOST)
    )
    return [
        Comer(
            one.id, one.name, one.handle, one.initials, one.tone,
            role is CircleRole.HOST, one.guest,
        )
        for one, role in rows
    ]  # fmt: skip


def _how_many(db: Session, actor: Actor, session: HostedSession) -> int:
    people = select(func.count()).select_from(Coming).join(Member, Member.id == Coming.member_id)
    return db.scalar(people.where(_coming(actor, session))) or 0
