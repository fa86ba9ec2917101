"""Keeps this machine's index following the database. The index can always be thrown away."""

import logging
import threading
import time
from collections.abc import Sequence

from community.core.threads import in_thread
from community.core.transaction import glance, reading
from community.discovery import documents
from community.settings import Settings
from search.api import Health, Query, Results, SearchEngine, SearchUnavailable, Sort, open_engine

log = logging.getLogger(__name__)
TIDY_EVERY = 60.0  # seconds


class Index:
    """The engine of this process, used away from the loop; any number may search at once."""

    def __init__(self, settings: Settings) -> None:
        settings.index_directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.engine: SearchEngine = in_thread(
            open_engine, settings.search, settings.index_directory
        )
        self._writing = threading.Lock()
        self._tidied = time.monotonic()

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
    ) -> Results:
        return in_thread(
            self.engine.search,
            query,
            audiences,
            limit=limit,
            offset=offset,
            sort=sort,
            facets=facets,
            without=without,
        )

    def check(self) -> Health:
        """Reads from every part of the index: for the start and for `comentor doctor`."""
        return in_thread(self.engine.check)

    def prepare(self) -> None:
        """At start: build the index anew if it is damaged or belongs to another database."""
        health = self.check()
        with reading() as db:
            last = documents.last_change(db)
            whole = documents.follows_on(db, health.position)
        if not health.ok or not whole or health.position > last or (last and not health.position):
            log.info("Building the search index: %s", health.detail)
            self.rebuild()

    def follow(self) -> bool:
        """Take up one batch of changes; True if there may be more."""
        with self._writing:
            position = in_thread(self.engine.position)
            with glance() as db:
                last = documents.last_change(db)
            if last <= position:
                self._tidy(position)
                return False
            with reading() as db:
                changes = documents.changed_since(db, position)
                found, gone = documents.load(db, (change.key for change in changes))
            try:
                in_thread(self.engine.apply, found, gone, changes[-1].id)
            except SearchUnavailable as error:
                log.warning("The search index waits: %s", error)
            else:
                return True
        if not self.check().ok:
            self.rebuild()
        return False

    def _tidy(self, position: int) -> None:
        """Once in a while, in a quiet moment: fold small segments, let go of dead texts."""
        if position and time.monotonic() - self._tidied > TIDY_EVERY:
            self._tidied = time.monotonic()
            in_thread(self.engine.apply, (), (), position)

    def is_behind(self) -> bool:
        """Whether the database holds changes that the index does not hold yet."""
        with reading() as db:
            last = documents.last_change(db)
        return last > in_thread(self.engine.position)

    def rebuild(self) -> None:
        with self._writing:
            with reading() as db:
                position = documents.last_change(db)
            # Read here, not in the engine's thread, which must not touch our database.
            everything = list(documents.everything())
            in_thread(self.engine.rebuild, everything, position)

    def close(self) -> None:
        self.engine.close()
