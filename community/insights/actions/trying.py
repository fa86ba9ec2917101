"""What became of it for somebody who tried it, and when they are asked.

Whoever says that they will try it is asked once, some weeks later. Taking that back before takes
the question back; whoever was asked, or has said, is not asked again.
"""

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.core import clock
from community.core.errors import Refused
from community.core.events import record
from community.core.upsert import upsert
from community.insights.actions.holding import held_insight
from community.insights.answer_models import InsightTry, Outcome
from community.insights.events import TrySettled

ASKED_AFTER = timedelta(days=30)


def say_outcome(db: Session, actor: Actor, insight_id: str, outcome: Outcome | None) -> None:
    """The reader's own, or none: they say nothing of it any more."""
    insight = held_insight(db, actor, insight_id, Permission.INSIGHT_ANSWER)
    if insight.author_id == actor.member_id:
        raise Refused("This is for its readers to say.")
    row = {"insight_id": insight.id, "member_id": actor.member_id, "outcome": outcome}
    upsert(db, InsightTry, [{**row, "ask_at": None}], change=("outcome", "ask_at"))
    record(db, TrySettled(insight_id=insight.id, member_id=actor.member_id or ""))


def ask_later(db: Session, insight_id: str, member_id: str) -> bool:
    """For who will try it; False if they are not asked again."""
    row = {"insight_id": insight_id, "member_id": member_id, "outcome": None}
    return upsert(db, InsightTry, [{**row, "ask_at": clock.now() + ASKED_AFTER}]) > 0


def ask_no_more(db: Session, insight_id: str, member_id: str) -> None:
    theirs = InsightTry.insight_id == insight_id, InsightTry.member_id == member_id
    db.execute(delete(InsightTry).where(*theirs, InsightTry.ask_at.is_not(None)))
    record(db, TrySettled(insight_id=insight_id, member_id=member_id))
