"""The postings of a segment while it is being written, in memory.

The library's own pool keeps a tuple for each posting, sorts them all and spills them to disk
early, at twice the time and several times the memory. Documents come in order here, so the
postings of a term need no sorting.
"""

from array import array
from collections.abc import Iterator

Posting = tuple[str, bytes, int, float, bytes]


class Pool:
    """Takes the postings of documents in ascending order, gives them term by term."""

    def __init__(self) -> None:
        self._fields: dict[str, dict[bytes, tuple[array[int], array[float], list[bytes]]]] = {}

    def add(self, posting: Posting) -> None:
        field, term, doc, weight, value = posting
        terms = self._fields.setdefault(field, {})
        found = terms.get(term)
        if found is None:
            found = terms[term] = (array("I"), array("f"), [])
        found[0].append(doc)
        found[1].append(weight)
        found[2].append(value)

    def iter_postings(self) -> Iterator[Posting]:
        for field in sorted(self._fields):
            terms = self._fields[field]
            for term in sorted(terms):
                for doc, weight, value in zip(*terms[term], strict=True):
                    yield field, term, doc, weight, value

    def cleanup(self) -> None:
        self._fields.clear()
