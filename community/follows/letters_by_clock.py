"""Letters of news that are due: each is owed once, whatever becomes of the process that looks.

A letter knows when it comes next, so what is due is found by an index, however many members there
are. Taking it down and owing it is one transaction; what stands in it is asked when it is sent.
"""

import logging
import time
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from community.core import clock
from community.core.outbox import enqueue
from community.core.transaction import reading, transaction
from community.follows.letter_times import next_letter
from community.follows.models import NewsLetter
from community.members.models import Profile

log = logging.getLogger(__name__)
NAME = "mail.news_letter"
AT_ONCE = 50
MINUTE = 60.0
# What is published in a transaction that goes on yet stands in the next letter.
GOING_ON = timedelta(minutes=1)
AN_HOUR = timedelta(hours=1)


class Letters:
    """At the start, for what was missed, and each minute; while many are due, without a pause."""

    def __init__(self) -> None:
        self._next = time.monotonic()

    def look(self) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + (0 if owe_due() == AT_ONCE else MINUTE)


def owe_due() -> int:
    """How many were due and are owed now."""
    with reading() as db:
        due = select(NewsLetter.member_id).where(_due()).order_by(NewsLetter.next_at)
        ids = db.scalars(due.limit(AT_ONCE)).all()
    return sum(map(_safely, ids))


def _due() -> ColumnElement[bool]:
    return NewsLetter.next_at <= clock.now()


def _safely(member_id: str) -> bool:
    """A fault with one of them does not keep the others waiting, nor do many of them."""
    try:
        with transaction() as db:
            _owe(db, member_id)
    except Exception:
        log.exception("A letter of news could not be owed; it is tried again in an hour")
        with transaction() as db:
            late = update(NewsLetter).where(NewsLetter.member_id == member_id, _due())
            db.execute(late.values(next_at=clock.now() + AN_HOUR))
        return False
    return True


def _owe(db: Session, member_id: str) -> None:
    """Held and asked once more: another process may have been quicker."""
    held = select(NewsLetter).where(NewsLetter.member_id == member_id, _due())
    letter = db.scalar(held.with_for_update())
    if letter is None:
        return
    since, until = letter.since, max(letter.since, clock.now() - GOING_ON)
    profile = db.get(Profile, member_id)
    zone = profile.time_zone if profile else ""
    letter.since, letter.next_at = until, next_letter(letter.every, clock.now(), zone)
    enqueue(db, NAME, {"member_id": member_id, "since": _said(since), "until": _said(until)})


def _said(moment: datetime) -> str:
    return moment.isoformat()
