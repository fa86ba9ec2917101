"""When whoever wanted to try something is asked what became of it: found by an index, and once."""

import logging
from datetime import timedelta

from sqlalchemy import Update, select, update
from sqlalchemy.orm import Session

from community.core import clock
from community.core.events import record
from community.core.transaction import reading, transaction
from community.insights.answer_models import InsightTry
from community.insights.events import TryDue

log = logging.getLogger(__name__)
AT_ONCE = 50
AN_HOUR = timedelta(hours=1)


def ask_due() -> int:
    """Some of those that are due; how many. Whether each is asked is decided where they are
    told."""
    due = select(InsightTry.insight_id, InsightTry.member_id)
    with reading() as db:
        found = due.where(InsightTry.ask_at <= clock.now()).order_by(InsightTry.ask_at)
        keys = db.execute(found.limit(AT_ONCE)).all()
    return sum(_safely(*key) for key in keys)


def _safely(insight_id: str, member_id: str) -> bool:
    """A fault with one of them does not keep the others waiting: it is left for an hour."""
    try:
        with transaction() as db:
            return _ask(db, insight_id, member_id)
    except Exception:
        log.exception("Somebody could not be asked what became of it; they are in an hour")
        with transaction() as db:
            db.execute(_due(insight_id, member_id).values(ask_at=clock.now() + AN_HOUR))
        return False


def _ask(db: Session, insight_id: str, member_id: str) -> bool:
    """Looked at once more: another process may have been quicker, or they said."""
    asked = db.execute(_due(insight_id, member_id).values(ask_at=None))
    if not asked.rowcount:  # type: ignore[attr-defined]
        return False
    record(db, TryDue(insight_id=insight_id, member_id=member_id))
    return True


def _due(insight_id: str, member_id: str) -> Update:
    """Who changes it holds it: of two at once the second finds it done."""
    theirs = InsightTry.insight_id == insight_id, InsightTry.member_id == member_id
    return update(InsightTry).where(*theirs, InsightTry.ask_at <= clock.now())
