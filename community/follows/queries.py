"""What somebody follows, each as far as they may know of it at this moment."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from community.access.actor import Actor
from community.access.policy import Permission, can, require
from community.circles.models import Circle
from community.circles.queries import visible_to
from community.follows.models import Follow
from community.insights.known_skills import known_skills
from community.members.models import Member
from community.skills.models import Skill


@dataclass(frozen=True)
class Followed:
    """Ids of the rows, each with what is followed; `unnamed`: what they may not know of now."""

    skills: list[tuple[str, Skill]] = field(default_factory=list)
    people: list[tuple[str, Member]] = field(default_factory=list)
    circles: list[tuple[str, Circle]] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)

    @property
    def any(self) -> bool:
        return bool(self.skills or self.people or self.circles or self.unnamed)


def follows(db: Session, actor: Actor, **thing: str) -> bool:
    """Whether the actor follows it: `skill_id`, `person_id` or `circle_id`."""
    own = select(Follow.id).filter_by(member_id=actor.member_id, **thing)
    return actor.signed_in and db.scalar(own) is not None


def all_followed(db: Session, actor: Actor) -> Followed:
    """By name; a query for each kind, however many there are."""
    require(actor, Permission.SIGNED_IN)
    skills = _named(db, actor, Skill, Follow.skill_id, known_skills(actor), Skill.key)
    people = _named(db, actor, Member, Follow.person_id, Member.guest.is_(False), Member.name)
    people = [(row_id, one) for row_id, one in people if can(actor, Permission.PERSON_SEE, one)]
    circles = _named(db, actor, Circle, Follow.circle_id, visible_to(actor), Circle.name)
    named = {row_id for row_id, _thing in (*skills, *people, *circles)}
    mine = select(Follow.id).where(Follow.member_id == actor.member_id)
    rest = db.scalars(mine.order_by(Follow.since, Follow.id))
    return Followed(skills, people, circles, [one for one in rest if one not in named])


def _named(
    db: Session,
    actor: Actor,
    kind: Any,
    column: InstrumentedAttribute[str | None],
    known: ColumnElement[bool],
    name: InstrumentedAttribute[str],
) -> list[tuple[str, Any]]:
    rows = select(Follow.id, kind).join(kind, kind.id == column)
    mine = rows.where(Follow.member_id == actor.member_id, known)
    return [(row_id, thing) for row_id, thing in db.execute(mine.order_by(name, kind.id))]
