"""One index directory of tantivy: commits of a few documents, and what they look like to readers.

A writer of the library is made for each commit and given up after it, when it has folded small
segments: so processes take turns, and nobody holds a lock who has nothing to write. What is
withdrawn stays in the bytes of its segment, marked dead, until that is folded or the index rebuilt.
"""

import json
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import tantivy

from search import spelling
from search.api import Document, Results
from search.file_engine import Wanted
from search.places import Damaged
from search.query import Query
from search.schema import POSITION_KEY
from search.shown import Shown
from search.tantivy_find import Counts, Permitted
from search.tantivy_rows import SCHEMA, position_row, row, stored, stored_words

Answer = TypeVar("Answer")

_MEMORY = 20_000_000  # bytes a writer may fill before it writes; the library asks for 15 at least
_MUCH_MEMORY = 100_000_000
_FOOTER = struct.Struct("<II")  # at the end of each file: length of a note in JSON, and a sign
_SIGN = 1337
_TRIES = 20


class View:
    """The index as of one commit; for any number of threads."""

    def __init__(self, place: Path, index: tantivy.Index) -> None:
        self._place = place
        self._searcher = index.searcher()
        self._counts = Counts()

    def position(self) -> int:
        return _reading(self._position)

    def documents(self) -> int:
        return self._searcher.num_docs - bool(_reading(self._positions))

    def segments_count(self) -> int:
        return self._searcher.num_segments

    def verify(self) -> None:
        """Compare each file with the checksum at its end."""
        for _ in range(_TRIES):
            contents = (self._place / "meta.json").read_bytes()
            try:
                _reading(_check_files, self._place, contents)
                return
            except FileNotFoundError:
                # A commit took files away while we read them, if there was one.
                if (self._place / "meta.json").read_bytes() == contents:
                    raise
        raise Damaged("The index changes faster than it can be read.")

    def find(self, query: Query, audiences: frozenset[str], wanted: Wanted) -> Results:
        return _reading(self._find, query, audiences, wanted)

    def _find(self, query: Query, audiences: frozenset[str], wanted: Wanted) -> Results:
        permitted = Permitted(self._searcher, audiences, wanted.without, self._counts)
        stop, newest = wanted.page.stop, wanted.newest
        near = wanted.near
        found = permitted.collect(query, stop, newest=newest, facets=wanted.facets, near=near)
        suggestion = None
        better = spelling.corrected(query, found.seen, permitted)
        if better and permitted.collect(better, 1, newest=newest, facets=()).total:
            suggestion = better.text
        shown = Shown(query, near)
        hits = (
            shown.hit(stored_words(self._searcher.doc(address)), score)
            for score, address in found.best[wanted.page]
        )
        return Results(tuple(hits), found.total, found.facets, suggestion)

    def _position(self) -> int:
        return max((int(stored(self._searcher.doc(one))) for one in self._positions()), default=0)

    def _positions(self) -> list[tantivy.DocAddress]:
        asked = tantivy.Query.term_query(SCHEMA, "key", POSITION_KEY, "basic")
        return [address for _, address in self._searcher.search(asked, 10).hits]


class Store:
    """Reads and writes one index directory. The caller lets one thread write at a time."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._index = _open(place)
        self._newest: tuple[tuple[int, ...], View] = ((), View(place, self._index))

    @classmethod
    def create(cls, place: Path) -> "Store":
        place.mkdir(mode=0o700, parents=True)
        tantivy.Index(SCHEMA, path=str(place))
        return cls(place)

    def close(self) -> None:
        """Files are let go with the last searcher."""

    @contextmanager
    def view(self) -> Iterator[View]:
        yield self._load()

    @contextmanager
    def fresh(self) -> Iterator[View]:
        index = _open(self._place)
        _reading(index.reload)
        yield View(self._place, index)

    def apply(self, documents: Sequence[Document], deletes: Iterable[str], position: int) -> None:
        """Commit all of it with the position, or nothing."""
        newest = {document.key: document for document in documents}
        made = [row(document) for document in newest.values()]
        with self._writer(_MEMORY) as writer:
            for key in {*newest, *deletes, POSITION_KEY}:
                writer.delete_documents_by_term("key", key)
            for one in made:
                writer.add_document(one)
            writer.add_document(position_row(position))
            writer.commit()

    def fill(self, documents: Iterable[Document], position: int) -> None:
        """Write a whole new index."""
        with self._writer(_MUCH_MEMORY) as writer:
            for document in documents:
                writer.add_document(row(document))
            writer.add_document(position_row(position))
            writer.commit()

    def tidy(self) -> None:
        """Commits fold small segments themselves."""

    def _load(self) -> View:
        """The newest commit, opened if there is one since we looked."""
        for _ in range(_TRIES):
            newest = self._written()
            written, view = self._newest
            if newest == written:
                return view
            try:
                _reading(self._index.reload)
            except Damaged:
                # A commit took files away while we opened them, if there was one.
                if self._written() == newest:
                    raise
            else:
                self._newest = (newest, View(self._place, self._index))
        raise Damaged("The index changes faster than it can be opened.")

    def _written(self) -> tuple[int, ...]:
        try:
            contents = (self._place / "meta.json").stat()
        except OSError as error:
            raise Damaged("The table of contents is gone.") from error
        return contents.st_ino, contents.st_size, contents.st_mtime_ns

    @contextmanager
    def _writer(self, memory: int) -> Iterator[tantivy.IndexWriter]:
        """A writer of the library; whatever goes wrong, its lock and its files are let go."""
        writer = _reading(self._index.writer, memory, 1)
        try:
            with _translating():
                # What a killed writer left behind would be in the way of files of the same names.
                writer.garbage_collect_files()
                yield writer
        except BaseException:
            with suppress(Exception):
                writer.rollback()
            raise
        finally:
            with suppress(Exception):
                writer.wait_merging_threads()


def _open(place: Path) -> tantivy.Index:
    index = _reading(tantivy.Index.open, str(place))
    _reading(index.config_reader, "manual")  # by default a thread looks for changes twice a second
    return index


def _check_files(place: Path, contents: bytes) -> None:
    """Each file of the segments that the table of contents names ends with its checksum."""
    for segment in json.loads(contents)["segments"]:
        name, deaths = segment["segment_id"].replace("-", ""), segment["deletes"]
        dead = f"{name}.{deaths['opstamp']}.del" if deaths else None
        # Lists of the dead are written anew; those a killed writer left behind count for nothing.
        paths = [one for one in place.glob(f"{name}.*") if one.suffix != ".del"]
        if not paths:
            raise FileNotFoundError(name)
        for path in (*paths, *([place / dead] if dead else [])):
            if not _sound(path.read_bytes()):
                raise Damaged(f"The file {path.name} is not as it was written.")


def _sound(content: bytes) -> bool:
    if len(content) < _FOOTER.size:
        return False
    length, sign = _FOOTER.unpack(content[-_FOOTER.size :])
    body = len(content) - _FOOTER.size - length
    if sign != _SIGN or body < 0:
        return False
    note = json.loads(content[body : -_FOOTER.size])
    return bool(note["crc"] == zlib.crc32(memoryview(content)[:body]))


def _reading(call: Callable[..., Answer], *given: Any) -> Answer:
    with _translating():
        return call(*given)


@contextmanager
def _translating() -> Iterator[None]:
    """What the library says of files that do not read, in our words; its panics too."""
    try:
        yield
    except (Damaged, OSError, AttributeError, TypeError):
        raise
    except ValueError as error:
        raise Damaged(f"The index does not read: {error}") from error
    except BaseException as error:
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise Damaged(f"The index does not read: {error}") from error
