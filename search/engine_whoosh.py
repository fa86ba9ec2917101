"""The embedded engine: Whoosh for the files, our own reading of them.

An index lives in a directory `whoosh-<layout>-<number>`. The layout names the schema, the rules
for words and the library's version, so a program that has changed any of them starts an empty
index beside the old one. The highest number is the current index; it appears by one rename,
finished.
"""

import logging
import os
import re
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from search import library, spelling
from search.api import Document, Health, Hit, Results, SearchUnavailable, Sort
from search.collect import Found, PermittedTop
from search.highlight import Marked, snippet
from search.query import Query
from search.reasons import reason
from search.schema import LAYOUT, row
from search.segment import Damaged
from search.store import Store, View

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)

VERSION = f"{LAYOUT}.{'.'.join(map(str, library.VERSION))}"
_PLACE = re.compile(rf"whoosh-{re.escape(VERSION)}-([0-9]+)")
_BUILDING = f"building-{VERSION}"
_DEEPEST = 10_000  # hits; nobody pages further, and every one costs a place in the ranking


class WhooshEngine:
    """Keeps documents in files under one directory, for any number of processes.

    The only lock is a file lock, which the system holds for us: it works alike between processes,
    between threads and under green threads, and goes when its holder dies.
    """

    patience = 10.0  # seconds a writer waits for another

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._stores: dict[str, Store] = {}

    def position(self) -> int:
        try:
            return self._read(View.position)
        except Damaged:
            return 0

    def apply(self, upserts: Sequence[Document], deletes: Sequence[str], position: int) -> None:
        rows = {document.key: row(document) for document in upserts}
        try:
            with self._writing():
                store = self._current() or self._first()
                if rows or deletes or position != self.position():
                    store.apply(rows, deletes, position)
                else:
                    store.tidy()
        except (Damaged, OSError) as error:
            raise SearchUnavailable(f"The change is not stored. {error}") from error

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
    ) -> Results:
        begun = time.perf_counter()
        first = min(max(offset, 0), _DEEPEST)
        wanted = slice(first, min(first + max(limit, 0), _DEEPEST))
        try:
            results = self._read(
                lambda view: _search(
                    PermittedTop(view.segments, audiences, without), query, wanted, sort, facets
                )
            )
        except Damaged as error:
            log.error("Search answers with nothing: %s", error)
            results = Results()
        return replace(results, took=time.perf_counter() - begun)

    def check(self) -> Health:
        try:
            store = self._current()
            if store is None:
                return Health(True, 0, 0, "The index is new and empty.")
            with store.fresh() as view:
                view.verify()
                count, position = view.documents(), view.position()
        except (Damaged, OSError) as error:
            return Health(False, 0, 0, f"{error} Rebuild the index.")
        return Health(True, count, position, f"{count} documents in {len(view.segments)} segments.")

    def rebuild(self, documents: Iterable[Document], position: int) -> None:
        try:
            with self._writing():
                building = self._directory / _BUILDING
                shutil.rmtree(building, ignore_errors=True)
                Store.create(building).fill(map(row, documents), position)
                _make_durable(building)
                self._publish(building)
        except (Damaged, OSError) as error:
            raise SearchUnavailable(f"The index is not rebuilt. {error}") from error

    def close(self) -> None:
        while self._stores:
            self._stores.popitem()[1].close()

    def _read(self, work: Callable[[View], Answer]) -> Answer:
        """What the work makes of the newest commit of the current index."""
        place = self._place()
        try:
            store = self._current()
            if store is None:
                return work(View(-1, []))
            with store.view() as view:
                return work(view)
        except Damaged:
            if self._place() == place:
                raise
        return self._read(work)  # a rebuild took the index away under us

    def _current(self) -> Store | None:
        """The store of the current index, which another process may just have switched."""
        place = self._place()
        if place is None:
            return None
        if place.name not in self._stores:
            self.close()
            self._stores.setdefault(place.name, Store(place))
        return self._stores[place.name]

    def _place(self) -> Path | None:
        """The directory of the current index; None before anything was stored."""
        places = {int(m[1]): m[0] for m in map(_PLACE.fullmatch, _names(self._directory)) if m}
        return self._directory / places[max(places)] if places else None

    def _first(self) -> Store:
        building = self._directory / _BUILDING
        shutil.rmtree(building, ignore_errors=True)
        Store.create(building)
        return self._publish(building)

    def _publish(self, building: Path) -> Store:
        """Make a finished index the current one and remove those before it."""
        old = self._place()
        number = int(old.name.rpartition("-")[2]) + 1 if old else 1
        place = self._directory / f"whoosh-{VERSION}-{number}"
        building.rename(place)
        self.close()
        for name in _names(self._directory):
            if name.startswith(("whoosh-", "building-")) and name != place.name:
                shutil.rmtree(self._directory / name, ignore_errors=True)
        store = self._current()
        if store is None:
            raise Damaged("The new index is gone again.")
        return store

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Be the only writer, or give up after some seconds."""
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = library.FileLock(str(self._directory / "writing.lock"))
        until = time.monotonic() + self.patience
        while not lock.acquire():
            if time.monotonic() > until:
                raise SearchUnavailable("Somebody else is writing to the index.")
            time.sleep(0.02)
        try:
            yield
        finally:
            lock.release()


def _search(
    permitted: PermittedTop, query: Query, wanted: slice, sort: Sort, facets: Sequence[str]
) -> Results:
    newest = sort == "newest"
    found = permitted.collect(query, wanted.stop, newest=newest, facets=facets)
    suggestion = None
    better = spelling.corrected(query, found.seen, permitted)
    if better and permitted.collect(better, 1, newest=newest, facets=()).total:
        suggestion = better.text
    marked = Marked(query)
    hits = tuple(_hit(query, one, marked) for one in found.best[wanted])
    return Results(hits, found.total, found.facets, suggestion)


def _hit(query: Query, found: Found, marked: Marked) -> Hit:
    stored = found.segment.stored(found.doc)
    return Hit(
        stored.key,
        stored.kind,
        stored.title,
        found.score,
        snippet(stored.body, marked),
        reason(query, stored, marked),
        stored.context,
    )


def _names(directory: Path) -> list[str]:
    return [path.name for path in directory.iterdir()] if directory.is_dir() else []


def _make_durable(place: Path) -> None:
    """Have the system write the files out, which the library never asks for."""
    for path in (*place.iterdir(), place):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
