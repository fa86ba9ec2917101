"""Keeps this machine's index following the database. The index can always be thrown away."""

import logging
import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from community.core import clock
from community.core.threads import in_thread
from community.core.transaction import glance, reading
from community.discovery import documents
from community.settings import Settings
from search.api import (
    Health,
    NoMeaning,
    Query,
    Results,
    SearchEngine,
    SearchUnavailable,
    Sort,
    forget_meanings,
    open_engine,
    with_meaning,
)

if TYPE_CHECKING:
    from search.meaning import MeaningEngine

log = logging.getLogger(__name__)
TIDY_EVERY, LOOK_EVERY = 60.0, 600.0  # seconds
LATE = timedelta(seconds=60)


class Standing(StrEnum):
    """What a search can count on at the moment."""

    READY = "ready"
    LATE = "late"
    AWAY = "away"


class Index:
    """The engine of this process, used away from the loop; any number may search at once."""

    def __init__(self, settings: Settings) -> None:
        self._directory = settings.index_directory
        self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._words: SearchEngine = in_thread(
            open_engine, settings.search, settings.index_directory
        )
        # Another engine, or another way of writing an index, finds other things.
        self.name = f"{settings.search} {getattr(self._words, 'version', '')}"[:40]
        self.without_meaning = ""  # why there is none, although it was asked for
        self._meaning = self._meant(settings) if settings.meaning else None
        self.engine: SearchEngine = self._meaning or self._words
        self._writing = threading.Lock()
        self._tidied = self._looked = time.monotonic()
        self._doubtful = False

    def _meant(self, settings: Settings) -> "MeaningEngine | None":
        try:
            return in_thread(with_meaning, self._words, settings.index_directory)
        except NoMeaning as error:
            self.without_meaning = str(error)
            log.warning(self.without_meaning)
        return None

    def search(
        self,
        query: Query,
        audiences: frozenset[str],
        *,
        limit: int,
        offset: int = 0,
        sort: Sort = "best",
        facets: Sequence[str] = ("kind",),
        without: frozenset[str] = frozenset(),
        meaning: bool = False,
    ) -> Results:
        """By its words, and if wanted also by their meaning, where that is set up."""
        engine = self.engine if meaning else self._words
        results = in_thread(
            engine.search,
            query,
            audiences,
            limit=limit,
            offset=offset,
            sort=sort,
            facets=facets,
            without=without,
        )
        self._doubtful |= not results.ready
        return results

    def position(self) -> int | None:
        """How far it has followed the changes; none while it cannot be asked."""
        try:
            return in_thread(self.engine.position)
        except SearchUnavailable as error:
            log.warning("The search index waits: %s", error)
            return None

    def check(self) -> Health:
        """Reads from every part of the index: for the start and for `comentor doctor`."""
        return in_thread(self.engine.check)

    def prepare(self) -> None:
        """At start: build the index anew if it is damaged or belongs to another database."""
        if self._meaning is None:
            forget_meanings(self._directory)
        health = self.check()
        with reading() as db:
            last = documents.last_change(db)
            whole = documents.follows_on(db, health.position)
        if not health.ok or not whole or health.position > last or (last and not health.position):
            log.info("Building the search index: %s", health.detail)
            if not health.ok:
                in_thread(self.engine.set_aside)
            self.rebuild()

    def follow(self) -> bool:
        """Take up one batch of changes; True if there may be more."""
        if self._is_damaged():
            return self._begin_anew()
        with self._writing:
            position = self.position()
            if position is None:
                return False
            with glance() as db:
                last = documents.last_change(db)
            if last <= position:
                self._tidy(position)
                return False
            with reading() as db:
                whole = documents.follows_on(db, position)
                changes = documents.changed_since(db, position)
                found, gone = documents.load(db, (change.key for change in changes))
            try:
                if whole:
                    in_thread(self.engine.apply, found, gone, changes[-1].id, position)
                else:
                    self._rebuild()
            except SearchUnavailable as error:
                log.warning("The search index waits: %s", error)
                self._doubtful = True
                return False
        return True

    def _is_damaged(self) -> bool:
        """Looked for when something did not read, and now and then without a reason."""
        if not self._doubtful and time.monotonic() - self._looked < LOOK_EVERY:
            return False
        self._looked, self._doubtful = time.monotonic(), False
        return not self.check().ok

    def _begin_anew(self) -> bool:
        log.error("The search index does not read; it is set aside, and another is built.")
        self._doubtful = True  # until there is one
        in_thread(self.engine.set_aside)
        health = self.check()  # what is set aside counts as new and empty
        if not (health.ok and health.position):  # or another process has built one meanwhile
            self.rebuild()
        return True

    def _tidy(self, position: int) -> None:
        """Once in a while, in a quiet moment: fold small segments, let go of dead texts."""
        if position and time.monotonic() - self._tidied > TIDY_EVERY:
            self._tidied = time.monotonic()
            in_thread(self.engine.apply, (), (), position)

    @property
    def has_meaning(self) -> bool:
        return self._meaning is not None

    def think(self) -> bool:
        """Learn the meaning of a little of what is new; True if there may be more."""
        return self._meaning is not None and in_thread(self._meaning.think)

    def meanings(self) -> tuple[int, int]:
        """How many documents can be found by their meaning, and how many of them not yet."""
        return in_thread(self._meaning.counts) if self._meaning else (0, 0)

    def standing(self, results: Results) -> Standing:
        """What these results leave out, if anything."""
        if not results.ready:
            return Standing.AWAY
        position = self.position()
        if position is None:
            return Standing.LATE
        with glance() as db:
            waits = documents.waiting_since(db, position)
        late = waits is not None and clock.now() - waits > LATE
        return Standing.LATE if late else Standing.READY

    def is_behind(self) -> bool:
        """Whether the database holds changes that the index does not hold yet."""
        with reading() as db:
            last = documents.last_change(db)
        position = self.position()
        return position is None or last > position

    def rebuild(self) -> None:
        with self._writing:
            self._rebuild()

    def _rebuild(self) -> None:
        with reading() as db:
            position = documents.last_change(db)
        # Read here, not in the engine's thread, which must not touch our database.
        everything = list(documents.everything())
        in_thread(self.engine.rebuild, everything, position)

    def close(self) -> None:
        self.engine.close()
