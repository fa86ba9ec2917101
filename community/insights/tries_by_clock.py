"""When whoever wanted to try something is asked what became of it: found by an index, and once."""

import logging

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.core import clock
from community.core.events import record
from community.core.transaction import reading, transaction
from community.insights.answer_models import InsightTry
from community.insights.events import TryDue

log = logging.getLogger(__name__)
AT_ONCE = 50


def ask_due() -> int:
    """How many were due. Whether each is asked is decided where they are told."""
    asked = done = _some()
    while done:
        done = _some()
        asked += done
    return asked


def _some() -> int:
    due = select(InsightTry.insight_id, InsightTry.member_id)
    with reading() as db:
        found = due.where(InsightTry.ask_at <= clock.now()).order_by(InsightTry.ask_at)
        keys = db.execute(found.limit(AT_ONCE)).all()
    return sum(_safely(*key) for key in keys)


def _safely(insight_id: str, member_id: str) -> bool:
    """A fault with one of them does not keep the others waiting."""
    try:
        with transaction() as db:
            return _ask(db, insight_id, member_id)
    except Exception:
        log.exception("Somebody could not be asked what became of it; it is tried again")
        return False


def _ask(db: Session, insight_id: str, member_id: str) -> bool:
    """Held and looked at once more: another process may have been quicker, or they said."""
    theirs = InsightTry.insight_id == insight_id, InsightTry.member_id == member_id
    held = select(InsightTry).where(*theirs, InsightTry.ask_at <= clock.now())
    row = db.scalar(held.with_for_update())
    if row is None:
        return False
    row.ask_at = None
    record(db, TryDue(insight_id=insight_id, member_id=member_id))
    return True
