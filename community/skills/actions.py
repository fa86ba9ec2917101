"""What members say they teach and want to learn."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, require
from community.core import clock
from community.core.errors import Invalid, NotFound
from community.core.events import record
from community.core.ids import is_id
from community.members.events import MemberChanged
from community.members.models import Profile, Sight
from community.members.sights import sight_of
from community.skills import rules
from community.skills.events import SkillChanged
from community.skills.models import Level, Offer, Skill, Wish
from community.skills.naming import forget_unused, named, skill_named, skills_named
from community.skills.ways import KINDS, PARTS

T = TypeVar("T", Offer, Wish)
PART = {KINDS[way]: part for way, part in PARTS.items()}
FULL = {
    Offer: f"You can name up to {rules.SKILLS_MOST} skills that you teach. Remove one first.",
    Wish: f"You can name up to {rules.SKILLS_MOST} skills to learn. Remove one first.",
}

__all__ = [
    "add",
    "add_both",
    "change",
    "drop",
    "drop_offer",
    "drop_wish",
    "offer",
    "skill_named",
    "skills_named",
    "wish",
]


def offer(
    db: Session,
    actor: Actor,
    name: str,
    *,
    level: Level | None = None,
    words: str = "",
    evidence: str = "",
) -> Offer:
    """The actor can teach it. What they said of it before stays where nothing new is said."""
    row = _tie(db, actor, Offer, [rules.tidy_skill(name)])[0]
    _say(row, level or row.level, words or row.words, evidence or row.evidence)
    return row


def wish(
    db: Session,
    actor: Actor,
    name: str,
    *,
    level: Level | None = None,
    words: str = "",
    evidence: str = "",
) -> Wish:
    """The actor wants to learn it."""
    row = _tie(db, actor, Wish, [rules.tidy_skill(name)])[0]
    _say(row, level or row.level, words or row.words, evidence or row.evidence)
    return row


def add(db: Session, actor: Actor, kind: type[T], names: str) -> list[T]:
    """All the skills of a form's field at once; those there already stay as they are."""
    return _tie(db, actor, kind, rules.split_names(names))


def add_both(db: Session, actor: Actor, teach: str | None, learn: str | None) -> str:
    """A form with a field for each direction: what is wrong is said at its field.

    Returns which of them had something in it: `teach` where both had.
    """
    filled = []
    for way, names in (("teach", teach), ("learn", learn)):
        try:
            rows = add(db, actor, KINDS[way], names or "")
        except Invalid as problem:
            raise Invalid(problem.message, **{way: problem.message}) from problem
        filled += [way] if rows else []
    return filled[0] if filled else ""


def _tie(db: Session, actor: Actor, kind: type[T], names: Sequence[str]) -> list[T]:
    require(actor, Permission.SIGNED_IN)
    member_id = actor.member_id or ""
    sight = _sight(db, member_id, kind)
    record(db, MemberChanged(member_id=member_id))
    skills = named(db, names)
    rows = {row.skill_id: row for row in db.scalars(select(kind).filter_by(member_id=member_id))}
    called = {skill.id: name for skill, name in zip(skills, names, strict=True)}
    new = [skill for skill in skills if skill.id not in rows]
    if len(rows) + len({skill.id for skill in new}) > rules.SKILLS_MOST:
        raise Invalid(FULL[kind], skills=FULL[kind])
    for skill in new:
        if skill.id not in rows:
            rows[skill.id] = _row(kind, member_id, skill, called[skill.id], sight)
            record(db, SkillChanged(skill_id=skill.id))
            db.add(rows[skill.id])
    db.flush()
    return [rows[skill.id] for skill in skills]


def _row(kind: type[T], member_id: str, skill: Skill, called: str, sight: Sight) -> T:
    return kind(
        member_id=member_id,
        skill_id=skill.id,
        called=called,
        level=None,
        words="",
        evidence="",
        sight=sight,
        created_at=clock.now(),
    )


def _sight(db: Session, member_id: str, kind: type[Offer] | type[Wish]) -> Sight:
    """Who may see new rows. The profile is held: a change of its sights comes before or after,
    so that no row is left with the old one."""
    profile = db.get(Profile, member_id, populate_existing=True, with_for_update=True)
    return sight_of(profile.sights if profile else {}, PART[kind])


def _say(row: Offer | Wish, level: Level | None, words: str, evidence: str) -> None:
    row.level = level
    row.words = rules.tidy_said(words, "words")
    row.evidence = rules.tidy_said(evidence, "evidence")


def change(
    db: Session,
    actor: Actor,
    kind: type[T],
    skill_id: str,
    *,
    level: Level | None,
    words: str,
    evidence: str,
) -> T:
    """Say anew how far one is, in one's own words, and what one did."""
    require(actor, Permission.SIGNED_IN)
    record(db, MemberChanged(member_id=actor.member_id or ""))
    row = _own(db, actor, kind, skill_id)
    _say(row, level, words, evidence)
    db.flush()
    return row


def drop_offer(db: Session, actor: Actor, skill_id: str) -> None:
    drop(db, actor, Offer, skill_id)


def drop_wish(db: Session, actor: Actor, skill_id: str) -> None:
    drop(db, actor, Wish, skill_id)


def drop(db: Session, actor: Actor, kind: type[T], skill_id: str) -> None:
    """No longer; with it go the words that were said about it, and a name nobody else uses."""
    require(actor, Permission.SIGNED_IN)
    record(db, MemberChanged(member_id=actor.member_id or ""))
    row = _own(db, actor, kind, skill_id)
    record(db, SkillChanged(skill_id=skill_id))
    db.delete(row)
    db.flush()
    forget_unused(db, skill_id)


def _own(db: Session, actor: Actor, kind: type[T], skill_id: str) -> T:
    key = (actor.member_id, skill_id)
    row = db.get(kind, key, populate_existing=True) if is_id(skill_id) else None
    if row is None:
        raise NotFound
    return row
