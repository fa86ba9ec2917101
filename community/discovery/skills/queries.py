"""Skills in lists, and who teaches and learns them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session, contains_eager

from community.access.actor import Actor
from community.access.policy import Permission, require
from community.asks.wished import wished
from community.circles.cards import CircleCard, cards
from community.circles.models import Circle, CircleSkill
from community.circles.queries import visible_to
from community.core import clock
from community.core.text import tidy_line
from community.insights.known_skills import known_skills
from community.members.models import Member
from community.members.sights import seen_by
from community.skills.models import Level, Offer, Skill, SkillName, Wish
from community.skills.rules import skill_key
from community.skills.ways import KINDS

T = TypeVar("T", Offer, Wish)
WHOLE_MOST = 400  # skills on one page; where there are more, each letter has its own
WANTED_MOST = 8
CIRCLES_MOST = 6
_FURTHEST_FIRST = case(
    {Level.SEASONED: 0, Level.PRACTISING: 1, Level.BEGINNING: 2}, value=Offer.level, else_=1
)


@dataclass(frozen=True)
class SkillLine:
    """A skill in a list, with how many the reader may see teach and learn it."""

    skill: Skill
    teachers: int
    learners: int


@dataclass(frozen=True)
class Letter:
    """One heading of the index."""

    sign: str
    lines: list[SkillLine]


@dataclass(frozen=True)
class SkillIndex:
    """`signs` are all letters there are, `letters` those on this page."""

    signs: list[str]
    letters: list[Letter]
    total: int
    whole: bool


def sign_of(key: str) -> str:
    """The letter a skill stands under; digits and signs stand together."""
    first = key[:1].upper()
    return first if first.isalpha() else "#"


def skill_index(db: Session, actor: Actor, sign: str = "", words: str = "") -> SkillIndex:
    """The skills A to Z, or those with `words` in one of their names."""
    require(actor, Permission.SIGNED_IN)
    known = known_skills(actor)
    if words := tidy_line(words):
        known &= Skill.id.in_(_called(words))
    first = func.substr(Skill.key, 1, 1)
    counted = db.execute(select(first, func.count()).where(known).group_by(first)).all()
    signs = sorted({sign_of(char) for char, _count in counted}, key=lambda s: (s == "#", s))
    total = sum(count for _char, count in counted)
    whole = total <= WHOLE_MOST
    if not whole:
        shown = sign if sign in signs else signs[0]
        known &= first.in_([char for char, _count in counted if sign_of(char) == shown])
    rows = select(Skill).where(known).order_by(Skill.key).limit(WHOLE_MOST)
    letters: dict[str, list[SkillLine]] = {}
    for line in lines(db, actor, list(db.scalars(rows))):
        letters.setdefault(sign_of(line.skill.key), []).append(line)
    shown_letters = [Letter(one, letters[one]) for one in signs if one in letters]
    return SkillIndex(signs, shown_letters, total, whole)


def _called(words: str) -> Any:
    """Skills with these words in any of their names, whatever the spelling."""
    part = skill_key(words) or words
    return select(SkillName.skill_id).where(SkillName.key.contains(part, autoescape=True))


def lines(db: Session, actor: Actor, skills: Collection[Skill]) -> list[SkillLine]:
    """These skills with their counts: one query for either direction."""
    ids = [skill.id for skill in skills]
    teachers, learners = _counts(db, actor, Offer, ids), _counts(db, actor, Wish, ids)
    return [SkillLine(s, teachers.get(s.id, 0), learners.get(s.id, 0)) for s in skills]


def _counts(
    db: Session, actor: Actor, kind: type[Offer] | type[Wish], skill_ids: Collection[str]
) -> dict[str, int]:
    if not skill_ids:
        return {}
    counted = (
        select(kind.skill_id, func.count())
        .where(kind.skill_id.in_(skill_ids), seen_by(actor, kind.member_id, kind.sight))
        .group_by(kind.skill_id)
    )
    return dict(db.execute(counted).all())


def wanted(db: Session, actor: Actor, most: int = WANTED_MOST) -> list[SkillLine]:
    """Skills that people want to learn and nobody teaches, as far as the actor may see."""
    return [SkillLine(one.skill, 0, one.learners) for one in wished(db, actor, most)]


def people_of(db: Session, actor: Actor, kind: type[T], skill: Skill, most: int) -> list[T]:
    """Who teaches, or learns, a skill the actor knows of, each with its `member`: those who are
    here before those who are away, then whoever is furthest."""
    away = case((Member.away_until >= clock.now().date(), 1), else_=0)
    first: list[Any] = [_FURTHEST_FIRST] if kind is Offer else []
    rows = (
        select(kind)
        .join(kind.member)
        .options(contains_eager(kind.member))
        .where(kind.skill_id == skill.id, seen_by(actor, kind.member_id, kind.sight))
        .order_by(away, *first, Member.name, Member.id)
        .limit(most)
    )
    return list(db.scalars(rows))


def names_of(db: Session, skill: Skill) -> list[str]:
    """Everything it is called."""
    rows = select(SkillName.name).where(SkillName.skill_id == skill.id)
    return list(db.scalars(rows.order_by(SkillName.key)))


def other_names(db: Session, skill: Skill) -> list[str]:
    """What it is called as well."""
    return [name for name in names_of(db, skill) if skill_key(name) != skill.key]


def circles_about(db: Session, actor: Actor, skill: Skill) -> list[CircleCard]:
    """Some of the circles about it that go on and the actor may know of, theirs first."""
    found = (
        select(Circle)
        .where(_is_about(actor, skill))
        .order_by(case((Circle.id.in_(actor.circles), 0), else_=1), Circle.name, Circle.id)
        .limit(CIRCLES_MOST)
    )
    return cards(db, actor, list(db.scalars(found)))


def how_many_circles(db: Session, actor: Actor, skill: Skill) -> int:
    return db.scalar(select(func.count(Circle.id)).where(_is_about(actor, skill))) or 0


def _is_about(actor: Actor, skill: Skill) -> ColumnElement[bool]:
    about = select(CircleSkill.circle_id).where(CircleSkill.skill_id == skill.id)
    return and_(Circle.id.in_(about), visible_to(actor), Circle.archived_at.is_(None))


def own_ways(db: Session, actor: Actor, skill: Skill) -> set[str]:
    """Whether the actor teaches it, learns it, or both."""
    return {
        way for way, kind in KINDS.items() if db.get(kind, (actor.member_id, skill.id)) is not None
    }
