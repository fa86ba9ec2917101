"""What is typed to ask or to answer, made fit to be kept; refused, it is still there to mend."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.ask_rules import AskTo
from community.access.policy import Permission
from community.asks.models import ANSWER_MOST, BODY_MOST
from community.core.errors import Invalid, Refused
from community.core.ids import is_id
from community.core.text import tidy_text
from community.insights.known_skills import known_skills
from community.rooms.queries import access_item
from community.skills.models import Skill, SkillName
from community.skills.rules import skill_key


def asked_in_words(text: str) -> str:
    return _words(text, BODY_MOST, "Please write what you would like to know.")


def answered_in_words(text: str) -> str:
    return _words(text, ANSWER_MOST, "Please write something.")


def _words(text: str, most: int, nothing: str) -> str:
    body = tidy_text(text).strip()
    if not body:
        raise Invalid(nothing, body=nothing)
    if len(body) > most:
        sentence = f"At most {most:,} characters, please; this has {len(body):,}."
        raise Invalid(sentence, body=sentence)
    return body


def skill_meant(db: Session, actor: Actor, typed: str, put_to: AskTo) -> str | None:
    """The id of a skill that there is for the actor: by its id, or by any of its names."""
    if not typed.strip():
        if put_to is AskTo.SKILL:
            sentence = "Please say what it is about, so that we find who can teach it."
            raise Invalid(sentence, skill=sentence)
        return None
    named = select(SkillName.skill_id).where(SkillName.key == skill_key(typed))
    known = select(Skill.id).where(known_skills(actor))
    found = db.scalar(known.where(Skill.id == typed)) if is_id(typed) else None
    found = found or db.scalar(known.where(Skill.id.in_(named)))
    if found is None:
        sentence = (
            f"“{typed.strip()[:60]}” is no skill here yet. Without it, you can ask everybody."
        )
        raise Invalid(sentence, skill=sentence)
    return found


def item_of(db: Session, actor: Actor, item_id: str | None) -> str | None:
    """The message it was asked in before: one's own, which one can still read."""
    if not item_id:
        return None
    item = access_item(db, actor, item_id, Permission.ITEM_READ)
    if item.author_id != actor.member_id or item.withdrawn_at or item.hidden_at:
        raise Refused("Only your own words can be asked on from there.")
    return item.id
