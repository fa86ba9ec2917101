"""Whether somebody else reads an insight before everybody does."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.insight_rules import CHECKING
from community.choices.queries import chosen
from community.choices.rules import Checked
from community.insights.models import Insight


def is_checked_first(db: Session, actor: Actor, insight: Insight) -> bool:
    """Where the community wishes it: the first of a member who could not check it themselves."""
    if chosen(db).checked is Checked.NONE or _could_check(actor, insight):
        return False
    published = select(Insight.id).where(
        Insight.author_id == insight.author_id, Insight.published_at.is_not(None)
    )
    return db.scalar(published.limit(1)) is None


def _could_check(actor: Actor, insight: Insight) -> bool:
    if insight.circle_id is not None:
        return actor.hosts(insight.circle_id)
    return actor.role in CHECKING
