"""What people want to learn and nobody teaches."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.members.sights import seen_by
from community.skills.models import Offer, Skill, Wish


@dataclass(frozen=True)
class Wished:
    """A skill, and how many the reader may see want to learn it."""

    skill: Skill
    learners: int


def wished(db: Session, actor: Actor, most: int) -> list[Wished]:
    """As far as the actor may see: those first that most people wish for."""
    wishes = (
        select(Wish.skill_id, func.count().label("people"))
        .where(seen_by(actor, Wish.member_id, Wish.sight))
        .group_by(Wish.skill_id)
        .subquery()
    )
    taught = select(Offer.skill_id).where(seen_by(actor, Offer.member_id, Offer.sight))
    rows = db.execute(
        select(Skill, wishes.c.people)
        .join(wishes, wishes.c.skill_id == Skill.id)
        .where(Skill.id.not_in(taught))
        .order_by(wishes.c.people.desc(), Skill.key)
        .limit(most)
    )
    return [Wished(skill, people) for skill, people in rows]
