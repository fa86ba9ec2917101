"""Holding an insight until the end of the transaction, so that two windows take turns."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor, placed_now
from community.access.policy import Permission
from community.insights.models import Insight
from community.insights.queries import access_insight


def held_insight(db: Session, actor: Actor, insight_id: str, permission: Permission) -> Insight:
    """The insight as it is at this moment, which nobody else changes now; raises as `require`."""
    found = access_insight(db, actor, insight_id, permission)
    db.execute(select(Insight.id).where(Insight.id == found.id).with_for_update()).all()
    return access_insight(db, placed_now(db, actor), insight_id, permission)
