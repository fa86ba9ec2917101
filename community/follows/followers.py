"""Who follows what an insight has to do with, a bounded part of them at a time."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from community.follows.models import Follow
from community.insights.models import Insight, InsightSkill


def followers(db: Session, insight: Insight, after: str, most: int) -> Sequence[str]:
    """Members in the order of their ids, beginning after one of them; never its author."""
    about = select(InsightSkill.skill_id).where(InsightSkill.insight_id == insight.id)
    ways: list[ColumnElement[bool]] = [Follow.skill_id.in_(about)]
    if insight.author_id is not None:
        ways.append(Follow.person_id == insight.author_id)
    if insight.circle_id is not None:
        ways.append(Follow.circle_id == insight.circle_id)
    theirs = select(Follow.member_id).where(or_(*ways), Follow.member_id > after)
    others = theirs.where(Follow.member_id != (insight.author_id or ""))
    return db.scalars(others.distinct().order_by(Follow.member_id).limit(most)).all()
