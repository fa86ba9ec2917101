"""Whoever clicks on a value that was counted finds exactly as many, however it is written."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import tantivy_find
from search.api import Document, Query, SearchEngine
from tests.search.conftest import Opened
from tests.search.messages import EVERYBODY

FACETS = ("kind", "circle", "skill", "month", "site", "grade")
NAMES = (
    *("Leeds", "leeds", "LEEDS", "Leeds General", "leeds general!", "General", "Leeds-General"),
    *("C", "C#", "C++", "c#", "R&D", "R D", "Éire", "Eire", "St James's", "St James", "-minus"),
    *('the "Old" one', "the Old one", "site:Leeds", "kind:session", "2026-11", "!!!", "ﷺ", "a*"),
    " ".join(f"ward{number}" for number in range(15)),
)
VALUES = st.lists(st.sampled_from(NAMES), max_size=3).map(tuple)
THINGS = st.lists(st.tuples(VALUES, VALUES, VALUES, st.sampled_from(NAMES)), min_size=1, max_size=9)


def documents(
    things: list[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], str]],
) -> list[Document]:
    return [
        Document(
            f"session:{number}",
            "session",
            "An evening",
            "together",
            "public",
            skills=skills,
            circle=circle,
            marks={"site": sites, "grade": grades},
        )
        for number, (skills, sites, grades, circle) in enumerate(things)
    ]


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(things=THINGS)
def test_every_value_that_is_counted_leads_to_as_many(
    opened: Opened,
    tmp_path_factory: pytest.TempPathFactory,
    things: list[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], str]],
) -> None:
    engine = opened(tmp_path_factory.mktemp("links"))
    engine.apply(documents(things), (), 1)
    query = Query.parse("evening")
    facets = engine.search(query, EVERYBODY, facets=FACETS).facets

    for name, counts in facets.items():
        assert "!!!" not in counts
        for value, count in counts.items():
            narrower = query.with_filter(name, value)
            assert narrower.holds(query)
            results = engine.search(narrower, EVERYBODY, facets=FACETS)
            assert results.total == count, narrower.text
            assert results.facets[name][value] == count
            plain = value.replace('"', " ")
            others = engine.search(Query.parse(f'evening -{name}:"{plain}"'), EVERYBODY)
            assert others.total == len(things) - count


def test_spellings_of_one_value_are_counted_together(engine: SearchEngine) -> None:
    written = ("Leeds", "leeds", "Leeds", "Leeds General", "LEEDS!")
    engine.apply(documents([((), (site,), (), "") for site in written]), (), 1)

    facets = engine.search(Query.parse("evening"), EVERYBODY, facets=("site",)).facets

    assert facets == {"site": {"Leeds": 4, "Leeds General": 1}}


def test_they_are_where_there_are_more_values_than_are_looked_at(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library named a part of them; those that are shown are counted in every spelling."""
    monkeypatch.setattr(tantivy_find, "MOST_VALUES", 4)
    many = [((), (f"Site {n}",), (), "") for n in range(30) for _ in range(30 - n)]
    engine.apply(documents([*many, ((), ("SITE 0",), (), "")]), (), 1)

    facets = engine.search(Query.parse("evening"), EVERYBODY, facets=("site",)).facets

    assert list(facets["site"].items())[:3] == [("Site 0", 31), ("Site 1", 29), ("Site 2", 28)]
