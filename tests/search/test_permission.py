"""Nobody learns of anything they may not see: with and without it, the answers are identical."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.api import Document, Query, Results, SearchEngine, Sort
from tests.search.conftest import Opened

SORTS: tuple[Sort, ...] = ("best", "newest")
FACETS = ("kind", "circle", "skill", "month", "site")
SECRET_WORDS = "handover silence python management zebra facilitating"
OTHER_WORDS = "shift -night tim* in:den site:leeds"


@pytest.fixture(scope="module")
def without(
    village: list[Document], opened: Opened, tmp_path_factory: pytest.TempPathFactory
) -> SearchEngine:
    """The world without anything private to circle 1."""
    engine = opened(tmp_path_factory.mktemp("without"))
    for number, document in enumerate(village):
        if document.audience != "c1":
            engine.apply([document], (), number + 1)
    return engine


@pytest.fixture(scope="module")
def with_secrets(
    village: list[Document], opened: Opened, tmp_path_factory: pytest.TempPathFactory
) -> SearchEngine:
    """The same world, and much that only circle 1 may see, some of it gone again."""
    engine = opened(tmp_path_factory.mktemp("with"))
    secrets = [
        Document(f"message:s{n}", "secret", SECRET_WORDS, f"{SECRET_WORDS} {n}", "c1", circle="Den")
        for n in range(60)
    ]
    secrets = [replace(one, marks={"site": ("Bunker", "Leeds")}) for one in secrets]
    engine.apply(secrets[:40], (), 1)
    for number, document in enumerate(village):
        engine.apply([document, secrets[40 + number]], [f"message:s{number}"], number + 2)
    return engine


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


GONE = frozenset(f"person:x{number}" for number in range(40))


@pytest.fixture(scope="module", params=[46, 5])
def more_and_less(
    village: list[Document],
    opened: Opened,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> tuple[SearchEngine, SearchEngine]:
    """The village with forty more who are all about zebras, and without; in commits of a size."""
    extra = [
        Document(
            key,
            "secret",
            SECRET_WORDS,
            SECRET_WORDS,
            "members",
            teaches=("Zebra care",),
            circle="Den",
        )
        for key in sorted(GONE)
    ]
    worlds = []
    for documents in ([*extra, *village], village):
        worlds.append(opened(tmp_path_factory.mktemp("world")))
        for start in range(0, len(documents), request.param):
            worlds[-1].apply(documents[start : start + request.param], (), start + 1)
    return worlds[0], worlds[1]


@pytest.mark.parametrize(
    "typed",
    ["zebra", "zebta", "handover", "teach:zebra", "zeb*", "python", "kind:secret", "-python"],
)
def test_what_a_search_does_without_is_as_if_it_were_not_indexed(
    more_and_less: tuple[SearchEngine, SearchEngine], milo: frozenset[str], typed: str
) -> None:
    more, less = more_and_less

    assert told(more, typed, milo, GONE | {"person:nobody", "message:2"}) == told(
        less, typed, milo, frozenset({"message:2"})
    )
    assert told(more, "zebra", milo)[0].total == 40


def test_who_is_in_very_many_circles_finds_the_same(
    with_secrets: SearchEngine, milo: frozenset[str], otto: frozenset[str]
) -> None:
    many = frozenset(f"c{number}" for number in range(1_000, 1_400))
    for typed in ("handover", "zebra python", "zeb*", "-python", "handver"):
        assert told(with_secrets, typed, otto | many) == told(with_secrets, typed, otto)
        assert told(with_secrets, typed, milo | many) == told(with_secrets, typed, milo)


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
