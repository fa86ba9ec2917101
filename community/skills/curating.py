"""What moderators do with the vocabulary: names, topic lists. Merging stands in
`community.discovery.skills.merging`, because circles have skills as well."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, require
from community.core.errors import Invalid, NotFound
from community.core.events import record
from community.core.ids import is_id
from community.core.turns import take_turn
from community.skills import rules
from community.skills.events import SkillChanged, SkillNamesChanged
from community.skills.lists import Topic, TopicList, list_called
from community.skills.models import Skill, SkillName
from community.skills.naming import by_key, named


def change_skill(
    db: Session,
    actor: Actor,
    skill_id: str,
    *,
    name: str,
    aliases: str,
    about: str,
    curated: bool,
) -> Skill:
    """Its name, the others it goes by, a sentence about it, and whether everybody knows of it."""
    require(actor, Permission.SKILL_CURATE)
    skill = hold_skill(db, skill_id)
    name = rules.tidy_skill(name)
    key = rules.skill_key(name)
    names = {rules.skill_key(one): one for one in _tidy_aliases(aliases)}
    if skill.key != key:
        names.setdefault(skill.key, skill.name)  # whoever knows it by the old name still finds it
    names[key] = name
    _refuse_taken(db, skill, names, key)
    skill.name, skill.key = name, key
    skill.about, skill.curated = rules.tidy_about(about), curated
    db.execute(delete(SkillName).where(SkillName.skill_id == skill.id))
    db.add_all(SkillName(key=one, name=names[one], skill_id=skill.id) for one in names)
    record(db, SkillNamesChanged(skill_id=skill.id))
    return skill


def hold_skill(db: Session, skill_id: str) -> Skill:
    """The skill for a change of the vocabulary, in the turn of this transaction."""
    if not is_id(skill_id):
        raise NotFound
    record(db, SkillChanged(skill_id=skill_id))
    take_turn(db)
    skill = db.get(Skill, skill_id, populate_existing=True)
    if skill is None:
        raise NotFound
    return skill


def _tidy_aliases(text: str) -> list[str]:
    try:
        aliases = rules.split_names(text)
    except Invalid as problem:
        raise Invalid(problem.message, aliases=problem.message) from problem
    if len(aliases) > rules.ALIASES_MOST:
        sentence = f"A skill has at most {rules.ALIASES_MOST} other names."
        raise Invalid(sentence, aliases=sentence)
    return aliases


def _refuse_taken(db: Session, skill: Skill, names: dict[str, str], own_key: str) -> None:
    """Two skills never share a name: the moderator is told which one has it."""
    for key, other in by_key(db, names).items():
        if other.id != skill.id:
            sentence = (
                f"“{names[key]}” is a name of the skill “{other.name}” already. "
                "If they are the same, merge one into the other."
            )
            raise Invalid(sentence, **{"name" if key == own_key else "aliases": sentence})


def unplanted(db: Session, topic_list: TopicList) -> list[str]:
    """The topics of a list that not everybody knows of yet."""
    keys = {rules.skill_key(topic.name): topic.name for topic in topic_list.topics}
    found = by_key(db, keys)
    return [name for key, name in keys.items() if key not in found or not found[key].curated]


def plant(db: Session, actor: Actor, list_id: str) -> int:
    """Make the topics of a shipped list known to everybody; returns how many were not before.

    A topic that members speak of already keeps its name and everything they said; a name that
    another skill has stays with that one. Doing it again changes nothing.
    """
    require(actor, Permission.SKILL_CURATE)
    chosen = list_called(list_id)
    if chosen is None:
        raise NotFound
    skills = named(db, [topic.name for topic in chosen.topics])
    for skill in skills:
        record(db, SkillChanged(skill_id=skill.id))
    new = sum(not skill.curated for skill in {skill.id: skill for skill in skills}.values())
    for topic, skill in zip(chosen.topics, skills, strict=True):
        skill.curated, skill.about = True, skill.about or topic.about
    _add_free_names(db, chosen.topics, skills)
    return new


def _add_free_names(db: Session, topics: Sequence[Topic], skills: Sequence[Skill]) -> None:
    wanted = {
        rules.skill_key(alias): (alias, skill.id)
        for topic, skill in zip(topics, skills, strict=True)
        for alias in topic.aliases
    }
    taken = set(db.scalars(select(SkillName.key).where(SkillName.key.in_(wanted))))
    db.add_all(
        SkillName(key=key, name=name, skill_id=skill_id)
        for key, (name, skill_id) in wanted.items()
        if key not in taken
    )
    for skill in skills:
        record(db, SkillNamesChanged(skill_id=skill.id))
