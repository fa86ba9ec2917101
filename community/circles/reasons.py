"""Why a circle might be for somebody: what it is about, what its people teach and learn.

Only what every member may see gives a reason, and nobody whom a block stands between or whom
the reader has muted: a reason must not tell what a profile keeps back.
"""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.blocks import Block
from community.access.memberships import Membership, Standing
from community.access.policy import Visibility
from community.circles.cards import CircleCard, cards, has_places
from community.circles.models import Circle, CircleSkill
from community.members.sights import OPEN
from community.skills.models import Offer, Skill, Wish

TieKind = type[Offer] | type[Wish]
NAMED = 3  # skills that a sentence names before it counts the rest
ENOUGH = 5  # so many people are as good a reason as more would be: size alone is none
_WORDS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def suggested(db: Session, actor: Actor, most: int) -> list[CircleCard]:
    """Circles the actor could come into or ask to, with a place free, best reasons first."""
    free = and_(
        Circle.archived_at.is_(None),
        Circle.visibility.in_((Visibility.OPEN, Visibility.ASK)),
        Circle.id.not_in(actor.places),
        has_places(),
    )
    found = db.scalars(ranked(actor).where(free).limit(most)).all()
    return with_reasons(db, actor, found)


def with_reasons(db: Session, actor: Actor, circles: Sequence[Circle]) -> list[CircleCard]:
    """These circles as cards that say why."""
    return cards(db, actor, circles, reasons(db, actor, [circle.id for circle in circles]))


def ranked(actor: Actor) -> Select[Circle]:
    """Circles, those first that have most to do with what the actor teaches and learns."""
    about = (
        select(CircleSkill.circle_id, func.count().label("number"))
        .where(CircleSkill.skill_id.in_(_mine(actor, Wish)))
        .group_by(CircleSkill.circle_id)
        .subquery()
    )
    teachers = _people(actor, Offer, Wish).subquery()
    learners = _people(actor, Wish, Offer).subquery()
    rank = 4 * _at_most(about.c.number) + 2 * _at_most(teachers.c.number)
    return (
        select(Circle)
        .outerjoin(about, about.c.circle_id == Circle.id)
        .outerjoin(teachers, teachers.c.circle_id == Circle.id)
        .outerjoin(learners, learners.c.circle_id == Circle.id)
        .order_by((rank + _at_most(learners.c.number)).desc(), Circle.name, Circle.id)
    )


def _at_most(number: ColumnElement[int]) -> ColumnElement[int]:
    return case((number.is_(None), 0), (number > ENOUGH, ENOUGH), else_=number)


def _mine(actor: Actor, kind: TieKind) -> Select[str]:
    return select(kind.skill_id).where(kind.member_id == actor.member_id)


def _people(actor: Actor, theirs: TieKind, mine: TieKind) -> Select[str, int]:
    """Per circle how many of its people have among `theirs` what the actor has among `mine`."""
    people = func.count(theirs.member_id.distinct()).label("number")
    return (
        select(Membership.circle_id, people)
        .join(theirs, theirs.member_id == Membership.member_id)
        .where(Membership.standing == Standing.JOINED, _counts(actor, theirs, mine))
        .group_by(Membership.circle_id)
    )


def _counts(actor: Actor, theirs: TieKind, mine: TieKind) -> ColumnElement[bool]:
    kept_off = select(Block.other_id).where(Block.member_id == actor.member_id)
    return and_(
        theirs.skill_id.in_(_mine(actor, mine)),
        theirs.sight.in_(OPEN),
        theirs.member_id != actor.member_id,
        theirs.member_id.not_in(actor.apart),
        theirs.member_id.not_in(kept_off),
    )


def reasons(db: Session, actor: Actor, circle_ids: Sequence[str]) -> dict[str, list[str]]:
    """For each of these circles that has any: sentences, the best reason first."""
    found: dict[str, list[str]] = defaultdict(list)
    if not circle_ids or not actor.signed_in:
        return found
    for circle_id, names in _topics(db, actor, circle_ids).items():
        found[circle_id].append(f"It is about {_listed(names)}, which you want to learn")
    for theirs, mine, does in (
        (Offer, Wish, "can teach what you want to learn"),
        (Wish, Offer, "to learn what you can teach"),
    ):
        names_of = _skills(db, actor, circle_ids, theirs, mine)
        for circle_id, number in _numbers(db, actor, circle_ids, theirs, mine).items():
            wants = "" if theirs is Offer else "wants " if number == 1 else "want "
            who = f"{_number(number)} {'person' if number == 1 else 'people'} here"
            found[circle_id].append(f"{who} {wants}{does}: {_listed(names_of[circle_id])}")
    return found


def _topics(db: Session, actor: Actor, circle_ids: Sequence[str]) -> dict[str, list[str]]:
    """Skills of each circle that the actor wants to learn."""
    rows = db.execute(
        select(CircleSkill.circle_id, Skill.name)
        .join(Skill, Skill.id == CircleSkill.skill_id)
        .where(CircleSkill.circle_id.in_(circle_ids), CircleSkill.skill_id.in_(_mine(actor, Wish)))
        .order_by(Skill.name)
    )
    return _gathered(rows.all())


def _numbers(
    db: Session, actor: Actor, circle_ids: Sequence[str], theirs: TieKind, mine: TieKind
) -> dict[str, int]:
    people = _people(actor, theirs, mine).where(Membership.circle_id.in_(circle_ids))
    return dict(db.execute(people).all())


def _skills(
    db: Session, actor: Actor, circle_ids: Sequence[str], theirs: TieKind, mine: TieKind
) -> dict[str, list[str]]:
    """What it is about, the skills of most people first."""
    rows = db.execute(
        select(Membership.circle_id, Skill.name)
        .join(theirs, theirs.member_id == Membership.member_id)
        .join(Skill, Skill.id == theirs.skill_id)
        .where(
            Membership.circle_id.in_(circle_ids),
            Membership.standing == Standing.JOINED,
            _counts(actor, theirs, mine),
        )
        .group_by(Membership.circle_id, Skill.id, Skill.name)
        .order_by(func.count().desc(), Skill.name)
    )
    return _gathered(rows.all())


def _gathered(rows: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = defaultdict(list)
    for circle_id, name in rows:
        names[circle_id].append(name)
    return names


def _number(number: int) -> str:
    return _WORDS[number] if number < len(_WORDS) else f"{number:,}"


def _listed(names: Sequence[str]) -> str:
    """`C#, ARCP`, and how many more where there are many."""
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")
