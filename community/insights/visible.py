"""Which insights somebody may read, as a condition of a query.

The twin of `access.insight_rules.may_read_insight`; a test compares them over all cases.
"""

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import Session, joinedload

from community.access.actor import Actor
from community.access.insight_rules import CHECKING, FAR, InsightState, Sight
from community.access.things import Visibility
from community.circles.models import Circle
from community.insights.models import Insight, InsightSkill

WITH_HOUSE = (joinedload(Insight.author), joinedload(Insight.circle))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """For queries over insights joined (outer) with their circles."""
    return or_(
        and_(Insight.state == InsightState.PUBLISHED, _shown_to(actor)),
        *_own_and_to_check(actor),
    )


def _own_and_to_check(actor: Actor) -> list[ColumnElement[bool]]:
    if not actor.signed_in:
        return []
    own = and_(Insight.author_id == actor.member_id, Insight.state != InsightState.WITHDRAWN)
    hosted = [one for one in actor.places if actor.hosts(one)]
    near = and_(Insight.circle_id.in_(hosted), ~far())
    elsewhere = or_(Insight.circle_id.is_(None), far())
    checks = or_(near, elsewhere if actor.role in CHECKING else false())
    return [own, and_(Insight.state == InsightState.WAITING, checks)]


def far() -> ColumnElement[bool]:
    """As `access.insight_rules.goes_far`, for insights joined (outer) with their circles."""
    hidden = and_(Insight.circle_id.is_not(None), Circle.visibility == Visibility.HIDDEN)
    return and_(Insight.sight.in_(FAR), ~hidden)


def _shown_to(actor: Actor) -> ColumnElement[bool]:
    """`circle_id` is null for what is in no circle, so `NOT IN` alone would lose it."""
    hosted = [one for one in actor.places if actor.hosts(one)]
    inside = and_(
        Insight.circle_id.in_(actor.circles),
        or_(Insight.sight != Sight.HOSTS, Insight.circle_id.in_(hosted)),
    )
    ways = (Sight.PUBLIC, Sight.MEMBERS) if actor.signed_in else (Sight.PUBLIC,)
    shown = and_(Circle.visibility != Visibility.HIDDEN, Circle.archived_at.is_(None))
    outside = and_(
        or_(Insight.circle_id.is_(None), and_(Insight.circle_id.not_in(actor.circles), shown)),
        or_(Insight.author_id.is_(None), Insight.author_id.not_in(actor.apart)),
        Insight.sight.in_(ways),
    )
    return or_(inside, outside)


def visible_insights(actor: Actor) -> Select[Insight]:
    """Insights the actor may read, each with its author and circle, to narrow and order."""
    found = select(Insight).outerjoin(Circle, Circle.id == Insight.circle_id)
    return found.where(visible_to(actor)).options(*WITH_HOUSE)


def skills_known_to(actor: Actor) -> Select[str]:
    """Ids of what insights are about that the actor may read."""
    return _about().where(visible_to(actor))


def skills_for_all() -> Select[str]:
    """Ids of what insights are about that every member may read."""
    shown = and_(Circle.visibility != Visibility.HIDDEN, Circle.archived_at.is_(None))
    return _about().where(
        Insight.state == InsightState.PUBLISHED,
        Insight.sight.in_((Sight.PUBLIC, Sight.MEMBERS)),
        or_(Insight.circle_id.is_(None), shown),
    )


def _about() -> Select[str]:
    about = select(InsightSkill.skill_id).join(Insight, Insight.id == InsightSkill.insight_id)
    return about.outerjoin(Circle, Circle.id == Insight.circle_id)


def read_of(db: Session, actor: Actor, ids: list[str]) -> dict[str, Insight]:
    """Those of these insights that the actor may read, by id."""
    rows = db.scalars(visible_insights(actor).where(Insight.id.in_(ids))) if ids else ()
    return {one.id: one for one in rows}
