"""Messages that everybody may find, and what an engine finds of them."""

from search.api import Document, Query, SearchEngine

EVERYBODY = frozenset({"public"})


def message(number: int, text: str = "hello") -> Document:
    return Document(f"message:{number}", "message", "", f"{text} all", "public")


def found(engine: SearchEngine, typed: str = "hello") -> set[str]:
    results = engine.search(Query.parse(typed), EVERYBODY, limit=1_000)
    keys = {hit.key for hit in results.hits}
    assert results.total == len(results.hits) == len(keys)
    return keys
