"""Whether the index holds what the database does: for `comentor doctor`."""

from collections.abc import Iterator

from community.discovery import documents
from community.discovery.indexing import Index
from search import text
from search.api import Document, Query

SAMPLES = 100
_WORDS, _DEEP = 5, 10_000
ANEW = "`comentor reindex` builds it anew."


def differences(index: Index) -> list[str]:
    """In sentences. An index that is behind will follow once a server runs, so none is found."""
    if index.is_behind():
        return []
    every = list(documents.everything())
    held = index.check().documents
    if held != len(every):
        return [f"The index holds {held:,} documents, and the database {len(every):,}. {ANEW}"]
    lost = sum(not _is_found(index, one) for one in _sample(every))
    return [f"Of {SAMPLES} samples the index does not find {lost}. {ANEW}"] if lost else []


def _sample(every: list[Document]) -> Iterator[Document]:
    """Spread over all of them; some say nothing one could look for."""
    step = max(1, len(every) // SAMPLES)
    return (one for one in every[::step] if one.audience and _beginning(one))


def _is_found(index: Index, one: Document) -> bool:
    query = Query.parse(f'"{" ".join(_beginning(one))}"').of_kind(one.kind)
    found = index.search(query, frozenset({one.audience}), limit=_DEEP)
    return one.key in {hit.key for hit in found.hits}


def _beginning(one: Document) -> tuple[str, ...]:
    return (text.folded(one.title) or text.folded(one.body))[:_WORDS]
