"""One segment of the index, opened for reading: postings, columns and stored texts.

The only module that reads Whoosh's posting blocks directly. Walking them a block at a time,
rather than a posting at a time through the library's matchers, is what makes counting every
permitted match affordable; and the matchers' block skipping, which can loop for ever in this
version, is never reached.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, repeat
from pathlib import Path
from typing import Any, NamedTuple

from search import library
from search.marks import start
from search.places import Damaged
from search.schema import NO_DATE, POSITION_KEY, SCHEMA, StoredText, tie

NOBODY = 0
_SAMPLE = 50


Block = tuple[Sequence[int], Any, Any]
"""As stored: steps from one document number to the next, weights, values."""


class Ordinals(NamedTuple):
    """A one-valued field as a small number for each document; number 0 is nobody and nothing."""

    names: list[str]
    of: "array[int]"


class Values(NamedTuple):
    """A many-valued field: each combination of values that occurs, as a number for each document.

    Number 0 is no value at all.
    """

    combinations: list[tuple[str, ...]]
    of: "array[int]"


class Total(NamedTuple):
    """What one audience may see of a segment: its number there, living documents, their words."""

    number: int
    documents: int
    words: int


class Columns(NamedTuple):
    """What a search looks at for each match. Shared between readers of a segment."""

    audience: Ordinals
    facets: dict[str, Values]
    lengths: bytes
    when: "array[int]"
    tie: "array[int]"
    totals: dict[str, Total]

    def without(self, dead: Sequence[int]) -> "Columns":
        """The same after some documents died: they now belong to nobody."""
        if not dead:
            return self
        of, totals = self.audience.of[:], dict(self.totals)
        for doc in dead:
            name = self.audience.names[of[doc]]
            if name in totals:
                number, documents, words = totals[name]
                words -= library.byte_to_length(self.lengths[doc])
                totals[name] = Total(number, documents - 1, words)
            of[doc] = NOBODY
        return self._replace(audience=Ordinals(self.audience.names, of), totals=totals)


class Files(library.FileStorage):  # type: ignore[misc]
    """A directory that closes what was opened in it; the library forgets some of that."""

    def __init__(self, place: Path) -> None:
        super().__init__(str(place))
        self._opened: list[Any] = []

    def open_file(self, name: str, **options: Any) -> Any:
        opened = super().open_file(name, **options)
        self._opened.append(opened)
        return opened

    def close(self) -> None:
        for opened in self._opened:
            if not opened.is_closed:
                opened.close()


class Segment:
    """One reader of one segment. Not for two threads at once: it seeks in files."""

    def __init__(self, place: Path, info: Any, columns: Columns | None = None) -> None:
        self.id: str = info.segment_id()
        self.size: int = info.doc_count_all()
        self.dead = frozenset(info.deleted_docs())
        self._decoded: dict[tuple[str, str], list[Block]] = {}
        self._ties: array[int] = array("I")
        self._files = Files(place)
        try:
            self._reader = self._read(library.SegmentReader, self._files, SCHEMA, info)
            self._terms = self._reader._terms
            self.columns = columns or self._read_columns()
            self._stored(self.size - 1)  # opens the file, so that a later commit may take it away
        except BaseException:
            self.close()
            raise

    @property
    def alive(self) -> int:
        return self.size - len(self.dead)

    def bury(self, dead: frozenset[int]) -> None:
        """Take note of documents that died since this segment was opened."""
        self.columns = self.columns.without(sorted(dead - self.dead))
        self.dead = dead

    def close(self) -> None:
        self._files.close()

    def postings(self, field: str, term: str) -> tuple[list[int], list[float]]:
        """The documents with this term, dead ones among them, and the weight it has in each."""
        docs: list[int] = []
        weights: list[float] = []
        for deltas, given, _ in self._blocks(field, term):
            docs.extend(accumulate(deltas))
            weights.extend(given if isinstance(given, tuple) else repeat(given or 1.0, len(deltas)))
        return docs, weights

    def docs(self, field: str, term: str) -> set[int]:
        return {doc for deltas, _, _ in self._blocks(field, term) for doc in accumulate(deltas)}

    def places(self, term: str) -> dict[int, bytes]:
        """Where the stem stands in each document: two bytes a place."""
        found: dict[int, bytes] = {}
        for deltas, _, values in self._blocks("text", term):
            found.update(zip(accumulate(deltas), values, strict=True))
        return found

    def has(self, field: str, term: str) -> bool:
        return bool(self._read(self._terms.__contains__, (field, term.encode())))

    def terms(self, field: str, prefix: str = "") -> Iterator[str]:
        if field not in self._terms.indexed_field_names():
            return
        start = prefix.encode()
        found = self._read(self._terms.terms_from, field, start)
        while (entry := self._read(next, found, None)) is not None:
            if entry[0] != field or not entry[1].startswith(start):
                return
            yield entry[1].decode()

    def find(self, key: str) -> int | None:
        """The living document of this key."""
        return next((doc for doc in self.docs("key", key) if doc not in self.dead), None)

    def places_of(self, keys: Sequence[str]) -> dict[int, int]:
        """The living documents of these keys, each with the place of its key among them."""
        if keys and not self._ties:
            self._ties = array("I", sorted(self.columns.tie))
        found: dict[int, int] = {}
        for place, key in enumerate(keys):
            # Most keys are in another segment, and this tells it a hundred times faster.
            at = bisect_left(self._ties, number := tie(key))
            if at < len(self._ties) and self._ties[at] == number:
                doc = self.find(key)
                if doc is not None:
                    found[doc] = place
        return found

    def living(self, keys: Iterable[str]) -> list[int]:
        """The living documents of these keys."""
        return [*self.places_of(tuple(keys))]

    def values(self, facet: str) -> Values:
        """The values of each document, read when a facet is first asked for."""
        found = self.columns.facets.get(facet)
        if found is None:
            found = self.columns.facets[facet] = self._read_values(start(facet))
        return found

    def position(self) -> int | None:
        doc = self.find(POSITION_KEY)
        return None if doc is None else int(self._stored(doc))

    def stored(self, doc: int) -> StoredText:
        """The texts of a document that somebody may see."""
        return StoredText(*self._stored(doc))

    def verify(self) -> None:
        """Read every so many documents and posting lists, the last ones included."""
        for field in SCHEMA.names():
            terms = list(self.terms(field))
            for term in {*terms[::_SAMPLE], *terms[-1:]}:
                self.docs(field, term)
        for doc in {*range(0, self.size, _SAMPLE), self.size - 1}:
            self._stored(doc)

    def _stored(self, doc: int) -> Any:
        return self._read(self._reader.stored_fields, doc)["stored"]

    def forget(self) -> None:
        """Let go of what was decoded for the search before."""
        self._decoded.clear()

    def _blocks(self, field: str, term: str) -> list[Block]:
        """The posting list of a term, decoded once for all the looks one search takes at it."""
        blocks = self._decoded.get((field, term))
        if blocks is None:
            blocks = self._decoded[field, term] = list(self._read_blocks(field, term))
        return blocks

    def _read_blocks(self, field: str, term: str) -> Iterator[Block]:
        if not self.has(field, term):
            return
        matcher = self._read(self._terms.matcher, field, term.encode(), SCHEMA[field].format)
        while matcher.is_active():
            self._read(matcher._read_data)
            yield matcher._data
            self._read(matcher._next_block)

    def _read(self, call: Any, *args: Any) -> Any:
        try:
            return call(*args)
        except Exception as error:  # the library raises whatever a garbled byte leads to
            raise Damaged(f"Segment {self.id} does not read: {error!r}") from error

    def _read_columns(self) -> Columns:
        audience = self._ordinals("audience")
        for doc in self.dead:
            audience.of[doc] = NOBODY
        lengths = self._numbers("_text_len", library.NumericColumn("B"), "B", 0).tobytes()
        return Columns(
            audience,
            {},
            lengths,
            self._numbers("when", SCHEMA["when"].column_type, "q", NO_DATE),
            self._numbers("tie", SCHEMA["tie"].column_type, "I", 0),
            _totals(audience, lengths),
        )

    def _ordinals(self, field: str) -> Ordinals:
        names, of = [""], array("I", bytes(4 * self.size))
        for number, name in enumerate(self.terms(field), start=1):
            names.append(name)
            for deltas, _, _ in self._read_blocks(field, name):
                for doc in accumulate(deltas):
                    of[doc] = number
        return Ordinals(names, of)

    def _read_values(self, beginning: str) -> Values:
        numbers: dict[tuple[int, int], int] = {}
        combinations: list[tuple[str, ...]] = [()]
        of = array("I", bytes(4 * self.size))
        for number, term in enumerate(self.terms("counted", beginning)):
            value = (term.removeprefix(beginning),)
            for deltas, _, _ in self._read_blocks("counted", term):
                for doc in accumulate(deltas):
                    step = (of[doc], number)
                    if step not in numbers:
                        numbers[step] = len(combinations)
                        combinations.append(combinations[of[doc]] + value)
                    of[doc] = numbers[step]
        return Values(combinations, of)

    def _numbers(self, name: str, column: Any, code: str, default: int) -> "array[int]":
        perdoc = self._reader._perdoc
        if not self._read(perdoc.has_column, name):
            return array(code, [default]) * self.size
        reader = self._read(perdoc.column_reader, name, column)
        count = min(reader._count, self.size)
        found: array[int] = self._read(reader._dbfile.get_array, reader._basepos, code, count)
        found.extend(repeat(default, self.size - count))  # trailing defaults are not written
        return found


def _totals(audience: Ordinals, lengths: bytes) -> dict[str, Total]:
    counts, sizes = [0] * len(audience.names), [0] * len(audience.names)
    for number, length in zip(audience.of, lengths, strict=True):
        counts[number] += 1
        sizes[number] += library.byte_to_length(length)
    return {
        name: Total(number, counts[number], sizes[number])
        for number, name in enumerate(audience.names)
        if number != NOBODY
    }
