"""Each hour: what several wish for, and no circle or session is about, is proposed once."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from community.access.policy import Visibility
from community.access.session_rules import OpenTo, SessionState
from community.asks.events import WishedBySeveral
from community.asks.models import Proposal
from community.asks.rules import WISHES_NEEDED
from community.circles.models import Circle, CircleSkill
from community.core import clock
from community.core.events import record
from community.core.transaction import transaction
from community.core.upsert import upsert
from community.members.sights import OPEN
from community.sessions.models import HostedSession, SessionSkill
from community.skills.models import Skill, Wish

AT_ONCE = 20


def propose_what_several_wish_for() -> int:
    """How many skills were proposed now."""
    with transaction() as db:
        ids = _wished(db)
        return sum(_propose(db, one) for one in ids)


def _propose(db: Session, skill_id: str) -> bool:
    """Another process may have been quicker."""
    if not upsert(db, Proposal, [{"skill_id": skill_id, "at": clock.now()}]):
        return False
    record(db, WishedBySeveral(skill_id=skill_id))
    return True


def _wished(db: Session) -> list[str]:
    """By wishes that every member may see; circles and sessions count that members may find."""
    several = (
        select(Wish.skill_id)
        .where(Wish.sight.in_(OPEN))
        .group_by(Wish.skill_id)
        .having(func.count() >= WISHES_NEEDED)
    )
    found = select(Skill.id).where(
        Skill.id.in_(several),
        Skill.id.not_in(select(Proposal.skill_id)),
        Skill.id.not_in(select(CircleSkill.skill_id).join(Circle).where(_open_circle())),
        Skill.id.not_in(select(SessionSkill.skill_id).join(HostedSession).where(_to_come())),
    )
    return list(db.scalars(found.order_by(Skill.id).limit(AT_ONCE)))


def _open_circle() -> ColumnElement[bool]:
    return (Circle.visibility == Visibility.OPEN) & Circle.archived_at.is_(None)


def _to_come() -> ColumnElement[bool]:
    shown = HostedSession.open_to.in_((OpenTo.MEMBERS, OpenTo.PUBLIC))
    ahead = HostedSession.starts_at > clock.now()
    return shown & ahead & (HostedSession.state == SessionState.PUBLISHED)
