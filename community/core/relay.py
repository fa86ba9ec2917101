"""Delivers the outbox: claim a batch, run it with no transaction open, strike it off.

A failing job waits 2, 4, 8 … seconds (an hour at most) and holds up no other. After
`TRIES` it is dead: an administrator sees it with its error and may try it again.
Several relays may run: each claims rows for a minute, and a claim that was not struck off
(its process died) is taken up by another.
"""

import json
import logging
from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, select, update

from community.core import clock
from community.core.outbox import Job, handlers
from community.core.transaction import database, reading, transaction

log = logging.getLogger(__name__)
BATCH = 200
TRIES = 12
CLAIM = timedelta(minutes=1)


def run_once() -> int:
    """Deliver one batch of what is due; returns how many jobs were claimed."""
    if not _anything_due():
        return 0  # without taking the writers' turn, four times a second
    claimed = _claim()
    for name, jobs in claimed.items():
        # A job that failed before runs alone, so that it cannot take others down with it.
        fresh = [job for job in jobs if job.tries == 0]
        for batch in [fresh, *([job] for job in jobs if job.tries)]:
            if batch:
                _deliver(name, batch)
    return sum(map(len, claimed.values()))


def _due(moment: datetime) -> ColumnElement[bool]:
    free = or_(Job.claimed_until.is_(None), Job.claimed_until < moment)
    return and_(Job.dead.is_(False), Job.due_at <= moment, free)


def _anything_due() -> bool:
    with reading() as db:
        return db.scalar(select(Job.id).where(_due(clock.now())).limit(1)) is not None


def _claim() -> dict[str, list[Job]]:
    moment = clock.now()
    due = select(Job).where(_due(moment)).order_by(Job.id).limit(BATCH)
    if not database().is_sqlite:
        due = due.with_for_update(skip_locked=True)
    by_name: dict[str, list[Job]] = defaultdict(list)
    with transaction() as db:
        for job in db.scalars(due):
            job.claimed_until = moment + CLAIM
            by_name[job.name].append(job)
    return by_name


def _deliver(name: str, jobs: list[Job]) -> None:
    try:
        handlers[name]([json.loads(job.payload) for job in jobs])
    except Exception as error:
        log.exception("Outbox %s failed", name)
        _put_back(jobs, f"{type(error).__name__}: {error}"[:500])
    else:
        with transaction() as db:
            db.execute(delete(Job).where(Job.id.in_([job.id for job in jobs])))


def _put_back(jobs: list[Job], error: str) -> None:
    with transaction() as db:
        for job in jobs:
            tries = job.tries + 1
            wait = timedelta(seconds=min(2**tries, 3600))
            db.execute(
                update(Job)
                .where(Job.id == job.id)
                .values(
                    tries=tries,
                    dead=tries >= TRIES,
                    error=error,
                    claimed_until=None,
                    due_at=clock.now() + wait,
                )
            )
