"""By the clock: each saved search is asked about every hour for what its member did not find yet.

Any process may look, at any time: each thing is told once. One search is asked at a time, the
one that waits longest, and nothing of the database is held meanwhile.
"""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor, actor_for
from community.core import clock
from community.core.transaction import glance, reading, transaction
from community.discovery.indexing import Index
from community.discovery.saved import knowing
from community.discovery.saved.asking import Told, ask
from community.discovery.saved_models import KnownHit, SavedSearch
from community.members.models import Member
from search.api import Query

log = logging.getLogger(__name__)
LATER = timedelta(minutes=10)
NEW_MOST = 100  # at once; what is more is told a minute later
LATELY = timedelta(days=7)
PAUSE, IDLE = 0.25, 2.0  # seconds between two searches, and between looks where none is due


@dataclass(frozen=True)
class Waiting:
    """A search whose turn it is; `fresh` is what it told lately, by then still to be found."""

    actor: Actor
    query: Query
    begun: bool
    known: frozenset[str]
    fresh: frozenset[str]


class Looking:
    """Asks one search after the other, with pauses in which everybody else has a turn."""

    def __init__(self, index: Index) -> None:
        self._index, self._next = index, time.monotonic()

    def look(self) -> None:
        if time.monotonic() >= self._next:
            asked = look_at_one(self._index)
            self._next = time.monotonic() + (PAUSE if asked else IDLE)


def look_at_one(index: Index) -> bool:
    """Whether there was one to ask."""
    with glance() as db:
        due = select(SavedSearch.id).where(SavedSearch.look_at <= clock.now())
        search_id = db.scalar(due.order_by(SavedSearch.look_at).limit(1))
    if search_id is None:
        return False
    try:
        _look(index, search_id)
    except Exception:
        log.exception("A saved search could not be asked; it is tried again")
        _wait(search_id, LATER)
    return True


def _look(index: Index, search_id: str) -> None:
    with reading() as db:
        waiting = _read(db, search_id)
    if waiting is None:
        return
    if waiting.query.empty:
        _wait(search_id, LATER)
        return
    most = NEW_MOST + len(waiting.fresh) if waiting.begun else knowing.KNOWN_MOST
    told = ask(index, waiting.actor, waiting.query, most, waiting.known - waiting.fresh)
    if told is None or not (waiting.begun or told.settled):
        _wait(search_id, LATER if told is None else knowing.SOON)
        return
    gone = waiting.fresh.difference(told.keys) if told.whole else frozenset[str]()
    _write(search_id, told, gone)


def _read(db: Session, search_id: str) -> Waiting | None:
    search = db.get(SavedSearch, search_id)
    if search is None:
        return None
    rows = select(KnownHit.key, KnownHit.told_at).where(KnownHit.search_id == search_id)
    known: dict[str, datetime | None] = dict(db.execute(rows).all())
    since = clock.now() - LATELY
    fresh = sorted(((at, key) for key, at in known.items() if at and at > since), reverse=True)
    return Waiting(
        actor=_actor(db, search),
        query=search.query,
        begun=bool(search.asked_of),
        known=frozenset(known),
        fresh=frozenset(key for _, key in fresh[:NEW_MOST]),
    )


def _actor(db: Session, search: SavedSearch) -> Actor:
    """As they stand at this moment."""
    return actor_for(db, search.member_id, db.get_one(Member, search.member_id).role)


def _write(search_id: str, told: Told, gone: frozenset[str]) -> None:
    """Unless it was removed or left meanwhile."""
    with transaction() as db:
        search = db.get(SavedSearch, search_id, with_for_update=True)
        if search is None or search.look_at is None:
            return
        actor = _actor(db, search)
        if search.asked_of:
            knowing.take_up(db, actor, search, told, gone)
        else:
            knowing.begin(db, actor, search, told)


def _wait(search_id: str, time_on: timedelta) -> None:
    with transaction() as db:
        search = db.get(SavedSearch, search_id, with_for_update=True)
        if search is not None and search.look_at is not None:
            search.look_at = clock.now() + time_on
