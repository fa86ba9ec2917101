"""What is found, in which order, and how it is shown."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from search.api import Document, Query, Results, SearchEngine

Searched = Callable[[str, frozenset[str]], Results]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("facilitate", {"message:1"}),
        ("muller", {"person:hana"}),
        ("MÜLLER", {"person:hana"}),
        ("c#", {"person:hana"}),
        ('"time management"', {"circle:owls", "person:hana", "person:milo"}),
        ('"management of time"', {"message:2"}),
        ('"management time"', set()),
        ("teach:python", {"person:milo"}),
        ("learn:python", {"person:hana"}),
        ("teach:C#", {"person:hana"}),
        ("teach:time-management", {"person:hana"}),
        ("learn:management", {"person:milo"}),
        ('teach:"management"', set()),
        ("skill:python", {"person:hana", "person:milo"}),
        ("in:owls kind:message", {"message:1", "message:2"}),
        ("from:hana", {"message:1", "person:hana"}),
        ('from:"Milo Brown" kind:message', {"message:2"}),
        ("from:hana from:milo kind:message", {"message:1", "message:2"}),
        ("kind:person -teach:python", {"person:hana"}),
        ("python -from:milo", {"person:hana"}),
        ("has:transcript", {"transcript:1"}),
        ("after:2026-04-02", {"message:2", "transcript:1"}),
        ("before:2026-03-02", {"circle:owls"}),
        ("mül*", {"person:hana"}),
        ("hand*", {"transcript:1"}),
        ("sile*", set()),
        ("", set()),
    ],
)
def test_the_query_language_finds(
    searched: Searched, milo: frozenset[str], typed: str, found: set[str]
) -> None:
    results = searched(typed, milo)

    assert {hit.key for hit in results.hits} == found
    assert results.total == len(found)


def test_any_word_may_match_and_more_of_them_rank_higher(
    searched: Searched, milo: frozenset[str]
) -> None:
    results = searched("python management nonsenseword", milo)

    assert results.total == 4
    scores = [hit.score for hit in results.hits]
    assert scores == sorted(scores, reverse=True)
    assert results.hits[0].key in {"message:2", "person:hana", "person:milo"}


def test_a_word_in_the_title_counts_more_than_in_the_text(
    engine: SearchEngine, milo: frozenset[str]
) -> None:
    engine.apply(
        [
            Document("insight:1", "insight", "Handover", "Words about nothing at all", "public"),
            Document("insight:2", "insight", "Nothing", "Words about handover and more", "public"),
        ],
        (),
        1,
    )

    hits = engine.search(Query.parse("handover"), milo).hits

    assert [hit.key for hit in hits] == ["insight:1", "insight:2"]


def test_a_phrase_does_not_run_from_the_title_into_the_text(
    engine: SearchEngine, milo: frozenset[str]
) -> None:
    engine.apply([Document("i:1", "insight", "A good night", "shift begins", "public")], (), 1)

    assert engine.search(Query.parse('"good night"'), milo).total == 1
    assert engine.search(Query.parse('"night shift"'), milo).total == 0


def test_the_newest_can_come_first(
    engine: SearchEngine, village: list[Document], milo: frozenset[str]
) -> None:
    engine.apply(village, (), 1)

    hits = engine.search(Query.parse("management"), milo, sort="newest").hits

    assert [hit.key for hit in hits] == ["message:2", "person:milo", "person:hana", "circle:owls"]


def test_pages_follow_one_another_without_gap_or_double(
    engine: SearchEngine, milo: frozenset[str]
) -> None:
    engine.apply([Document(f"m:{n}", "m", "", "same words", "public") for n in range(25)], (), 1)
    query = Query.parse("words")

    pages = [engine.search(query, milo, limit=10, offset=start).hits for start in (0, 10, 20, 30)]

    assert [len(page) for page in pages] == [10, 10, 5, 0]
    assert len({hit.key for page in pages for hit in page}) == 25


def test_a_snippet_is_safe_html_with_the_words_marked(
    searched: Searched, milo: frozenset[str]
) -> None:
    (hit,) = searched("facilitate silences waiting", milo).hits

    assert hit.snippet == (
        "<mark>Facilitating</mark> a meeting: let <mark>silence</mark> "
        "&lt;b&gt;work&lt;/b&gt; &amp; <mark>wait</mark> for the answer."
    )


def test_a_snippet_of_a_long_text_is_cut_round_the_words(
    engine: SearchEngine, milo: frozenset[str]
) -> None:
    body = "before " * 200 + "the needle in it " + "after " * 200
    engine.apply([Document("insight:1", "insight", "", body, "public")], (), 1)

    (hit,) = engine.search(Query.parse("needle"), milo).hits

    assert "<mark>needle</mark>" in hit.snippet
    assert hit.snippet.startswith("… before")
    assert hit.snippet.endswith("after …")
    assert len(hit.snippet) < 260


@pytest.mark.parametrize(
    ("typed", "key", "reason"),
    [
        ("teach:python", "person:milo", "Can teach Python"),
        ("learn:python", "person:hana", "Wants to learn Python"),
        ("skill:c#", "person:hana", "Can teach C#"),
        ("from:hana kind:message", "message:1", "By Hana Müller"),
        ("management kind:circle", "circle:owls", "About time management"),
        ("evening", "transcript:1", "In the title"),
        ("silence", "message:1", "In the text"),
    ],
)
def test_a_hit_says_why_it_matched(
    searched: Searched, milo: frozenset[str], typed: str, key: str, reason: str
) -> None:
    hits = searched(typed, milo).hits

    assert [(hit.key, hit.reason) for hit in hits] == [(key, reason)]


def test_a_slip_of_the_pen_gets_a_suggestion(searched: Searched, milo: frozenset[str]) -> None:
    assert searched("facilitatnig", milo).suggestion == "facilitating"
    assert searched('handovr -python "tme management"', milo).suggestion == (
        'handover -python "time management"'
    )
    assert searched("facilitating", milo).suggestion is None
    assert searched("qqqqqqqq", milo).suggestion is None


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(alphabet=st.sampled_from('ab"*-:# \x00\ud800é😀teachlrnikd2026')))
@example("teach:" * 40)
@example('-"' * 100)
def test_nothing_typed_fails(searched: Searched, milo: frozenset[str], typed: str) -> None:
    results = searched(typed, milo)

    assert results.total <= 6
    assert len(results.hits) == results.total
