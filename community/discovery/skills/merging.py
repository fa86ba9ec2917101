"""Two skills become one, and nobody's words are lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, require
from community.asks.models import Ask
from community.circles.models import CircleSkill
from community.core.errors import Refused
from community.core.events import record
from community.discovery.skills.queries import (
    SkillLine,
    how_many_circles,
    lines,
    names_of,
)
from community.follows.models import Follow
from community.insights.known_skills import access_skill, known_skills
from community.insights.models import InsightSkill
from community.sessions.models import SessionSkill
from community.skills import rules
from community.skills.curating import hold_skill
from community.skills.events import SkillNamesChanged
from community.skills.models import Offer, Skill, SkillName, Wish
from community.skills.naming import by_key


@dataclass(frozen=True)
class Preview:
    """What would happen, as far as the moderator may see those it happens to."""

    gone: SkillLine
    kept: SkillLine
    names: list[str]
    circles: int


def preview(db: Session, actor: Actor, skill_id: str, into: str) -> Preview:
    """Of merging the skill into the one that goes by the name `into`."""
    gone, kept = _both(db, actor, skill_id, into)
    of_gone, of_kept = lines(db, actor, [gone, kept])
    return Preview(of_gone, of_kept, names_of(db, gone), how_many_circles(db, actor, gone))


def _both(db: Session, actor: Actor, skill_id: str, into: str) -> tuple[Skill, Skill]:
    """The skill that goes and the one that stays, if the actor knows of both."""
    require(actor, Permission.SKILL_CURATE)
    gone, kept = access_skill(db, actor, skill_id), _known_as(db, actor, into)
    if kept is None:
        raise Refused(f"No skill goes by the name “{into}”. Please look it up in the list.")
    if kept.id == gone.id:
        raise Refused("This is the same skill already, under another of its names.")
    return gone, kept


def _known_as(db: Session, actor: Actor, name: str) -> Skill | None:
    key = rules.skill_key(name)
    found = by_key(db, [key]).get(key)
    if found is None:
        return None
    return db.scalar(select(Skill).where(Skill.id == found.id, known_skills(actor)))


def merge(db: Session, actor: Actor, skill_id: str, into: str) -> Skill:
    """The names of the one become names of the other; who taught or learned the one teaches or
    learns the other, with everything they said; circles are about the other."""
    gone, kept = (hold_skill(db, one.id) for one in _both(db, actor, skill_id, into))
    record(db, SkillNamesChanged(skill_id=gone.id))
    _move_ties(db, Offer, gone, kept)
    _move_ties(db, Wish, gone, kept)
    _move_the_rest(db, gone, kept)
    named = update(SkillName).where(SkillName.skill_id == gone.id)
    db.execute(named.values(skill_id=kept.id))
    kept.curated, kept.about = kept.curated or gone.curated, kept.about or gone.about
    db.flush()
    db.execute(delete(Skill).where(Skill.id == gone.id))
    record(db, SkillNamesChanged(skill_id=kept.id))
    return kept


def _move_ties(db: Session, kind: type[Offer] | type[Wish], gone: Skill, kept: Skill) -> None:
    """Who has both in this direction keeps one row that says what both said."""
    twice = _of_those_with(db, kind, gone, kept)
    for row, other in zip(_of_those_with(db, kind, kept, gone), twice, strict=True):
        _join(row, other)
        db.delete(other)
    db.flush()
    moved = update(kind).where(kind.skill_id == gone.id).values(skill_id=kept.id)
    db.execute(moved, execution_options={"synchronize_session": False})


def _of_those_with(db: Session, kind: Any, skill: Skill, other: Skill) -> Sequence[Any]:
    """The rows about one skill of members who have the other as well, member by member."""
    members = select(kind.member_id).where(kind.skill_id == other.id)
    rows = select(kind).where(kind.skill_id == skill.id, kind.member_id.in_(members))
    fresh = rows.order_by(kind.member_id).execution_options(populate_existing=True)
    return db.scalars(fresh).all()


def _join(row: Offer | Wish, other: Offer | Wish) -> None:
    row.called = rules.joined([row.called, other.called])
    row.words = rules.joined([row.words, other.words])
    row.evidence = rules.joined([row.evidence, other.evidence])
    row.level = rules.higher(row.level, other.level)
    row.created_at = min(row.created_at, other.created_at)


def _move_the_rest(db: Session, gone: Skill, kept: Skill) -> None:
    """And sessions, insights, asks, and who follows it; what is true of both goes with the
    skill."""
    asked = update(Ask).where(Ask.skill_id == gone.id).values(skill_id=kept.id)
    db.execute(asked, execution_options={"synchronize_session": False})
    for kind, thing_id in (
        (CircleSkill, CircleSkill.circle_id),
        (SessionSkill, SessionSkill.session_id),
        (InsightSkill, InsightSkill.insight_id),
        (Follow, Follow.member_id),
    ):
        both = select(thing_id).where(kind.skill_id == kept.id)
        moved = update(kind).where(kind.skill_id == gone.id, thing_id.not_in(both))
        db.execute(moved.values(skill_id=kept.id), execution_options={"synchronize_session": False})
