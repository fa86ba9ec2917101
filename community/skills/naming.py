"""From the names people type to skills: found under any of their names, or made."""

from collections.abc import Sequence

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from community.core import clock
from community.core.errors import Invalid
from community.core.events import record
from community.core.ids import new_id
from community.skills import rules
from community.skills.events import SkillChanged
from community.skills.models import Skill, SkillName

_VOCABULARY = 0x5C111  # any number of our own


def skill_named(db: Session, name: str) -> Skill:
    """The skill that goes by this name; a free one is made where there is none."""
    return named(db, [rules.tidy_skill(name)])[0]


def skills_named(db: Session, names: str) -> list[Skill]:
    """The skills of a form's field, `C#, ARCP`, each once and in that order."""
    skills = named(db, rules.split_names(names))
    return list({skill.id: skill for skill in skills}.values())


def named(db: Session, names: Sequence[str]) -> list[Skill]:
    """The skill of each tidy name, two names of one skill giving it twice."""
    if len(names) > rules.SKILLS_MOST:
        sentence = f"Please name at most {rules.SKILLS_MOST} skills at once."
        raise Invalid(sentence, skills=sentence)
    keys = {rules.skill_key(name): name for name in reversed(names)}
    found = by_key(db, keys)
    missing = {key: name for key, name in keys.items() if key not in found}
    if missing:
        found |= _make(db, missing)
    return [found[rules.skill_key(name)] for name in names]


def by_key(db: Session, keys: Sequence[str] | dict[str, str]) -> dict[str, Skill]:
    """The skills that go by these keys: one query."""
    if not keys:
        return {}
    rows = db.execute(
        select(SkillName.key, Skill)
        .join(Skill, Skill.id == SkillName.skill_id)
        .where(SkillName.key.in_(list(keys)))
    )
    return dict(rows.all())


def _make(db: Session, missing: dict[str, str]) -> dict[str, Skill]:
    """Free skills for these names, unless somebody made them while we waited for our turn."""
    ids = {key: new_id() for key in missing}
    for skill_id in ids.values():
        record(db, SkillChanged(skill_id=skill_id))
    take_turn(db)
    found = by_key(db, missing)
    for key, name in missing.items():
        if key not in found:
            found[key] = Skill(id=ids[key], name=name, key=key, created_at=clock.now())
            db.add(found[key])
    db.flush()
    fresh = [skill for key, skill in found.items() if skill.id == ids[key]]
    db.add_all(SkillName(key=skill.key, name=skill.name, skill_id=skill.id) for skill in fresh)
    db.flush()
    return found


def take_turn(db: Session) -> None:
    """From here to the end of the transaction nobody else changes which names there are."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _VOCABULARY})
