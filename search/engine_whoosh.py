"""The embedded engine: Whoosh for the files, our own reading of them."""

from pathlib import Path

from search import library
from search.file_engine import FileEngine
from search.schema import LAYOUT
from search.store import Store


class WhooshEngine(FileEngine):
    version = f"whoosh-{LAYOUT}.{'.'.join(map(str, library.VERSION))}"

    def _open(self, place: Path) -> Store:
        return Store(place)

    def _create(self, place: Path) -> Store:
        return Store.create(place)
