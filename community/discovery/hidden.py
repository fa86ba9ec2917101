"""What the index holds for all members and this one does not find."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.discovery.skills import known_skills
from community.skills.models import Offer, Skill, Wish


def hidden_from(db: Session, actor: Actor) -> frozenset[str]:
    """The keys of people whom a block keeps apart from the actor, and of skills that exist only
    through them. For nearly everybody it is empty and asks nothing."""
    if not actor.apart:
        return frozenset()
    through_them = or_(
        *(
            Skill.id.in_(select(kind.skill_id).where(kind.member_id.in_(actor.apart)))
            for kind in (Offer, Wish)
        )
    )
    skills = db.scalars(select(Skill.id).where(through_them, ~known_skills(actor)))
    people = (f"person:{member_id}" for member_id in actor.apart)
    return frozenset({*people, *(f"skill:{skill_id}" for skill_id in skills)})
