"""What is new of what somebody follows, behind one notice for all of it until that is read.

Nothing is counted up anywhere: a notice names the first insight it tells of, and what came since
is looked up when it is read, by what its reader follows and may read then. So what was taken
back, what is of a circle they left, and what a block or a mute keeps away is not in it, and a
notice of nothing is not shown.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from community.access.actor import Actor
from community.circles.models import Circle
from community.follows.news import followed_news, ways_of_news
from community.insights.listed import published
from community.insights.models import Insight
from community.insights.visible import visible_to
from community.notifications.models import Notice, NoticeKind

CAUSE = "followed:"
OF_FOLLOWED = Notice.kind == NoticeKind.FOLLOWED_NEWS


def cause_of(insight_id: str) -> str:
    return f"{CAUSE}{insight_id}"


def since() -> ColumnElement[datetime]:
    """When the first was published that a notice names; an insight goes with its circle."""
    first = aliased(Insight)
    named = first.id == func.substr(Notice.cause, len(CAUSE) + 1)
    told = select(first.published_at).where(named).correlate(Notice).scalar_subquery()
    return func.coalesce(told, Notice.created_at)


def has_news(actor: Actor) -> ColumnElement[bool]:
    """Of a notice of the actor: it is of this kind, and tells of something."""
    ways = (exists(_news(actor, way).correlate(Notice)) for way in ways_of_news(actor))
    return and_(OF_FOLLOWED, or_(*ways))


def how_many(db: Session, actor: Actor, notices: Sequence[Notice]) -> dict[str, int]:
    """By notice of the actor, how many insights it tells of."""
    ids = [one.id for one in notices if one.kind is NoticeKind.FOLLOWED_NEWS]
    if not ids:
        return {}
    count = _news(actor, followed_news(actor)).with_only_columns(
        func.count(), maintain_column_froms=True
    )
    counted = select(Notice.id, count.correlate(Notice).scalar_subquery())
    return dict(db.execute(counted.where(Notice.id.in_(ids))).all())


def _news(actor: Actor, which: ColumnElement[bool]) -> Select[str]:
    """From the first that the notice names, until it was read."""
    found = select(Insight.id).outerjoin(Circle, Circle.id == Insight.circle_id)
    return found.where(
        published(),
        visible_to(actor),
        which,
        Insight.published_at >= since(),
        or_(Notice.read_at.is_(None), Insight.published_at <= Notice.read_at),
    )
