"""What somebody types to do harm: it is answered, and costs no more than an ordinary question.

Cost is counted in calls, which are the same on every machine.
"""

import sys
from types import FrameType
from typing import Any

import pytest

from search.api import Document, Query, SearchEngine
from search.query import MOST_LETTERS, MOST_TERMS
from tests.search.conftest import MILO, Opened

HOSTILE = {
    "a megabyte of one letter": "a" * 1_000_000,
    "a megabyte of words": "word " * 200_000,
    "ten thousand terms": " ".join(f"term{number}" for number in range(10_000)),
    "ten thousand filters": "site:x " * 10_000,
    "ten thousand exclusions": "-a " * 10_000,
    "stars": "*a* **** *",
    "a star on everything": "a* b* c* d* e* f*",
    "a prefix that many names share": "nam* wor* tit*",
    "deep nesting": "(" * 5_000 + "python" + ")" * 5_000,
    "deep quotes": '"' * 5_000,
    "quotes that begin each other": '-"' * 3_000,
    "filters in filters": "teach:learn:skill:in:from:" * 500,
    "control characters": "".join(map(chr, range(32))) * 100 + "python",
    "right to left": "\u202e\u2066nohtyp\u2069\u202c python \u200f\u061c",
    "marks that pile up": "a" + "\u0301" * 5_000,
    "letters that unfold": "\ufdfa" * 1_000,
    "letters without a partner": "\ud800" * 1_000 + "python",
    "the null of C": "\x00python\x00",
    "a path": "../../../../etc/passwd",
    "a statement": "'; DROP TABLE member; --",
    "a template": "{{ 7 * 7 }} ${7*7} <script>alert(1)</script>",
    "an expression": "(a|a)*(b+)+$ .* [^a]",
    "ranges": "[* TO *] {a TO z} when:[0 TO 9]",
    "boosts": "python^1e308 python~9999",
    "dates beyond dates": "after:9999-99-99 before:0000-00-00 after:99999",
    "names of our own": "#position key:#position counted:x stored:y",
}


@pytest.fixture(scope="module")
def library(opened: Opened, tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    """Some hundred documents whose words begin alike, so that slips and prefixes lead somewhere."""
    engine = opened(tmp_path_factory.mktemp("library"))
    engine.apply(
        [
            Document(
                f"insight:{number}",
                "insight",
                f"title{number} name{number}",
                f"python words of number {number} <script>word{number}</script>",
                "public",
            )
            for number in range(300)
        ],
        (),
        1,
    )
    return engine


class Counted:
    """Calls made inside the block, ours and those of libraries."""

    def __enter__(self) -> "Counted":
        self.calls = 0
        sys.setprofile(self._note)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def _note(self, frame: FrameType, event: str, given: Any) -> None:
        self.calls += event in ("call", "c_call")


def cost(engine: SearchEngine, typed: str) -> int:
    """Of asking for the second time: at first files are opened."""
    for _ in range(2):
        with Counted() as counted:
            engine.search(Query.parse(typed), MILO, facets=("kind", "site"))
    return counted.calls


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_query_is_answered_at_the_price_of_an_ordinary_one(
    library: SearchEngine, name: str
) -> None:
    misspelt = "pithon wrods nmuber"  # each of them is compared with all one slip away
    ordinary = cost(library, misspelt)

    results = library.search(Query.parse(HOSTILE[name]), MILO)

    assert cost(library, HOSTILE[name]) < 10 * ordinary
    assert results.total <= 300
    assert "<script" not in "".join(hit.snippet for hit in results.hits)
    assert "#position" not in {hit.key for hit in results.hits}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_query_is_cut_before_it_is_understood(name: str) -> None:
    query = Query.parse(HOSTILE[name])

    assert len(query.text) <= MOST_LETTERS
    assert len(query.terms) <= MOST_TERMS
    assert all(len(term.words) <= MOST_TERMS for term in query.terms if not term.whole)
    assert len(query.words.split()) <= MOST_TERMS


def test_more_of_the_same_costs_no_more(library: SearchEngine) -> None:
    for typed in ("python ", "title1* ", '"python words" ', "site:x ", "(((( ", "pithon "):
        much, enough = typed * 100_000, (typed * MOST_LETTERS)[:MOST_LETTERS]
        assert abs(cost(library, much) - cost(library, enough)) < 50


@pytest.mark.parametrize("page", [-1, 0, 10**9])
def test_pages_that_are_not_there_are_empty(library: SearchEngine, page: int) -> None:
    query = Query.parse("python")

    hits = library.search(query, MILO, limit=10, offset=page).hits

    assert len(hits) == (0 if page else 10) or page < 0
    assert library.search(query, MILO, limit=-5).hits == ()
    assert library.search(query, MILO, limit=10**9).total == 300
