"""What an engine does with documents it is told are near."""

from dataclasses import replace
from pathlib import Path

import numpy
import pytest

from search.api import Document, Near, Query, Results, SearchEngine
from search.fusing import DEPTH
from search.nearest import KEPT, Nearest
from search.vectors import Changed, Changes
from tests.search.conftest import MILO, OTTO, Opened
from tests.search.messages import EVERYBODY, message

MANY = DEPTH + 60


@pytest.fixture(scope="module")
def talk(opened: Opened, tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    """Messages 0 to 259 greet, each longer than the one before; 900 to 909 say farewell."""
    engine = opened(tmp_path_factory.mktemp("talk"))
    greeting = [message(number, f"hello {'there ' * number}") for number in range(MANY)]
    farewell = [message(number, "farewell") for number in range(900, 910)]
    inside = Document("message:999", "message", "", "farewell", "c1")
    for number, some in enumerate((greeting[:100], greeting[100:], [*farewell, inside])):
        engine.apply(some, (), number + 1)
    return engine


def asked(engine: SearchEngine, typed: str, near: Near, first: int = 0, most: int = 500) -> Results:
    query = Query.parse(typed)
    return engine.search(query, EVERYBODY | MILO, limit=most, offset=first, near=near)


def places(results: Results) -> list[int]:
    return [int(hit.key.partition(":")[2]) for hit in results.hits]


def keys(*numbers: int) -> tuple[str, ...]:
    return tuple(f"message:{number}" for number in numbers)


def test_only_what_is_near_enough_is_found_without_a_word(talk: SearchEngine) -> None:
    found = asked(talk, "hello", Near(keys(901, 999, 902, 5), 2))

    assert found.total == len(found.hits) == MANY + 2
    assert {901, 999, 5} < {*places(found)}
    assert {hit.key: hit.reason for hit in found.hits}["message:901"] == "Close in meaning"
    outside = talk.search(Query.parse("hello"), EVERYBODY | OTTO, near=Near(keys(901, 999), 2))
    assert outside.total == MANY + 1


def test_what_is_near_moves_up(talk: SearchEngine) -> None:
    plain = places(asked(talk, "hello", Near()))

    moved = places(asked(talk, "hello", Near(keys(plain[50], plain[2]), 0)))
    last = places(asked(talk, "hello", Near(keys(plain[-1]), 0)))

    assert moved[:4] == [plain[2], plain[50], plain[0], plain[1]]
    assert sorted(moved) == sorted(plain)
    assert last == [plain[0], plain[-1], *plain[1:-1]]


def test_every_page_goes_on_where_the_one_before_ended(talk: SearchEngine) -> None:
    near = Near(keys(901, 259, 40, 903, 7), 5)
    whole = asked(talk, "hello", near)
    pages = (asked(talk, "hello", near, first, 20) for first in range(0, MANY + 20, 20))

    assert [one for page in pages for one in places(page)] == places(whole)
    assert whole.total == MANY + 2


def test_filters_bind_and_what_they_leave_is_all_there(talk: SearchEngine) -> None:
    near = Near(keys(901, 3), 2)

    assert asked(talk, "hello kind:circle", near).total == 0
    assert places(asked(talk, '"hello there there there all" farewell', near)) == [3]
    everything = asked(talk, "kind:message", near)
    assert everything.total == len({*places(everything)}) == MANY + 11
    assert asked(talk, "hello -all", near).total == 0


def test_keys_that_are_gone_or_unknown_are_passed_over(opened: Opened, place: Path) -> None:
    engine = opened(place)
    engine.apply([message(1, "farewell"), message(2, "hello")], (), 1)
    engine.apply([replace(message(1, "farewell"), audience="c2")], ["message:3"], 2)

    found = asked(engine, "hello", Near((*keys(1, 3, 2, 4), "#position"), 5))

    assert places(found) == [2]
    assert found.total == 1


def test_what_comes_while_one_asks_harms_nobody() -> None:
    """Another thread takes up an audience nobody had before, at the worst moment there is."""
    vector = numpy.eye(4, dtype=numpy.float32)[0]
    row = vector.astype(KEPT).tobytes()
    nearest = Nearest(4)
    nearest.take(Changes(1, True, [Changed("message:1", "public", row)]))

    class Asking(frozenset[str]):
        def __sub__(self, other: object) -> "Asking":
            nearest.take(Changes(2, False, [Changed("message:2", "c1", row)]))
            return self

    both = Asking(["public", "c1"])
    found = nearest.near(vector, both, frozenset(), most=9, least=0.5, alone=0.5)
    assert found.keys == ("message:1",)
    later = nearest.near(vector, frozenset(both), frozenset(), most=9, least=0.5, alone=0.5)
    assert later.keys == ("message:1", "message:2")


def test_newest_first_finds_the_same(talk: SearchEngine) -> None:
    query, near = Query.parse("hello"), Near(keys(901, 4), 2)
    best = talk.search(query, EVERYBODY, limit=500, near=near)
    newest = talk.search(query, EVERYBODY, limit=500, near=near, sort="newest")

    assert sorted(places(best)) == sorted(places(newest))
    assert best.total == newest.total
    assert best.facets == newest.facets
