"""What is close in meaning is found too, inside every filter, by those it is for, and counted."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.api import Document, Query, Results
from search.meaning import MeaningEngine
from tests.search.conftest import HANA, MILO, OTTO, Opening
from tests.search.meanings import keys, think

FACETS = ("kind", "circle", "skill", "month")


@pytest.fixture(scope="module")
def shared(
    opening: Opening, tmp_path_factory: pytest.TempPathFactory, tired: list[Document]
) -> MeaningEngine:
    engine = opening(tmp_path_factory.mktemp("tired"))
    engine.apply(tired, (), 1)
    think(engine)
    return engine


def test_what_means_the_same_is_found_without_the_word(shared: MeaningEngine) -> None:
    found = shared.search(Query.parse("sleep"), MILO)

    reasons = {hit.key: hit.reason for hit in found.hits}
    assert reasons["message:12"] == "In the text"
    assert reasons["message:10"] == reasons["message:11"] == "Close in meaning"
    assert found.hits[0].key == "message:12"
    assert {hit.snippet for hit in found.hits if hit.key == "message:11"} == {"Tired."}
    assert found.total == len(found.hits)


def test_everybody_finds_what_is_for_them(shared: MeaningEngine) -> None:
    by_all = {"message:11", "message:12", "person:omar", "person:pia"}

    assert set(keys(shared, "sleep", OTTO)) == by_all
    assert set(keys(shared, "sleep", MILO)) == by_all | {"message:10"}
    assert set(keys(shared, "sleep", HANA)) == by_all | {"message:10", "message:13"}
    assert keys(shared, "sleep", frozenset({"", "c2"})) == []
    hidden = frozenset({"message:11", "person:omar", "nothing:1"})
    found = shared.search(Query.parse("sleep"), OTTO, without=hidden)
    assert {hit.key for hit in found.hits} == by_all - hidden
    assert found.total == 2


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("teach:python sleep", {"person:pia"}),
        ("learn:python sleep", {"person:omar"}),
        ("kind:message sleep", {"message:10", "message:11", "message:12"}),
        ("sleep -comes", {"message:10", "message:11", "person:omar", "person:pia"}),
        ("sleep -kind:message", {"person:omar", "person:pia"}),
        ("sleep after:2020", set()),
        ('sleep "comes first"', {"message:12"}),
        ('sleep "nobody said this"', set()),
        ("sleep in:den", set()),
        ("in:owls insomni*", set()),
    ],
)
def test_filters_bind_what_is_near_as_well(
    shared: MeaningEngine, typed: str, found: set[str]
) -> None:
    assert set(keys(shared, typed, MILO)) == found


def test_without_words_there_is_no_meaning(shared: MeaningEngine, opening: Opening) -> None:
    for typed in ("teach:python", "kind:person", "-sleep kind:message", "after:2026-03", "€", ""):
        query = Query.parse(typed)
        assert query.meant == ""
    assert Query.parse("how do I sleep? teach:python").meant == "how do I sleep"
    assert Query.parse('"night shift" in:owls tim* c#').meant == "night shift c#"


WORDS = (
    *("sleep", "rest", "handover", "rota", "python", "time", "night"),
    *("-milo", "kind:message", "teach:python", "in:owls"),
)


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), size=st.integers(1, 4))
def test_totals_counts_and_pages_agree(shared: MeaningEngine, typed: list[str], size: int) -> None:
    query = Query.parse(" ".join(typed))
    whole = shared.search(query, MILO, limit=100, facets=FACETS)
    newest = shared.search(query, MILO, limit=100, facets=FACETS, sort="newest")
    pages = [
        hit.key
        for first in range(0, whole.total + size, size)
        for hit in shared.search(query, MILO, limit=size, offset=first).hits
    ]

    assert pages == [hit.key for hit in whole.hits]
    assert len(set(pages)) == len(pages) == whole.total
    assert sorted(pages) == sorted(hit.key for hit in newest.hits)
    assert newest.facets == whole.facets
    for kind, count in whole.facets["kind"].items():
        assert shared.search(query.of_kind(kind), MILO).total == count


@pytest.fixture(scope="module")
def worlds(
    opening: Opening, tmp_path_factory: pytest.TempPathFactory, tired: list[Document]
) -> tuple[MeaningEngine, MeaningEngine]:
    """The same for Otto: one with much that he may not see, and more that is near than is ever
    looked at; some of it gone again."""
    secrets = [
        Document(f"message:s{n}", "secret", "Rest", f"sleep {'rota ' * (n % 3)}", "c1", circle="X")
        for n in range(150)
    ]
    full, bare = (opening(tmp_path_factory.mktemp("world")) for _ in range(2))
    full.apply(secrets, (), 1)
    full.apply(tired, [one.key for one in secrets[:20]], 2)
    bare.apply([one for one in tired if one.audience != "c1"], (), 1)
    for engine in (full, bare):
        think(engine)
    return full, bare


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=st.lists(st.sampled_from([*WORDS, "kind:secret", "insomnia", "restt"]), max_size=4))
def test_nothing_tells_an_outsider_of_what_is_near_and_not_theirs(
    worlds: tuple[MeaningEngine, MeaningEngine], typed: list[str]
) -> None:
    def told(engine: MeaningEngine) -> list[Results]:
        query = Query.parse(" ".join(typed))
        answers = (engine.search(query, OTTO, facets=FACETS, sort=s) for s in ("best", "newest"))
        return [replace(answer, took=0.0) for answer in answers]

    full, bare = worlds
    assert told(full) == told(bare)
