"""What engines that keep their index in files have in common: which is current, who writes, damage.

An engine of this kind gives a store for one directory; a store reads and writes it, one writer at
a time, and lends views of its newest commit.
"""

import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, Protocol, TypeVar

from search.api import (
    NOTHING_NEAR,
    Document,
    Health,
    Near,
    Results,
    SearchUnavailable,
    Sort,
)
from search.places import Damaged, Places, make_durable
from search.query import Query

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)

_DEEPEST = 10_000  # hits; nobody pages further, and every one costs a place in the ranking


@dataclass(frozen=True)
class Wanted:
    """How a query is to be answered, whatever it asks for."""

    page: slice
    sort: Sort
    facets: Sequence[str]
    without: frozenset[str]
    near: Near

    @property
    def newest(self) -> bool:
        return self.sort == "newest"

    def nothing(self) -> Results:
        return Results(facets={name: {} for name in self.facets})


class View(Protocol):
    """The index as of one commit. Reading raises `Damaged` where files do not read."""

    def position(self) -> int: ...

    def documents(self) -> int: ...

    def segments_count(self) -> int: ...

    def verify(self) -> None:
        """Read from every part of every file."""

    def find(self, query: Query, audiences: frozenset[str], wanted: Wanted) -> Results: ...


class Store(Protocol):
    """Reads and writes one index directory."""

    def view(self) -> AbstractContextManager[View]:
        """The newest commit, also one of another process, to read from inside the block only."""

    def fresh(self) -> AbstractContextManager[View]:
        """The newest commit, everything opened and read again."""

    def apply(self, documents: Sequence[Document], deletes: Iterable[str], position: int) -> None:
        """Commit all of it with the position, or nothing."""

    def fill(self, documents: Iterable[Document], position: int) -> None:
        """Write a whole new index."""

    def tidy(self) -> None: ...

    def close(self) -> None: ...


class FileEngine(ABC):
    """Keeps documents in files under one directory, for any number of processes."""

    patience = 10.0  # seconds a writer waits for another
    version: ClassVar[str]

    def __init__(self, directory: Path) -> None:
        self._places = Places(directory, self.version)
        self._stores: dict[str, Store] = {}

    @abstractmethod
    def _open(self, place: Path) -> Store: ...

    @abstractmethod
    def _create(self, place: Path) -> Store: ...

    def position(self) -> int:
        try:
            return self._read(lambda view: view.position(), 0)
        except Damaged:
            return 0

    def apply(
        self, upserts: Sequence[Document], deletes: Sequence[str], position: int, after: int = 0
    ) -> None:
        try:
            with self._places.writing(self.patience):
                if self.position() < after:
                    raise SearchUnavailable("Another index took the place of the one followed.")
                store = self._current() or self._first()
                if upserts or deletes or position != self.position():
                    store.apply(upserts, deletes, position)
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
        near: Near = NOTHING_NEAR,
    ) -> Results:
        begun = time.perf_counter()
        first = min(max(offset, 0), _DEEPEST)
        page = slice(first, min(first + max(limit, 0), _DEEPEST))
        wanted = Wanted(page, sort, facets, without, near)
        results = wanted.nothing()
        if not query.empty:
            away = replace(results, ready=False)
            try:
                results = self._read(lambda view: view.find(query, audiences, wanted), away)
            except Damaged as error:
                log.error("Search answers with nothing: %s", error)
                results = away
        return replace(results, took=time.perf_counter() - begun)

    def check(self) -> Health:
        try:
            store = self._current()
            if store is None:
                return Health(True, 0, 0, "The index is new and empty.")
            with store.fresh() as view:
                view.verify()
                count, position, parts = view.documents(), view.position(), view.segments_count()
        except (Damaged, OSError) as error:
            return Health(False, 0, 0, f"{error} Rebuild the index.")
        return Health(True, count, position, f"{count} documents in {parts} segments.")

    def set_aside(self) -> None:
        with self._places.writing(self.patience):
            if self.check().ok:
                return
            try:
                self._places.set_aside()
            except OSError as error:
                raise SearchUnavailable(f"The index cannot be moved. {error}") from error
            self.close()

    def rebuild(self, documents: Iterable[Document], position: int) -> None:
        try:
            with self._places.writing(self.patience):
                building = self._places.building()
                store = self._create(building)
                try:
                    store.fill(documents, position)
                finally:
                    store.close()
                make_durable(building)
                self._places.publish(building)
                self.close()
        except (Damaged, OSError) as error:
            raise SearchUnavailable(f"The index is not rebuilt. {error}") from error

    def close(self) -> None:
        while self._stores:
            self._stores.popitem()[1].close()

    def _read(self, work: Callable[[View], Answer], empty: Answer) -> Answer:
        """What the work makes of the newest commit of the current index, if there is one."""
        place = self._places.current()
        try:
            store = self._current()
            if store is None:
                return empty
            with store.view() as view:
                return work(view)
        except Damaged:
            if self._places.current() == place:
                raise
        return self._read(work, empty)  # a rebuild took the index away under us

    def _current(self) -> Store | None:
        """The store of the current index, which another process may just have switched."""
        place = self._places.current()
        if place is None:
            return None
        if place.name not in self._stores:
            self.close()
            self._stores.setdefault(place.name, self._open(place))
        return self._stores[place.name]

    def _first(self) -> Store:
        building = self._places.building()
        self._create(building).close()
        self._places.publish(building)
        store = self._current()
        if store is None:
            raise Damaged("The new index is gone again.")
        return store
