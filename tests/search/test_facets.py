"""Filtering by marks, and counting what is found by facet."""

from datetime import UTC, datetime

import pytest

from search.api import Document, Query, SearchEngine
from search.marks import MOST_VALUES

FACETS = ("kind", "circle", "skill", "month", "site", "grade")


def session(number: int, *, audience: str = "public", **marks: tuple[str, ...]) -> Document:
    return Document(f"session:{number}", "session", "An evening", "together", audience, marks=marks)


@pytest.fixture
def sessions() -> list[Document]:
    return [
        session(1, site=("Leeds General",), grade=("ST3", "ST4"), form=("video",), free=("yes",)),
        session(2, site=("Leeds General", "York"), grade=("ST3",), form=("in person",)),
        session(3, site=("St James",), form=("video",), free=("yes",), has=("transcript",)),
        session(4, audience="c1", site=("Leeds General",), grade=("Secret grade",)),
    ]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ('site:"Leeds General"', {1, 2}),
        ("site:leeds", {1, 2}),
        ("site:york", {2}),
        ("site:york site:james", {2, 3}),
        ("site:york site:james form:video", {3}),
        ("site:york free:yes", set()),
        ("grade:ST3 -site:york", {1}),
        ("evening -free:yes", {2}),
        ("has:transcript", {3}),
        ('form:"in person"', {2}),
        ('form:"person in"', set()),
        ("evening grade:st4", {1}),
        ("grade:secret", set()),
        ("site:nowhere evening", set()),
    ],
)
def test_values_of_one_mark_widen_and_different_marks_narrow(
    engine: SearchEngine, sessions: list[Document], typed: str, found: set[int]
) -> None:
    engine.apply(sessions, (), 1)

    results = engine.search(Query.parse(typed), frozenset({"public"}))

    assert {hit.key for hit in results.hits} == {f"session:{number}" for number in found}
    assert results.total == len(found)


def test_facets_count_every_value_of_every_match_that_may_be_seen(
    engine: SearchEngine, sessions: list[Document]
) -> None:
    engine.apply(sessions, (), 1)
    query = Query.parse("evening")

    outside = engine.search(query, frozenset({"public"}), limit=1, facets=("site", "grade"))
    inside = engine.search(query, frozenset({"public", "c1"}), limit=1, facets=("site", "grade"))

    assert outside.facets == {
        "site": {"Leeds General": 2, "St James": 1, "York": 1},
        "grade": {"ST3": 2, "ST4": 1},
    }
    assert list(outside.facets["site"]) == ["Leeds General", "St James", "York"]
    assert inside.facets["site"]["Leeds General"] == 3
    assert inside.facets["grade"]["Secret grade"] == 1


def test_kind_circle_skill_and_month_are_facets_by_themselves(
    engine: SearchEngine, village: list[Document], milo: frozenset[str]
) -> None:
    engine.apply(village, (), 1)

    facets = engine.search(Query.parse("management handover"), milo, facets=FACETS).facets

    assert facets["kind"] == {"person": 2, "circle": 1, "message": 1, "transcript": 1}
    assert facets["circle"] == {"Night owls": 2, "Day larks": 1}
    assert facets["skill"] == {"time management": 3, "Python": 2, "C#": 1}
    assert facets["month"] == {"2026-03": 3, "2026-04": 1, "2026-05": 1}
    assert facets["site"] == facets["grade"] == {}


def test_without_a_wish_only_kinds_are_counted(
    engine: SearchEngine, village: list[Document], milo: frozenset[str]
) -> None:
    engine.apply(village, (), 1)
    query = Query.parse("handover")

    assert engine.search(query, milo).facets == {"kind": {"transcript": 1}}
    assert engine.search(query, milo, facets=()).facets == {}
    assert engine.search(query, milo, facets=("weather",)).facets == {"weather": {}}


def test_a_skill_both_taught_and_wanted_counts_once(engine: SearchEngine) -> None:
    both = Document("person:1", "person", "Ann", "", "public", teaches=("Go",), learns=("Go",))
    engine.apply([both], (), 1)

    results = engine.search(Query.parse("go"), frozenset({"public"}), facets=("skill",))

    assert results.facets == {"skill": {"Go": 1}}


def test_of_many_values_the_most_frequent_are_named(engine: SearchEngine) -> None:
    crowd = [
        session(row * 100 + n, site=(f"Site {n:02}",)) for n in range(30) for row in range(n // 3)
    ]
    engine.apply(crowd, (), 1)

    sites = engine.search(Query.parse("evening"), frozenset({"public"}), facets=("site",)).facets

    assert list(sites["site"])[:4] == ["Site 27", "Site 28", "Site 29", "Site 24"]
    assert len(sites["site"]) == MOST_VALUES


def test_counts_follow_edits_and_deaths(engine: SearchEngine) -> None:
    def counted() -> dict[str, int]:
        found = engine.search(Query.parse("evening"), frozenset({"public"}), facets=("site",))
        return dict(found.facets["site"])

    engine.apply([session(n, site=("York",)) for n in range(40)], (), 1)
    assert counted() == {"York": 40}

    engine.apply([session(0, site=("Hull",))], ["session:1"], 2)

    assert counted() == {"York": 38, "Hull": 1}


def test_months_and_contexts_come_from_the_document(
    engine: SearchEngine, village: list[Document], milo: frozenset[str]
) -> None:
    engine.apply([*village, _at_year_end()], (), 1)

    (hit,) = engine.search(Query.parse("month:2026-05"), milo).hits
    assert (hit.key, hit.context) == ("transcript:1", "session:1")
    assert engine.search(Query.parse("month:2026-03 month:2026-04"), milo).total == 5
    assert engine.search(Query.parse("month:2025-12"), milo).total == 1


def _at_year_end() -> Document:
    """A naive moment is taken as UTC."""
    moment = datetime(2025, 12, 31, 23, 30, tzinfo=UTC).replace(tzinfo=None)
    return Document("message:9", "message", "", "late", "public", updated_at=moment)
