"""A saved search as its member opens it: what is new first, then whatever else it finds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.core import clock
from community.core.transaction import reading
from community.discovery.indexing import Index
from community.discovery.queries import Answer, Asked, Found, answer, ask_index
from community.discovery.saved.asking import ask
from community.discovery.saved_models import KnownHit, SavedSearch
from search.api import Results

NEW_FOR = timedelta(days=7)
NEW_MOST = 50
MOST = 2 * NEW_MOST  # with what is newer than all that was told


@dataclass(frozen=True)
class Opened:
    """`news`: of what was told lately, what it still finds. Not `ready`: the index was away, and
    what is missing may be there."""

    asked: Asked
    news: list[Found]
    answer: Answer
    ready: bool


def opened(index: Index, actor: Actor, search: SavedSearch, since: datetime | None) -> Opened:
    """New is what was told in the last days, or since the notice that leads here. Call it with no
    database session open."""
    asked = Asked(search.words, search.kind)
    with reading() as db:
        known = frozenset(db.scalars(select(KnownHit.key).filter_by(search_id=search.id)))
        told = frozenset(_told_since(db, search.id, since or clock.now() - NEW_FOR))
    found = ask(index, actor, search.query, MOST, known - told) if told else None
    hits = [hit for hit in found.hits if hit.key in told] if found else []
    results, _ = ask_index(index, actor, asked)
    with reading() as db:
        news = answer(db, actor, Results(tuple(hits))).found
        every = answer(db, actor, results)
    new = {one.hit.key for one in news}
    others = [one for one in every.found if one.hit.key not in new]
    ready = results.ready and (found is not None or not told)
    return Opened(asked, news, replace(every, found=others), ready)


def _told_since(db: Session, search_id: str, since: datetime) -> Sequence[str]:
    """The newest of what was told from that moment on."""
    rows = select(KnownHit.key).where(KnownHit.search_id == search_id, KnownHit.told_at >= since)
    return db.scalars(rows.order_by(KnownHit.told_at.desc(), KnownHit.key).limit(NEW_MOST)).all()
