"""Reading what members teach and want to learn, each as far as the actor may see it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from community.access.actor import Actor
from community.access.policy import Permission, require
from community.core.errors import NotFound
from community.core.ids import is_id
from community.members.sights import seen_by
from community.skills.models import Offer, Skill, Wish

T = TypeVar("T", Offer, Wish)


@dataclass(frozen=True)
class MemberSkills:
    """What one member teaches and wants to learn, by name of the skill."""

    teaches: list[Offer] = field(default_factory=list)
    learns: list[Wish] = field(default_factory=list)


def offers_of(db: Session, actor: Actor, member_id: str) -> list[Offer]:
    """What the member can teach, each with its `skill`."""
    return _of(db, actor, Offer, [member_id])


def wishes_of(db: Session, actor: Actor, member_id: str) -> list[Wish]:
    """What the member wants to learn, each with its `skill`."""
    return _of(db, actor, Wish, [member_id])


def skills_of_many(
    db: Session, actor: Actor, member_ids: Collection[str]
) -> dict[str, MemberSkills]:
    """Both of each of these members: one query for either direction."""
    skills = {member_id: MemberSkills() for member_id in member_ids}
    if skills:
        for offer in _of(db, actor, Offer, skills):
            skills[offer.member_id].teaches.append(offer)
        for wish in _of(db, actor, Wish, skills):
            skills[wish.member_id].learns.append(wish)
    return skills


def _of(db: Session, actor: Actor, kind: type[T], member_ids: Collection[str]) -> list[T]:
    rows = (
        select(kind)
        .join(kind.skill)
        .options(contains_eager(kind.skill))
        .where(kind.member_id.in_(list(member_ids)), seen_by(actor, kind.member_id, kind.sight))
        .order_by(Skill.key)
    )
    return list(db.scalars(rows))


def own_tie(db: Session, actor: Actor, kind: type[T], skill_id: str) -> T:
    """What the actor said of a skill they teach or learn, with its `skill`."""
    require(actor, Permission.SIGNED_IN)
    mine = kind.member_id == actor.member_id, kind.skill_id == skill_id
    found = select(kind).join(kind.skill).options(contains_eager(kind.skill)).where(*mine)
    row = db.scalar(found) if is_id(skill_id) else None
    if row is None:
        raise NotFound
    return row


def skill_ids_of(db: Session, member_id: str) -> set[str]:
    """Every skill the member has anything to do with, for actions: nobody's sight is asked."""
    taught = select(Offer.skill_id).where(Offer.member_id == member_id)
    return set(db.scalars(taught.union(select(Wish.skill_id).where(Wish.member_id == member_id))))
