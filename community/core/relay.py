"""Delivers the outbox: claim a batch, run it with no transaction open, strike it off.

A failing job waits 2, 4, 8 … seconds (an hour at most) and holds up no other. After
`TRIES` it is dead: an administrator sees it with its error and may try it again.
Several relays may run: each claims rows for a minute, and a claim that was not struck off
(its process died) is taken up by another.
"""

import json
import logging
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, not_, or_, select, update

from community.core import clock
from community.core.outbox import Job, handlers, outside
from community.core.transaction import database, glance, transaction

log = logging.getLogger(__name__)
BATCH, FEW = 200, 3
TRIES = 12
CLAIM = timedelta(minutes=1)


class Where(Enum):
    """Which deliveries: those that wait for somebody outside, the others, or all."""

    EVERYWHERE = "everywhere"
    INSIDE = "inside"
    OUTSIDE = "outside"


def run_once(where: Where = Where.EVERYWHERE) -> int:
    """Deliver one batch of what is due; returns how many jobs were claimed."""
    if not _anything_due(where):
        return 0  # without taking the writers' turn, four times a second
    claimed = _claim(where)
    for name, jobs in claimed.items():
        for batch in _batches(name, jobs):
            _deliver(name, batch)
    return sum(map(len, claimed.values()))


def _batches(name: str, jobs: list[Job]) -> Iterator[list[Job]]:
    """A job that failed before runs alone, so that it cannot take others down with it."""
    if name in outside:
        yield from ([job] for job in jobs)
        return
    fresh = [job for job in jobs if job.tries == 0]
    if fresh:
        yield fresh
    yield from ([job] for job in jobs if job.tries)


_MOMENT: Any = bindparam("moment", type_=Job.due_at.type)
_OUTSIDE: Any = bindparam("outside", expanding=True)


def _due(where: Where) -> ColumnElement[bool]:
    free = or_(Job.claimed_until.is_(None), Job.claimed_until < _MOMENT)
    due = and_(Job.dead.is_(False), Job.due_at <= _MOMENT, free)
    if where is Where.EVERYWHERE:
        return due
    is_outside = Job.name.in_(_OUTSIDE)
    return and_(due, is_outside if where is Where.OUTSIDE else not_(is_outside))


# Asked four times a second by each process for as long as it runs, so each is made once.
_ANY_DUE = {where: select(Job.id).where(_due(where)).limit(1) for where in Where}


def _given(where: Where, moment: datetime) -> dict[str, object]:
    return {"moment": moment} | ({} if where is Where.EVERYWHERE else {"outside": sorted(outside)})


def _anything_due(where: Where) -> bool:
    with glance() as db:
        return db.scalar(_ANY_DUE[where], _given(where, clock.now())) is not None


def _claim(where: Where = Where.EVERYWHERE) -> dict[str, list[Job]]:
    """Few at a time where each may take long: all have to be done while the claim holds."""
    moment = clock.now()
    most = FEW if where is Where.OUTSIDE else BATCH
    due = select(Job).where(_due(where)).order_by(Job.id).limit(most)
    if not database().is_sqlite:
        due = due.with_for_update(skip_locked=True)
    by_name: dict[str, list[Job]] = defaultdict(list)
    with transaction() as db:
        for job in db.scalars(due, _given(where, moment)):
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
