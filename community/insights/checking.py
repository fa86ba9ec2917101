"""Whether somebody else reads an insight before everybody does."""

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.insight_rules import CHECKING, FAR, InsightState, checks, goes_far
from community.choices.queries import chosen
from community.choices.rules import Checked
from community.circles.models import Circle
from community.insights.models import Insight
from community.insights.visible import far
from community.members.models import Member


def is_checked_first(db: Session, actor: Actor, insight: Insight) -> bool:
    """Where the community wishes it: the first of a member who could not check such a one
    themselves, also where it stood before for fewer.

    What they let out themselves is no first one. So who hosts a circle has one for all members
    checked, whatever they published in their circle before.
    """
    if chosen(db).checked is Checked.NONE or checks(actor, insight):
        return False
    hosted = [one for one in actor.places if actor.hosts(one)]
    others_let_out = far() if goes_far(insight) else or_(far(), Insight.circle_id.not_in(hosted))
    return not _has_published(db, insight, others_let_out)


def is_for_its_circle_only(db: Session, actor: Actor, insight: Insight) -> bool:
    """Whether more people than those of a hidden circle are named as its readers, though nobody
    outside has read one of its author's: it must not reach them unread if the circle is shown.
    `actor`: who lets it out, its author or whoever read it first."""
    if insight.sight not in FAR or goes_far(insight):
        return False
    author = db.get(Member, insight.author_id) if insight.author_id else None
    roles = {actor.role, author.role if author is not None else None}
    free = chosen(db).checked is Checked.NONE or not roles.isdisjoint(CHECKING)
    return not free and not _has_published(db, insight, far())


def _has_published(db: Session, insight: Insight, which: ColumnElement[bool]) -> bool:
    """Its author, another that stands."""
    stands = select(Insight.id).outerjoin(Circle, Circle.id == Insight.circle_id)
    before = stands.where(
        Insight.author_id == insight.author_id,
        Insight.state == InsightState.PUBLISHED,
        Insight.id != insight.id,
        which,
    )
    return db.scalar(before.limit(1)) is not None
