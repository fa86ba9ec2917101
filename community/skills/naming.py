"""From the names people type to skills: found under any of their names, or made."""

from collections.abc import Sequence

from sqlalchemy import Select, and_, delete, func, or_, select, union, union_all
from sqlalchemy.orm import Session

from community.core import clock
from community.core.database import Base
from community.core.errors import Invalid
from community.core.events import record
from community.core.ids import new_id
from community.core.turns import take_turn
from community.members.sights import OPEN
from community.skills import rules
from community.skills.events import SkillChanged
from community.skills.models import Offer, Skill, SkillName, Wish

KINDS = (Offer, Wish)
ABOUT = ("circle_skills", "session_skills", "insight_skills")  # their features come after skills


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
    take_turn(db)  # before any is held: who merges them has the turn, and then needs them
    found = by_key(db, keys, hold=True)
    missing = {key: name for key, name in keys.items() if key not in found}
    if missing:
        found |= _make(db, missing)
    _spell_anew(db, {key: name for key, name in keys.items() if found[key].name != name}, found)
    return [found[rules.skill_key(name)] for name in names]


def by_key(
    db: Session, keys: Sequence[str] | dict[str, str], *, hold: bool = False
) -> dict[str, Skill]:
    """The skills that go by these keys: one query. Those held cannot be forgotten meanwhile."""
    if not keys:
        return {}
    found = (
        select(SkillName.key, Skill)
        .join(Skill, Skill.id == SkillName.skill_id)
        .where(SkillName.key.in_(list(keys)))
    )
    if hold:
        found = found.with_for_update(read=True, key_share=True, of=Skill)
    return dict(db.execute(found).all())


def _make(db: Session, missing: dict[str, str]) -> dict[str, Skill]:
    """Free skills for these names; nobody else makes them meanwhile, as it is our turn."""
    made = {
        key: Skill(id=new_id(), name=name, key=key, created_at=clock.now())
        for key, name in missing.items()
    }
    db.add_all(made.values())
    db.flush()
    db.add_all(SkillName(key=key, name=one.name, skill_id=one.id) for key, one in made.items())
    db.flush()
    for skill in made.values():
        record(db, SkillChanged(skill_id=skill.id))
    return made


def _spell_anew(db: Session, names: dict[str, str], found: dict[str, Skill]) -> None:
    """A free skill that is nobody's in the open is spelled as whoever names it now spells it:
    another spelling would tell that somebody has it for themselves, or a hidden circle."""
    free = {
        s.id: key for key, s in found.items() if key in names and key == s.key and not s.curated
    }
    for skill_id in set(free) - _in_the_open(db, list(free)):
        key = free[skill_id]
        found[key].name = db.get_one(SkillName, key).name = names[key]


def _in_the_open(db: Session, skill_ids: list[str]) -> set[str]:
    """Which of these every member may see with somebody, with a circle, or with an insight."""
    if not skill_ids:
        return set()
    ties = [select(k.skill_id).where(k.skill_id.in_(skill_ids), k.sight.in_(OPEN)) for k in KINDS]
    return set(db.scalars(union(_met_about(skill_ids), _written_about(skill_ids), *ties)))


def _met_about(skill_ids: list[str]) -> Select[str]:
    tables = Base.metadata.tables  # circles come after skills, and insights
    about, circles = tables["circle_skills"].c, tables["circles"].c
    shown = circles.visibility != "hidden", circles.archived_at.is_(None)
    of_these = about.skill_id.in_(skill_ids), about.circle_id == circles.id
    return select(about.skill_id).where(*of_these, *shown)


def _written_about(skill_ids: list[str]) -> Select[str]:
    tables = Base.metadata.tables
    about, circles = tables["insight_skills"], tables["circles"]
    insights = tables["insights"]
    shown = and_(circles.c.visibility != "hidden", circles.c.archived_at.is_(None))
    return (
        select(about.c.skill_id)
        .join(insights, insights.c.id == about.c.insight_id)
        .outerjoin(circles, circles.c.id == insights.c.circle_id)
        .where(
            about.c.skill_id.in_(skill_ids),
            insights.c.state == "published",
            insights.c.sight.in_(("public", "members")),
            or_(insights.c.circle_id.is_(None), shown),
        )
    )


def forget_unused(db: Session, skill_id: str) -> None:
    """A free skill that nobody speaks of any more goes: its name was somebody's own words.

    One that somebody else holds just now stays; it shows nowhere until it is spoken of.
    """
    free = select(Skill).where(Skill.id == skill_id, ~Skill.curated, Skill.about == "")
    skill = db.scalar(free.with_for_update(skip_locked=True))
    about = (Base.metadata.tables[name].c.skill_id for name in ABOUT)
    ties = (Offer.skill_id, Wish.skill_id, *about)
    spoken = union_all(*(select(tie).where(tie == skill_id) for tie in ties))
    names = select(func.count()).where(SkillName.skill_id == skill_id)
    if skill is not None and not db.scalars(spoken).first() and db.scalar(names) == 1:
        db.execute(delete(Skill).where(Skill.id == skill_id))
