"""Finding circles: those the actor is not in, filtered, best reasons first."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.memberships import Membership, Standing
from community.access.policy import Visibility
from community.circles.cards import CircleCard, has_places
from community.circles.models import Circle, CircleSkill
from community.circles.queries import visible_to
from community.circles.reasons import ranked, with_reasons
from community.core.errors import Invalid
from community.core.text import tidy_line
from community.members.sights import OPEN
from community.skills.models import Offer, SkillName
from community.skills.rules import skill_key, tidy_skill

PAGE = 24
WORDS_MOST = 60


@dataclass(frozen=True)
class Filters:
    """What somebody looks for; nothing chosen finds every circle they may know of."""

    skill: str = ""
    way: Visibility | None = None
    places: bool = False
    where: str = ""

    @property
    def chosen(self) -> bool:
        return self != Filters()


def as_filters(skill: str, way: str, places: str, where: str) -> Filters:
    """From an address, in which anything may stand: what means nothing filters nothing."""
    known = {visibility.value: visibility for visibility in Visibility}
    return Filters(
        tidy_line(skill)[:WORDS_MOST],
        known.get(way),
        places == "1",
        tidy_line(where)[:WORDS_MOST],
    )


def discover(
    db: Session, actor: Actor, filters: Filters = Filters(), page: int = 1
) -> tuple[list[CircleCard], bool]:
    """One page of the circles that do not wait for the actor's answer and that they are not in,
    and whether there is another page."""
    near = (Standing.JOINED, Standing.INVITED)
    mine = [i for i, place in actor.places.items() if place.standing in near]
    found = (
        ranked(actor)
        .where(visible_to(actor), Circle.id.not_in(mine), _fits(actor, filters))
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    )
    circles = db.scalars(found).all()
    return with_reasons(db, actor, circles[:PAGE]), len(circles) > PAGE


def _fits(actor: Actor, filters: Filters) -> ColumnElement[bool]:
    wanted: list[ColumnElement[bool]] = [Circle.archived_at.is_(None)]
    if filters.skill:
        wanted.append(_has_to_do_with(actor, filters.skill))
    if filters.way:
        wanted.append(Circle.visibility == filters.way)
    if filters.places:
        wanted.append(has_places())
    if filters.where:
        wanted.append(Circle.reach.icontains(filters.where, autoescape=True))
    return and_(*wanted)


def _has_to_do_with(actor: Actor, skill: str) -> ColumnElement[bool]:
    """The circle is about the skill, or somebody in it teaches it and says so to all members."""
    try:
        key = skill_key(tidy_skill(skill))
    except Invalid:
        key = ""
    ids = select(SkillName.skill_id).where(SkillName.key == key)
    about = select(CircleSkill.circle_id).where(CircleSkill.skill_id.in_(ids))
    taught = (
        select(Membership.circle_id)
        .join(Offer, Offer.member_id == Membership.member_id)
        .where(
            Membership.standing == Standing.JOINED,
            Offer.skill_id.in_(ids),
            Offer.sight.in_(OPEN),
            Offer.member_id.not_in(actor.apart),
        )
    )
    return or_(Circle.id.in_(about), Circle.id.in_(taught))
