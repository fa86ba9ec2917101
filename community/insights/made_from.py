"""The session an insight was made from, for whoever may see that."""

from typing import Any

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.insights.models import Insight
from community.sessions.visible import seen_of


def made_from_part(db: Session, actor: Actor, insight: Insight) -> dict[str, Any]:
    """For the insight's page."""
    if insight.session_id is None:
        return {"made_from": None}
    return {"made_from": seen_of(db, actor, [insight.session_id]).get(insight.session_id)}
