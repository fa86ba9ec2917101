"""The engine for large communities: tantivy, a library in Rust (`comentor[fast]`)."""

from importlib.metadata import version
from pathlib import Path

from search.file_engine import FileEngine
from search.tantivy_rows import LAYOUT
from search.tantivy_store import Store


class TantivyEngine(FileEngine):
    version = f"tantivy-{LAYOUT}.{version('tantivy')}"

    def _open(self, place: Path) -> Store:
        return Store(place)

    def _create(self, place: Path) -> Store:
        return Store.create(place)
