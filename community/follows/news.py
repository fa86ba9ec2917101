"""Which insights have to do with what somebody follows."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from community.access.actor import Actor
from community.access.blocks import Block, BlockKind
from community.follows.models import Follow
from community.insights import interest
from community.insights.models import Insight, InsightSkill

Thing = InstrumentedAttribute[str | None]


def _followed(actor: Actor, thing: Thing) -> Any:
    return select(thing).where(Follow.member_id == actor.member_id, thing.is_not(None))


def followed_circles(actor: Actor) -> Select[str]:
    found: Select[str] = _followed(actor, Follow.circle_id)
    return found


def followed_skills(actor: Actor) -> Select[str]:
    found: Select[str] = _followed(actor, Follow.skill_id)
    return found


def of_followed(actor: Actor) -> ColumnElement[bool]:
    """By somebody they follow, or of a circle they follow."""
    return or_(*_by_and_of(actor))


def followed_news(actor: Actor) -> ColumnElement[bool]:
    """Or about a skill they follow; only what they care to hear of."""
    return heard_by(actor) & or_(of_followed(actor), _about(actor))


def ways_of_news(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """The same in three, each with an index of its own: for who asks whether there is any."""
    ways = *_by_and_of(actor), _about(actor)
    return tuple(heard_by(actor) & way for way in ways)


def _by_and_of(actor: Actor) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    by = Insight.author_id.in_(_followed(actor, Follow.person_id))
    return by, Insight.circle_id.in_(followed_circles(actor))


def _about(actor: Actor) -> ColumnElement[bool]:
    about = select(InsightSkill.insight_id).where(InsightSkill.skill_id.in_(followed_skills(actor)))
    return Insight.id.in_(about)


def heard_by(actor: Actor, by: Thing = Insight.author_id) -> ColumnElement[bool]:
    """By somebody else, whom the actor did not mute, and whom no block keeps off."""
    theirs = and_(Block.member_id == actor.member_id, Block.other_id == by)
    against = and_(Block.other_id == actor.member_id, Block.member_id == by)
    kept_off = or_(theirs, and_(Block.kind == BlockKind.BLOCK, against))
    quiet = exists(select(Block.member_id).where(kept_off).correlate(by.class_))
    return and_(by.is_distinct_from(actor.member_id), ~quiet)


interest.skills_of_interest.append(followed_skills)
interest.other_interests.append(of_followed)
