"""Skills that stand in the marks alone: filtered by and counted, and no words of the document."""

from search.api import Document, Query, SearchEngine


def test_they_narrow_and_are_counted_but_are_no_words(engine: SearchEngine) -> None:
    said = Document(
        "message:1", "message", "", "Warm it first.", "all", marks={"skill": ("Splinting",)}
    )
    engine.apply([said], (), 1)

    def keys(typed: str) -> list[str]:
        found = engine.search(Query.parse(typed), frozenset({"all"}), facets=("skill",))
        assert found.facets["skill"] == ({"Splinting": 1} if found.hits else {})
        return [hit.key for hit in found.hits]

    assert keys("warm skill:splinting") == keys('skill:"splinting"') == ["message:1"]
    assert keys("splinting") == keys("teach:splinting") == keys("-skill:splinting warm") == []
