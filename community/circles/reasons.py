"""Why a circle might be for somebody: what it is about, what its people teach and learn.

Only what every member may see gives a reason, and nobody whom a block stands between or whom
the reader has muted: a reason must not tell what a profile keeps back.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, and_, case, func, null, select, union_all
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
SAMPLE = 1_000  # so many ties rank all circles; where there are more, every circle has enough
_WORDS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


@dataclass
class Shared:
    """What people of a circle have in common with what the reader looks for or gives."""

    people: int = 0
    skills: list[str] = field(default_factory=list)


def suggested(db: Session, actor: Actor, most: int) -> list[CircleCard]:
    """Circles the actor could come into or ask to, with a place free, best reasons first."""
    free = and_(
        Circle.archived_at.is_(None),
        Circle.visibility.in_((Visibility.OPEN, Visibility.ASK)),
        Circle.id.not_in(actor.places),
        has_places(),
    )
    return with_reasons(db, actor, db.scalars(ranked(actor).where(free).limit(most)).all())


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
    """Per circle how many of its people have among `theirs` what the actor has among `mine`,
    of a sample that is the same each time and takes from all alike."""
    wanted = theirs.skill_id.in_(_mine(actor, mine)), _counts(actor, theirs)
    sample = select(theirs.member_id).where(*wanted).order_by(theirs.member_id).limit(SAMPLE)
    some = sample.subquery()
    return (
        select(Membership.circle_id, func.count(some.c.member_id.distinct()).label("number"))
        .join(some, some.c.member_id == Membership.member_id)
        .where(Membership.standing == Standing.JOINED)
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


def reasons(db: Session, actor: Actor, circle_ids: Sequence[str]) -> dict[str, list[str]]:
    """For each of these circles that has any: sentences, the best reason first."""
    said: dict[str, list[str]] = defaultdict(list)
    for circle_id, names in _topics(db, actor, circle_ids).items():
        said[circle_id].append(f"It is about {_listed(names)}, which you want to learn")
    for circle_id, shared in _shared(db, actor, circle_ids, Offer, Wish).items():
        can_teach = "can teach what you want to learn"
        said[circle_id].append(f"{_people_here(shared)} {can_teach}: {_listed(shared.skills)}")
    for circle_id, shared in _shared(db, actor, circle_ids, Wish, Offer).items():
        to_learn = f"{'wants' if shared.people == 1 else 'want'} to learn what you can teach"
        said[circle_id].append(f"{_people_here(shared)} {to_learn}: {_listed(shared.skills)}")
    return said


def _topics(db: Session, actor: Actor, circle_ids: Sequence[str]) -> dict[str, list[str]]:
    """Skills of each circle that the actor wants to learn."""
    rows = db.execute(
        select(CircleSkill.circle_id, Skill.name)
        .join(Skill, Skill.id == CircleSkill.skill_id)
        .where(CircleSkill.circle_id.in_(circle_ids), CircleSkill.skill_id.in_(_mine(actor, Wish)))
        .order_by(Skill.name)
    )
    names: dict[str, list[str]] = defaultdict(list)
    for circle_id, name in rows:
        names[circle_id].append(name)
    return names


def _shared(
    db: Session, actor: Actor, circle_ids: Sequence[str], theirs: TieKind, mine: TieKind
) -> dict[str, Shared]:
    """How many people of each circle, and what it is about: the skills of most of them first."""
    is_sqlite = db.get_bind().dialect.name == "sqlite"
    hits = _hits(actor, circle_ids, theirs, mine, is_sqlite).cte("hits")
    people = select(
        hits.c.circle_id, null().label("name"), func.count(hits.c.member_id.distinct()).label("of")
    ).group_by(hits.c.circle_id)
    skills = (
        select(hits.c.circle_id, Skill.name.label("name"), func.count().label("of"))
        .join(Skill, Skill.id == hits.c.skill_id)
        .group_by(hits.c.circle_id, Skill.id, Skill.name)
    )
    found: dict[str, Shared] = defaultdict(Shared)
    rows = db.execute(union_all(people, skills)).all()
    for circle_id, name, number in sorted(rows, key=lambda row: (-row.of, row.name or "")):
        if name is None:
            found[circle_id].people = number
        else:
            found[circle_id].skills.append(name)
    return found


def _hits(
    actor: Actor, circle_ids: Sequence[str], theirs: TieKind, mine: TieKind, is_sqlite: bool
) -> Select[str, str, str]:
    """Who in these circles has among `theirs` what the actor has among `mine`."""
    # SQLite would begin with everybody who shares a skill. Joined with nothing, the id is found
    # by no index, so it begins with the people of the few circles that are asked for.
    skill_id = theirs.skill_id + "" if is_sqlite else theirs.skill_id
    return (
        select(Membership.circle_id, theirs.member_id, theirs.skill_id)
        .join(theirs, theirs.member_id == Membership.member_id)
        .where(
            Membership.circle_id.in_(circle_ids),
            Membership.standing == Standing.JOINED,
            skill_id.in_(_mine(actor, mine)),
            _counts(actor, theirs),
        )
    )


def _people_here(shared: Shared) -> str:
    number = shared.people
    word = _WORDS[number] if number < len(_WORDS) else f"{number:,}"
    return f"{word} {'person' if number == 1 else 'people'} here"


def _listed(names: Sequence[str]) -> str:
    """`C#, ARCP`, and how many more where there are many."""
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")
