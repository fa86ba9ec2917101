"""One index directory: commits of a few rows, and readers that are reused between them.

Why not the library's own calls: `update_document` reopens every segment for each row,
`Searcher.refresh` reopens everything, the asynchronous and buffered writers lose or garble data,
and a compound segment is copied into memory by every process that opens it.

The newest rows live in one open segment, the tail, which each commit writes anew until it holds
enough to be sealed; so a commit of one message writes a few rows and never leaves thousands of
one-row segments behind.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import chain, islice
from pathlib import Path
from typing import Any

from search import folding, library
from search.api import Document
from search.places import Damaged
from search.pool import Pool
from search.schema import POSITION_KEY, SCHEMA, position_row, row
from search.segment import Columns, Files, Segment
from search.view import View

Row = dict[str, Any]

TAIL = 30  # rows; above this the tail is sealed
_BLOCK = 512  # postings decoded at a time
_FULL = 20_000  # rows of one segment when everything is written anew
_TRIES = 20


class Store:
    """Reads and writes one index directory. The caller lets one thread write at a time."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._contents()
        self._index = library.open_dir(str(place), schema=SCHEMA)
        # Lent to one search at a time and given back: no lock, whatever kind of thread asks.
        self._views: deque[View] = deque()
        self._columns: dict[tuple[str, int], Columns] = {}  # deaths in a segment only grow
        self._tail: dict[str, Row] = {}
        self._tail_id: str | None = None
        self._written = -1
        self._closed = False

    @classmethod
    def create(cls, place: Path) -> "Store":
        place.mkdir(mode=0o700, parents=True)
        library.create_in(str(place), SCHEMA)
        return cls(place)

    def close(self) -> None:
        self._closed = True
        while self._views:
            self._views.pop().close()

    @contextmanager
    def view(self) -> Iterator[View]:
        """The newest commit, also one of another process, to read from inside the block only."""
        view = self._views.pop() if self._views else View(-1, [])
        try:
            view = self._newest(view)
            yield view
            view.forget()
        except BaseException:
            view.close()
            raise
        self._views.append(view)
        if self._closed:
            self.close()

    @contextmanager
    def fresh(self) -> Iterator[View]:
        """The newest commit, everything opened and read again."""
        self._columns = {}
        with closing(self._newest(View(-1, []))) as view:
            yield view

    def apply(self, documents: Sequence[Document], deletes: Iterable[str], position: int) -> None:
        """Commit all of it with the position, or nothing."""
        rows = {document.key: row(document) for document in documents}
        gone = {*rows, *deletes, POSITION_KEY}
        added = {**rows, POSITION_KEY: position_row(position)}
        with self.view() as view, self._writer() as writer:
            if view.generation != self._written:
                self._tail, self._tail_id = {}, None  # another process wrote meanwhile
            tail = {key: row for key, row in self._tail.items() if key not in gone} | added
            replaced = self._tail_id
            self._tail, self._tail_id = {}, None  # not known again before the commit is through
            _kill(view, writer, gone)
            for one in tail.values():
                writer.add_document(**one)
            folded = folding.choose(writer.segments, folding.SIZES, replaced)
            new = writer.newsegment.segment_id()
            writer.commit(mergetype=folding.merging(folded, replaced))
            self._written = writer.generation
            if len(tail) <= TAIL and not folded:
                self._tail, self._tail_id = tail, new

    def fill(self, documents: Iterable[Document], position: int) -> None:
        """Write a whole new index, in segments as large as memory likes."""
        whole = chain(map(row, documents), [position_row(position)])
        while batch := list(islice(whole, 1)):
            with self._writer() as writer:
                for one in chain(batch, islice(whole, _FULL - 1)):
                    writer.add_document(**one)
                writer.commit(mergetype=lambda _, segments: segments)

    def tidy(self) -> None:
        """Fold small segments, and those with many dead rows, into one."""
        with self._writer() as writer:
            folded = folding.choose(writer.segments, folding.QUIET_SIZES, None)
            if folded:
                self._tail, self._tail_id = {}, None
                writer.commit(mergetype=folding.merging(folded, None))
            else:
                writer.cancel()

    @contextmanager
    def _writer(self) -> Iterator[Any]:
        """A writer of the library; whatever goes wrong, its lock and its files are let go."""
        codec = library.Codec(blocklimit=_BLOCK)
        codec.length_stats = False  # only block skipping wants them, and they are half the work
        writer = library.SegmentWriter(self._index, compound=False, codec=codec)
        writer.pool = Pool()
        try:
            yield writer
        except BaseException:
            with suppress(Exception):
                writer.cancel()
            if writer.writelock is not None and writer.writelock.fd is not None:
                writer.writelock.release()
            raise

    def _newest(self, view: View) -> View:
        for _ in range(_TRIES):
            generation = self._index.latest_generation()
            if view.generation == generation:
                return view
            try:
                self._refresh(view)
            except (Damaged, OSError) as error:
                # A commit took files away while we opened them, if there was one; damage, if not.
                if self._index.latest_generation() == generation:
                    raise Damaged(str(error)) from error
        raise Damaged("The index changes faster than it can be opened.")

    def _refresh(self, view: View) -> None:
        """Bring a view to the newest commit, opening only segments it does not have."""
        toc = self._contents()
        old = {segment.id: segment for segment in view.segments}
        view.segments = []
        try:
            for info in toc.segments:
                dead = frozenset(info.deleted_docs())
                segment = old.pop(info.segment_id(), None) or self._open(info, dead)
                view.segments.append(segment)
                if segment.dead != dead:
                    segment.bury(dead)
            self._remember(view.segments)
        except BaseException:
            view.close()
            view.segments, view.generation = [], -1
            raise
        finally:
            for segment in old.values():
                segment.close()
        # A generation that passed meanwhile may have taken columns away unnoticed: then look again.
        view.generation = (
            toc.generation if self._index.latest_generation() == toc.generation else -2
        )

    def _contents(self) -> Any:
        """The table of contents of the newest commit."""
        with closing(Files(self._place)) as files:
            try:
                return library.TOC.read(files, library.INDEX_NAME, schema=SCHEMA)
            except Exception as error:
                raise Damaged(f"The table of contents does not read: {error!r}") from error

    def _open(self, info: Any, dead: frozenset[int]) -> Segment:
        return Segment(self._place, info, self._columns.get((info.segment_id(), len(dead))))

    def _remember(self, segments: list[Segment]) -> None:
        """Keep the columns of these segments for the next reader."""
        self._columns = {(one.id, len(one.dead)): one.columns for one in segments}


def _kill(view: View, writer: Any, keys: Iterable[str]) -> None:
    """Mark what stands under these keys as dead, in the commit under way."""
    infos = {info.segment_id(): info for info in writer.segments}
    for segment in view.segments:
        for key in keys:
            doc = segment.find(key)
            if doc is not None:
                infos[segment.id].delete_document(doc)
