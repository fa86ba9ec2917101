"""Where the indexes of one engine lie: numbered directories, of which the highest is the current.

A directory is called `<version>-<number>`; the version names the engine, the layout and whatever
else decides how files are read, so a program that has changed any of them starts an empty index
beside the old one. An index appears by one rename, finished, and one that is damaged goes by
another: `<engine>-damaged-<number>` lies there until the next stands in its place.
"""

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search import library
from search.api import SearchUnavailable


class Damaged(Exception):
    """The files of the index do not read as they were written."""


class Places:
    """The directories of one version, for any number of processes.

    The only lock is a file lock, which the system holds for us: it works alike between processes,
    between threads and under green threads, and goes when its holder dies.
    """

    def __init__(self, directory: Path, version: str) -> None:
        self._directory = directory
        self._version = version
        self._engine = version.partition("-")[0]
        self._named = re.compile(rf"{re.escape(version)}-([0-9]+)")
        self._damaged = re.compile(rf"{self._engine}-damaged-([0-9]+)")

    def current(self) -> Path | None:
        """The directory of the current index; None before anything was stored."""
        places = self._numbered(self._named)
        return self._directory / places[max(places)] if places else None

    def set_aside(self) -> None:
        """Leave the current index as it is, under another name."""
        place = self.current()
        if place is not None:
            number = place.name.rpartition("-")[2]
            place.rename(self._directory / f"{self._engine}-damaged-{number}")

    def building(self) -> Path:
        """Where a new index is to be made; nothing stands there."""
        place = self._directory / f"building-{self._version}"
        shutil.rmtree(place, ignore_errors=True)
        return place

    def publish(self, building: Path) -> None:
        """Make a finished index the current one and remove this engine's others."""
        # Whoever still has one open under a number must not take the next for the same.
        before = [*self._numbered(self._named), *self._numbered(self._damaged)]
        place = self._directory / f"{self._version}-{max(before, default=0) + 1}"
        building.rename(place)
        prefixes = (f"{self._engine}-", f"building-{self._engine}-")
        for name in self._names():
            if name.startswith(prefixes) and name != place.name:
                shutil.rmtree(self._directory / name, ignore_errors=True)

    @contextmanager
    def writing(self, patience: float) -> Iterator[None]:
        """Be the only writer, or give up after some seconds."""
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = library.FileLock(str(self._directory / "writing.lock"))
        until = time.monotonic() + patience
        while not lock.acquire():
            if time.monotonic() > until:
                raise SearchUnavailable("Somebody else is writing to the index.")
            time.sleep(0.02)
        try:
            yield
        finally:
            lock.release()

    def _numbered(self, named: re.Pattern[str]) -> dict[int, str]:
        return {int(found[1]): found[0] for found in map(named.fullmatch, self._names()) if found}

    def _names(self) -> list[str]:
        directory = self._directory
        return [path.name for path in directory.iterdir()] if directory.is_dir() else []


def make_durable(place: Path) -> None:
    """Have the system write the files out, which not every library asks for."""
    for path in (*place.iterdir(), place):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
