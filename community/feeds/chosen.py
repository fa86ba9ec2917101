"""Which insights stand in which feed."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from community.access.actor import ANYBODY, Actor
from community.circles.models import Circle
from community.follows.news import heard_by
from community.insights import listed
from community.insights.interest import for_me
from community.insights.listed import InsightCard
from community.insights.models import Insight, InsightSkill
from community.insights.visible import visible_insights, visible_to

MOST = 50


def about(skill_id: str) -> ColumnElement[bool]:
    return Insight.id.in_(select(InsightSkill.insight_id).filter_by(skill_id=skill_id))


def of_circle(circle_id: str) -> ColumnElement[bool]:
    return Insight.circle_id == circle_id


def by(member_id: str) -> ColumnElement[bool]:
    return Insight.author_id == member_id


def public(db: Session, *which: ColumnElement[bool]) -> Sequence[InsightCard]:
    """The newest that everybody reads: the same for whoever asks, signed in or not."""
    return _newest(db, ANYBODY, *which)


def are_there(db: Session, *which: ColumnElement[bool]) -> bool:
    """Whether `public` has any."""
    found = select(Insight.id).outerjoin(Circle, Circle.id == Insight.circle_id)
    return db.scalar(found.where(visible_to(ANYBODY), *which).limit(1)) is not None


def news_for(db: Session, actor: Actor) -> Sequence[InsightCard]:
    """What is for the actor at this moment, by others whom neither a mute nor a block keeps off:
    what is shown elsewhere must tell no more than the letters do."""
    return _newest(db, actor, for_me(actor), heard_by(actor))


def _newest(db: Session, actor: Actor, *which: ColumnElement[bool]) -> Sequence[InsightCard]:
    found = visible_insights(actor).where(listed.published(), *which)
    ordered = found.order_by(Insight.published_at.desc(), Insight.id)
    return listed.cards(db, actor, db.scalars(ordered.limit(MOST)).all())
