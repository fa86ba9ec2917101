"""Beside any engine: what is close in meaning to the words of a query, found with what has them.

The engine decides what is found, counted and shown; here it is only told, for each query, which
documents are near in meaning, the nearest first. It applies every filter to those too, and to the
readers' audiences a second time. They are the same whatever one narrows by, so that counts agree
with what a further filter leaves.

Vectors are made when there is time (`think`), from texts noted in the same moment as the engine's
own change; until then a document is found by its words.
"""

import logging
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from search.api import (
    NOTHING_NEAR,
    Document,
    Health,
    Near,
    Query,
    Results,
    SearchEngine,
    SearchUnavailable,
    Sort,
)
from search.encoding import Encoder
from search.nearest import KEPT, Nearest
from search.vectors import Row, Vectors, Waiting

log = logging.getLogger(__name__)

MOST = 100  # documents that are near
ORDERS, FINDS = 0.25, 0.4  # likeness from which it counts for the order, and without any word
_AT_ONCE = 8  # texts of which vectors are made before others have a turn
_UNTAKEN_MOST = 200  # texts the model did not take; of more it is not the texts that are at fault
_REMEMBERED = 500  # queries; one page asks the same several times


class MeaningEngine:
    """An engine that follows together with the one it stands before."""

    def __init__(self, engine: SearchEngine, directory: Path, encoder: Encoder) -> None:
        self._engine = engine
        self._encoder = encoder
        self._vectors = Vectors(directory, encoder.name)
        self._nearest = Nearest(encoder.length)
        self._turn = deque([True])  # whoever holds it reads what is new; no lock, as in stores
        self._untaken: set[tuple[str, bytes]] = set()  # until this process ends
        self._meant = lru_cache(_REMEMBERED)(encoder.encode)

    def position(self) -> int:
        return min(self._engine.position(), self._vectors.position())

    def apply(
        self, upserts: Sequence[Document], deletes: Sequence[str], position: int, after: int = 0
    ) -> None:
        if self._vectors.position() < after:
            raise SearchUnavailable("The vectors were begun anew meanwhile.")
        self._engine.apply(upserts, deletes, position, after)
        if upserts or deletes or position != self._vectors.position():
            self._vectors.apply(upserts, deletes, position)

    def search(
        self,
        query: Query,
        audiences: frozenset[str],
        *,
        limit: int = 10,
        offset: int = 0,
        sort: Sort = "best",
        facets: Sequence[str] = ("kind",),
        without: frozenset[str] = frozenset(),
        near: Near = NOTHING_NEAR,
    ) -> Results:
        begun = time.perf_counter()
        results = self._engine.search(
            query,
            audiences,
            limit=limit,
            offset=offset,
            sort=sort,
            facets=facets,
            without=without,
            near=near if near.keys else self._near(query, audiences, without),
        )
        return replace(results, took=time.perf_counter() - begun)

    def check(self) -> Health:
        """Vectors that cannot be reached just now are no damage."""
        health = self._engine.check()
        try:
            return replace(health, position=min(health.position, self._vectors.position()))
        except SearchUnavailable:
            return health

    def set_aside(self) -> None:
        self._engine.set_aside()

    def rebuild(self, documents: Iterable[Document], position: int) -> None:
        rows: list[Row] = []
        self._engine.rebuild(_noting(documents, rows), position)
        self._vectors.replace(rows, position)

    def close(self) -> None:
        self._engine.close()

    def think(self) -> bool:
        """Make a few of the vectors that are missing; True if that was worth a second look."""
        if len(self._untaken) > _UNTAKEN_MOST:
            return False
        try:
            waiting = self._waiting()
            if made := [(one, vector) for one in waiting if (vector := self._made(one))]:
                self._vectors.keep(made)
        except SearchUnavailable as error:
            log.warning("Meanings wait: %s", error)
            return False
        return bool(waiting)

    def _waiting(self) -> list[Waiting]:
        waiting = self._vectors.waiting(_AT_ONCE + len(self._untaken))
        return [one for one in waiting if (one.key, one.digest) not in self._untaken][:_AT_ONCE]

    def counts(self) -> tuple[int, int]:
        """How many documents could be found by their meaning, and how many of them not yet."""
        return self._vectors.counts()

    def _made(self, one: Waiting) -> bytes | None:
        """None of a text the model does not take: it is found by its words, and others go on."""
        try:
            return self._encoder.encode(one.words).astype(KEPT).tobytes()
        except Exception as error:  # which may quote the text, so only its kind is told
            log.error("No meaning is made of %s: %s", one.key, type(error).__name__)
            self._untaken.add((one.key, one.digest))
            return None

    def _near(self, query: Query, audiences: frozenset[str], without: frozenset[str]) -> Near:
        """Nothing where there are no words to mean anything, or something is wrong with vectors:
        search goes on by words."""
        meant = query.meant
        if not meant or not query.chosen("word", "phrase"):
            return NOTHING_NEAR
        try:
            self._look_what_is_new()
            vector = self._meant(meant)
        except SearchUnavailable as error:
            log.warning("Search goes by words alone: %s", error)
            return NOTHING_NEAR
        except Exception as error:  # of a model that does not take these words
            log.error("Search goes by words alone: %s", type(error).__name__)
            return NOTHING_NEAR
        return self._nearest.near(vector, audiences, without, most=MOST, least=ORDERS, alone=FINDS)

    def _look_what_is_new(self) -> None:
        try:
            mine = self._turn.pop()
        except IndexError:
            return  # somebody else is looking
        try:
            changes = self._vectors.changes_since(self._nearest.upto)
            if changes:
                # Whoever asks meanwhile has all of the old one.
                nearest = Nearest(self._encoder.length) if changes.anew else self._nearest
                nearest.take(changes)
                self._nearest = nearest
        finally:
            self._turn.append(mine)


def _noting(documents: Iterable[Document], rows: list[Row]) -> Iterator[Document]:
    for document in documents:
        rows.append(Row.of(document))
        yield document
