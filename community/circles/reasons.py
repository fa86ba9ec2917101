"""Why a circle might be for somebody: what it is about, what its people teach and learn.

Only what every member may see gives a reason, and nobody whom a block stands between or whom
the reader has muted: a reason must not tell what a profile keeps back.
"""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, select
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
Found = Row[Circle, int | None, int | None]
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
    return with_reasons(db, actor, db.execute(ranked(actor).where(free).limit(most)).all())


def with_reasons(db: Session, actor: Actor, found: Sequence[Found]) -> list[CircleCard]:
    """What `ranked` found, as cards that say why."""
    return cards(db, actor, [circle for circle, _, _ in found], reasons(db, actor, found))


def ranked(actor: Actor) -> Select[Circle, int | None, int | None]:
    """Circles, those first that have most to do with what the actor teaches and learns; with how
    many people teach what the actor wants to learn, and want to learn what the actor teaches."""
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
        select(Circle, teachers.c.number, learners.c.number)
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
        .where(
            Membership.standing == Standing.JOINED,
            theirs.skill_id.in_(_mine(actor, mine)),
            _counts(actor, theirs),
        )
        .group_by(Membership.circle_id)
    )


def _counts(actor: Actor, theirs: TieKind) -> ColumnElement[bool]:
    """Whether what they said counts as a reason: shown to all, by nobody who is kept off."""
    kept_off = select(Block.other_id).where(Block.member_id == actor.member_id)
    return and_(
        theirs.sight.in_(OPEN),
        theirs.member_id != actor.member_id,
        theirs.member_id.not_in(actor.apart),
        theirs.member_id.not_in(kept_off),
    )


def reasons(db: Session, actor: Actor, found: Sequence[Found]) -> dict[str, list[str]]:
    """For each of these circles that has any: sentences, the best reason first."""
    said: dict[str, list[str]] = defaultdict(list)
    ids = [circle.id for circle, _, _ in found]
    for circle_id, names in _topics(db, actor, ids).items():
        said[circle_id].append(f"It is about {_listed(names)}, which you want to learn")
    taught, wanted = _skills(db, actor, ids, Offer, Wish), _skills(db, actor, ids, Wish, Offer)
    for circle, teachers, learners in found:
        if teachers:
            skills = _listed(taught[circle.id])
            can_teach = "can teach what you want to learn"
            said[circle.id].append(f"{_people_here(teachers)} {can_teach}: {skills}")
        if learners:
            skills, want = _listed(wanted[circle.id]), "wants" if learners == 1 else "want"
            to_learn = "to learn what you can teach"
            said[circle.id].append(f"{_people_here(learners)} {want} {to_learn}: {skills}")
    return said


def _topics(db: Session, actor: Actor, circle_ids: Sequence[str]) -> dict[str, list[str]]:
    """Skills of each circle that the actor wants to learn."""
    rows = db.execute(
        select(CircleSkill.circle_id, Skill.name)
        .join(Skill, Skill.id == CircleSkill.skill_id)
        .where(CircleSkill.circle_id.in_(circle_ids), CircleSkill.skill_id.in_(_mine(actor, Wish)))
        .order_by(Skill.name)
    )
    return _gathered(rows.all())


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
            # Joined with nothing, the id is found by no index: a few circles are asked for, so
            # their people come first and not everybody who shares a skill.
            (theirs.skill_id + "").in_(_mine(actor, mine)),
            _counts(actor, theirs),
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


def _people_here(number: int) -> str:
    word = _WORDS[number] if number < len(_WORDS) else f"{number:,}"
    return f"{word} {'person' if number == 1 else 'people'} here"


def _listed(names: Sequence[str]) -> str:
    """`C#, ARCP`, and how many more where there are many."""
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")
