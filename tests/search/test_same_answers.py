"""Whichever engine is set, the same is found, counted and suggested."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from search.api import Document, Query, Results, SearchEngine, open_engine
from tests.search.conftest import MILO, OTTO

FACETS = ("kind", "circle", "skill", "month", "site", "has", "weather")
LETTERS = "ab\"*-:# \x00é😀ﷺ'’_=~teachlrnikd2026"
TYPED = """
    python pyhton handover facilitating tim* mül* "time management" "of time" -python after:2026-03
    before:2026-05 kind:person kind:circle in:owls from:hana from:"Milo Brown" teach:python
    learn:"time management" skill:c# site:leeds site:york -site:leeds has:transcript
    month:2026-03 zebra -kind:person night shifts
""".split()  # noqa: SIM905


@pytest.fixture(scope="module")
def both(
    village: list[Document], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[SearchEngine, SearchEngine]]:
    """The village and two hundred more things, written in pieces and partly edited."""
    dice = random.Random(3)
    documents = [*village, *(_thing(number, dice) for number in range(200))]
    engines = []
    for name in ("whoosh", "tantivy"):
        engines.append(open_engine(name, tmp_path_factory.mktemp(name)))
        for start in range(0, len(documents), 40):
            engines[-1].apply(documents[start : start + 40], (), start + 1)
        engines[-1].apply(documents[10:20], [one.key for one in documents[30:35]], 1_000)
    yield engines[0], engines[1]
    for engine in engines:
        engine.close()


def same(both: tuple[SearchEngine, SearchEngine], typed: str) -> None:
    query = Query.parse(typed)
    for audiences in (MILO, OTTO):
        one, other = (
            engine.search(query, audiences, limit=500, facets=FACETS, sort="newest")
            for engine in both
        )
        assert one.total == other.total
        assert one.facets == other.facets
        assert [list(facet) for facet in one.facets.values()] == [
            list(facet) for facet in other.facets.values()
        ]
        assert one.suggestion == other.suggestion
        assert _told(one) == _told(other)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=st.lists(st.sampled_from(TYPED), max_size=5))
@example(typed=["pyhton", "handovr"])
def test_what_is_asked_for_is_found_by_both(
    both: tuple[SearchEngine, SearchEngine], typed: list[str]
) -> None:
    same(both, " ".join(typed))


@settings(deadline=None, max_examples=60)
@given(typed=st.text(alphabet=st.sampled_from(LETTERS), max_size=40))
@example(typed="ﷺ")
@example(typed='"ﷺ"')
@example(typed="''' -' '*")
def test_what_makes_no_sense_means_the_same_to_both(
    both: tuple[SearchEngine, SearchEngine], typed: str
) -> None:
    same(both, typed)


def test_the_best_are_mostly_the_same_in_the_same_order(
    both: tuple[SearchEngine, SearchEngine],
) -> None:
    """Their scores differ by how long a text counts as usual, and by a rounding."""
    for typed in ("python management", "night handover", "facilitating silence"):
        query = Query.parse(typed)
        one, other = ([hit.key for hit in e.search(query, MILO).hits] for e in both)
        assert len(set(one) & set(other)) >= 7


def _told(results: Results) -> list[tuple[str, ...]]:
    return [
        (hit.key, hit.kind, hit.title, hit.snippet, hit.reason, hit.context) for hit in results.hits
    ]


def _thing(number: int, dice: random.Random) -> Document:
    words = "python time management night handover shift silence facilitating ﷺ müller o'neill"
    return Document(
        f"insight:{number}",
        dice.choice(("insight", "session")),
        " ".join(dice.choices(words.split(), k=3)),
        " ".join(dice.choices(words.split(), k=dice.randint(3, 60))),
        dice.choice(("public", "members", "c1", "c9")),
        skills=tuple(dice.sample(("Python", "C#", "time management", "Go"), 2)),
        people=("Hana Müller",) if dice.random() < 0.3 else (),
        circle=dice.choice(("", "Night owls", "Day larks")),
        marks={"site": tuple(dice.sample(("Leeds", "York", "Hull"), dice.randint(0, 2)))},
        context=f"thing:{number % 7}",
    )
