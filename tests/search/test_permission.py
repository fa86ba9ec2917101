"""Nobody learns of anything they may not see: with and without it, the answers are identical."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.api import Document, Query, Results, SearchEngine, Sort, open_engine

SORTS: tuple[Sort, ...] = ("best", "newest")
FACETS = ("kind", "circle", "skill", "month", "site")
SECRET_WORDS = "handover silence python management zebra facilitating"
OTHER_WORDS = "shift -night tim* in:den site:leeds"


@pytest.fixture
def without(village: list[Document], tmp_path: Path) -> Iterator[SearchEngine]:
    """The world without anything private to circle 1."""
    engine = open_engine("whoosh", tmp_path / "without")
    for number, document in enumerate(village):
        if document.audience != "c1":
            engine.apply([document], (), number + 1)
    yield engine
    engine.close()


@pytest.fixture
def with_secrets(village: list[Document], tmp_path: Path) -> Iterator[SearchEngine]:
    """The same world, and much that only circle 1 may see, some of it gone again."""
    engine = open_engine("whoosh", tmp_path / "with")
    secrets = [
        Document(f"message:s{n}", "secret", SECRET_WORDS, f"{SECRET_WORDS} {n}", "c1", circle="Den")
        for n in range(60)
    ]
    secrets = [replace(one, marks={"site": ("Bunker", "Leeds")}) for one in secrets]
    engine.apply(secrets[:40], (), 1)
    for number, document in enumerate(village):
        engine.apply([document, secrets[40 + number]], [f"message:s{number}"], number + 2)
    yield engine
    engine.close()


def told(
    engine: SearchEngine,
    typed: str,
    audiences: frozenset[str],
    without: frozenset[str] = frozenset(),
) -> list[Results]:
    """Everything an answer tells, but for the time it took."""
    query = Query.parse(typed)
    return [
        replace(
            engine.search(query, audiences, sort=sort, facets=FACETS, without=without), took=0.0
        )
        for sort in SORTS
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "handover",
        "python management night",
        "zebra",
        "zebta",
        "slence",
        "facilitatin",
        '"time management" handover',
        "kind:secret",
        "in:den",
        "site:bunker",
        "site:leeds handover",
        "has:transcript",
        "zeb*",
        "-python",
        "after:2026",
        "skill:python",
        "handver shfts",
        "night zebta",
        "handover facilitatin",
    ],
)
def test_an_outsider_is_told_the_same_in_both_worlds(
    without: SearchEngine, with_secrets: SearchEngine, otto: frozenset[str], typed: str
) -> None:
    assert told(with_secrets, typed, otto) == told(without, typed, otto)


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    typed=st.lists(st.sampled_from(f"{SECRET_WORDS} shift -night tim* in:den site:leeds".split()))
)
def test_no_combination_of_words_tells_the_worlds_apart(
    without: SearchEngine, with_secrets: SearchEngine, otto: frozenset[str], typed: list[str]
) -> None:
    text = " ".join(typed)

    assert told(with_secrets, text, otto) == told(without, text, otto)


@pytest.mark.parametrize(
    "typed",
    ["zebra", "zebta", "handover", "teach:zebra", "zeb*", "python", "kind:secret", "-python"],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_what_a_search_does_without_is_as_if_it_were_not_indexed(
    village: list[Document],
    milo: frozenset[str],
    tmp_path: Path,
    typed: str,
    at_once: bool,
) -> None:
    gone = {f"person:x{n}" for n in range(40)}
    extra = [Document(key, "secret", SECRET_WORDS, SECRET_WORDS, "members") for key in gone]
    extra = [replace(one, teaches=("Zebra care",), circle="Den") for one in extra]
    worlds = {}
    for name, documents in (("more", [*extra, *village]), ("less", village)):
        worlds[name] = open_engine("whoosh", tmp_path / name)
        pieces = [documents] if at_once else [[document] for document in documents]
        for number, piece in enumerate(pieces):
            worlds[name].apply(piece, (), number + 1)
    keys = frozenset({*gone, "person:nobody", "message:2"})

    more = told(worlds["more"], typed, milo, keys)
    less = told(worlds["less"], typed, milo, frozenset({"message:2"}))

    assert more == less
    assert told(worlds["more"], "zebra", milo)[0].total == 40
    for engine in worlds.values():
        engine.close()


def test_a_member_of_the_circle_finds_what_an_outsider_does_not(
    with_secrets: SearchEngine, milo: frozenset[str], otto: frozenset[str]
) -> None:
    query = Query.parse("silence")

    assert with_secrets.search(query, milo).total > 0
    nothing = Results(facets={"kind": {}}, took=_any_time())
    assert with_secrets.search(query, otto) == nothing


def test_a_suggestion_comes_only_from_what_may_be_seen(
    with_secrets: SearchEngine, milo: frozenset[str], otto: frozenset[str]
) -> None:
    query = Query.parse("facilitatin")

    assert with_secrets.search(query, milo).suggestion == "facilitating"
    assert with_secrets.search(query, otto).suggestion is None


def test_without_an_audience_nothing_is_found(
    engine: SearchEngine, village: list[Document], milo: frozenset[str]
) -> None:
    engine.apply([*village, Document("lost:1", "lost", "handover", "", audience="")], (), 1)

    assert engine.search(Query.parse("handover"), frozenset()).total == 0
    assert engine.search(Query.parse("handover"), milo | {""}).total == 1


class _any_time(float):  # noqa: N801
    """Equal to whatever time a search took."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, float)

    def __hash__(self) -> int:
        return 0
