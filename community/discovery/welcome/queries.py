"""Skills to tap instead of typing, for the first two fields of a newcomer."""

from dataclasses import dataclass

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.discovery.skills.queries import known_skills
from community.members.sights import OPEN
from community.skills.models import Offer, Skill, Wish

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
    """Names of skills, those first that most people have among `sought`; curated before free."""
    counted = and_(sought.sight.in_(OPEN), sought.member_id.not_in(actor.apart))
    people = (
        select(sought.skill_id, func.count().label("number"))
        .where(counted)
        .group_by(sought.skill_id)
        .subquery()
    )
    mine = select(own.skill_id).where(own.member_id == actor.member_id)
    number = func.coalesce(people.c.number, 0)
    return (
        select(Skill.name)
        .outerjoin(people, people.c.skill_id == Skill.id)
        .where(known_skills(actor), Skill.id.not_in(mine))
        .order_by(number.desc(), Skill.curated.desc(), Skill.key)
        .limit(MOST)
    )
