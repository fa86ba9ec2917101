"""What a saved search knows, and what its member is told of: each thing once.

Where an index is asked that the search was not asked of before (another engine, a new way of
indexing), some things are found that were there all along: only what changed since is told then.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from zlib import crc32

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.core import clock
from community.core.events import record
from community.discovery.models import SearchChange
from community.discovery.of_sessions import place_of
from community.discovery.saved.asking import Told
from community.discovery.saved.events import SearchFound
from community.discovery.saved.seen import to_be_told, whose
from community.discovery.saved_models import KnownHit, SavedSearch

# What a search finds when its member wants to be told; of more, nothing would stand out.
KNOWN_MOST = 500
EVERY, SPREAD, SOON = timedelta(hours=1), 600, timedelta(minutes=1)


def begin(db: Session, actor: Actor, search: SavedSearch, told: Told) -> None:
    """What is there is known from now on, and not told; nothing is where it is too much."""
    if not told.whole:
        leave(search)
        return
    _know(db, search, whose(db, actor, told.keys), None)
    _asked(search, told)


def leave(search: SavedSearch) -> None:
    """Its member is told nothing more of it. What it knows stays known."""
    search.look_at, search.asked_of = None, ""


def take_up(
    db: Session, actor: Actor, search: SavedSearch, told: Told, gone: Collection[str]
) -> None:
    """Tell of what is new to it; `gone`: what was told lately and it does not find any more."""
    seen = whose(db, actor, told.keys)
    unknown = seen.keys() - _known(db, search, seen)
    news = unknown & to_be_told(db, actor, seen)
    if search.asked_of != told.index:
        news &= _changed(db, news, search.asked_to)
    at = clock.now()
    _know(db, search, unknown - news, None)
    _know(db, search, news, at)
    if gone:
        theirs = KnownHit.search_id == search.id, KnownHit.key.in_(gone)
        db.execute(update(KnownHit).where(*theirs).values(told_at=None))
    _asked(search, told)
    if news:
        record(db, SearchFound(search_id=search.id, member_id=search.member_id, at=at))


def _asked(search: SavedSearch, told: Told) -> None:
    """What is left of another index is compared with the old position until all of it is known."""
    if told.whole:
        search.asked_of, search.asked_to = told.index, told.position
    search.look_at = next_look(search.id) if told.whole else clock.now() + SOON


def next_look(search_id: str) -> datetime:
    """An hour on and some minutes, with each search others, so that they spread by themselves."""
    return clock.now() + EVERY + timedelta(seconds=crc32(search_id.encode()) % SPREAD)


def _known(db: Session, search: SavedSearch, keys: Iterable[str]) -> set[str]:
    """Asked with the search held: another process may have just told of the same."""
    theirs = KnownHit.search_id == search.id, KnownHit.key.in_(set(keys))
    return set(db.scalars(select(KnownHit.key).where(*theirs)))


def _know(db: Session, search: SavedSearch, keys: Iterable[str], at: datetime | None) -> None:
    new = set(keys)
    new -= _known(db, search, new)
    db.add_all(KnownHit(search_id=search.id, key=key, told_at=at) for key in sorted(new))
    db.flush()


def _changed(db: Session, keys: Collection[str], position: int) -> set[str]:
    """Those of which the log of changes speaks after this position."""
    logged = {key: {key} for key in keys}
    for key in keys:
        if session_id := place_of(key)[0]:
            logged[key].add(f"words:{session_id}")
    wanted = SearchChange.key.in_(set().union(*logged.values()))
    rows = set(db.scalars(select(SearchChange.key).where(SearchChange.id > position, wanted)))
    return {key for key, names in logged.items() if names & rows}
