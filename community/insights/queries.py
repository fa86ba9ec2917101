"""Reading insights."""

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.insight_rules import InsightState, is_shown
from community.access.policy import Permission, require
from community.core.errors import NotFound, SignedOut
from community.core.ids import is_id
from community.insights.models import Insight
from community.insights.visible import WITH_HOUSE


def access_insight(db: Session, actor: Actor, insight_id: str, permission: Permission) -> Insight:
    """The insight with its author and circle, if the actor may; raises as `require` does.

    Who is signed out is told to sign in also for one that is not there: that tells nothing.
    """
    known = insight_id if is_id(insight_id) else ""
    insight = db.get(Insight, known, options=WITH_HOUSE, populate_existing=True)
    if insight is None:
        raise NotFound if actor.signed_in else SignedOut
    require(actor, permission, insight)
    return insight


def was_withdrawn(db: Session, actor: Actor, insight_id: str) -> bool:
    """Whether its address once led somewhere: said to whoever could read it before."""
    insight = db.get(Insight, insight_id if is_id(insight_id) else "", options=WITH_HOUSE)
    if insight is None or insight.state is not InsightState.WITHDRAWN:
        return False
    own = actor.signed_in and actor.member_id == insight.author_id
    return insight.published_at is not None and (own or is_shown(actor, insight))
