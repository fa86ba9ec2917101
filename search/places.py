"""Where the indexes of one engine lie: numbered directories, of which the highest is the current.

A directory is called `<version>-<number>`; the version names the engine, the layout and whatever
else decides how files are read, so a program that has changed any of them starts an empty index
beside the old one. An index appears by one rename, finished.
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
        self._named = re.compile(rf"{re.escape(version)}-([0-9]+)")

    def current(self) -> Path | None:
        """The directory of the current index; None before anything was stored."""
        places = {int(m[1]): m[0] for m in map(self._named.fullmatch, self._names()) if m}
        return self._directory / places[max(places)] if places else None

    def building(self) -> Path:
        """Where a new index is to be made; nothing stands there."""
        place = self._directory / f"building-{self._version}"
        shutil.rmtree(place, ignore_errors=True)
        return place

    def publish(self, building: Path) -> None:
        """Make a finished index the current one and remove this engine's others."""
        old = self.current()
        number = int(old.name.rpartition("-")[2]) + 1 if old else 1
        place = self._directory / f"{self._version}-{number}"
        building.rename(place)
        engine = self._version.partition("-")[0]
        for name in self._names():
            if name.startswith((f"{engine}-", f"building-{engine}-")) and name != place.name:
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
