"""Which insights are for somebody, and which of them fit best.

By what they want to learn and the circles they are in; features after this one add what they
know of them: skills they care about, or anything else an insight may have to do with.
"""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.core import clock
from community.insights.listed import InsightCard, cards, in_my_circles, published
from community.insights.models import Insight, InsightSkill
from community.insights.visible import visible_insights
from community.skills.models import Wish

FITTING_MOST = 40
LATELY = timedelta(days=60)


def _wished(actor: Actor) -> Select[str]:
    return select(Wish.skill_id).where(Wish.member_id == actor.member_id)


skills_of_interest: list[Callable[[Actor], Select[str]]] = [_wished]
other_interests: list[Callable[[Actor], ColumnElement[bool]]] = [in_my_circles]


def for_me(actor: Actor) -> ColumnElement[bool]:
    about = select(InsightSkill.insight_id).where(_of_interest(actor))
    return or_(Insight.id.in_(about), *(one(actor) for one in other_interests))


def fitting(db: Session, actor: Actor) -> list[InsightCard]:
    """Of those for the actor that were published lately: first what is about most of the skills
    they care about, then the newest."""
    of_it = InsightSkill.insight_id == Insight.id, _of_interest(actor)
    how_well = select(func.count()).where(*of_it).correlate(Insight).scalar_subquery()
    lately = Insight.published_at > clock.now() - LATELY
    found = visible_insights(actor).where(published(), for_me(actor), lately)
    best = found.order_by(how_well.desc(), Insight.published_at.desc(), Insight.id)
    return cards(db, actor, db.scalars(best.limit(FITTING_MOST)).all())


def _of_interest(actor: Actor) -> ColumnElement[bool]:
    """One that the actor both wants to learn and follows counts once."""
    return or_(*(InsightSkill.skill_id.in_(one(actor)) for one in skills_of_interest))
