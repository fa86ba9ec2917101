"""Skills to tap instead of typing, for the first two fields of a newcomer."""

from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.members.sights import OPEN
from community.skills.models import Offer, Skill, Wish
from community.skills.rules import SKILLS_MOST

MOST = 8
Kind = type[Offer] | type[Wish]


@dataclass(frozen=True)
class ToTap:
    """Names for either field; what the member named already is left out."""

    teach: list[str]
    learn: list[str]


def to_tap(db: Session, actor: Actor) -> ToTap:
    """What others look for most, to be taught; what is taught most, to be learned."""
    return ToTap(
        teach=list(db.scalars(_by_others(actor, sought=Wish, own=Offer))),
        learn=list(db.scalars(_by_others(actor, sought=Offer, own=Wish))),
    )


def _by_others(actor: Actor, sought: Kind, own: Kind) -> Select[str]:
    """Names of skills, those first that most people have among `sought`; curated before free.

    Only of what every member may see, so whoever is counted makes the skill known by it.
    """
    number = func.count().label("number")
    people = (
        select(sought.skill_id, number)
        .where(sought.sight.in_(OPEN), sought.member_id.not_in(actor.apart))
        .group_by(sought.skill_id)
        .order_by(number.desc())
        .limit(MOST + SKILLS_MOST)  # the member may have named so many of them already
        .subquery()
    )
    mine = select(own.skill_id).where(own.member_id == actor.member_id)
    many = func.coalesce(people.c.number, 0)
    return (
        select(Skill.name)
        .outerjoin(people, people.c.skill_id == Skill.id)
        .where(or_(Skill.curated, many > 0), Skill.id.not_in(mine))
        .order_by(many.desc(), Skill.curated.desc(), Skill.key)
        .limit(MOST)
    )
