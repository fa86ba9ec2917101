"""Which skills there are for somebody: here, where all stands that may be about one.

A free skill that only hidden circles, private profiles or blocked people speak of does not
exist for the reader: `known_skills` is asked by every page, count and suggestion.
"""

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, require
from community.circles.models import Circle, CircleSkill
from community.circles.queries import visible_to
from community.core.errors import NotFound
from community.core.ids import is_id
from community.insights.models import InsightSkill
from community.insights.visible import skills_known_to
from community.members.sights import seen_by
from community.skills.models import Offer, Skill, Wish


def known_skills(actor: Actor) -> ColumnElement[bool]:
    """The condition under which a skill exists for the actor."""
    about = (
        select(CircleSkill.skill_id)
        .join(Circle, Circle.id == CircleSkill.circle_id)
        .where(CircleSkill.skill_id == Skill.id, visible_to(actor))
    )
    return or_(
        Skill.curated,
        exists().where(Offer.skill_id == Skill.id, seen_by(actor, Offer.member_id, Offer.sight)),
        exists().where(Wish.skill_id == Skill.id, seen_by(actor, Wish.member_id, Wish.sight)),
        about.exists(),
        skills_known_to(actor).where(InsightSkill.skill_id == Skill.id).exists(),
    )


def access_skill(db: Session, actor: Actor, skill_id: str) -> Skill:
    """The skill, if there is one for the actor."""
    require(actor, Permission.SIGNED_IN)
    known = select(Skill).where(Skill.id == skill_id, known_skills(actor))
    skill = db.scalar(known) if is_id(skill_id) else None
    if skill is None:
        raise NotFound
    return skill
