"""The bench of search asks what has answers, and of all the same."""

from pathlib import Path

import pytest

from bench.documents import World
from bench.freshness import RATE, sustained
from bench.searching import CLASSES, ENGINES, Peer, _questions
from search.api import Query, open_engine


@pytest.fixture(scope="module")
def world() -> World:
    return World(150)


def test_every_class_of_questions_is_what_it_is_called(world: World) -> None:
    engine_sees = {kind: Query.parse(world.asked(kind)) for kind in CLASSES}

    assert [term.field for term in engine_sees["one word"].terms] == ["word"]
    assert [term.field for term in engine_sees["three words"].terms] == ["word"] * 3
    assert [term.field for term in engine_sees["phrase"].terms] == ["phrase"]
    assert [term.field for term in engine_sees["prefix"].terms] == ["prefix"]
    taught = Query.parse(world.asked("who can teach it"))
    assert [term.field for term in taught.terms] == ["teaches"]
    assert [term.field for term in engine_sees["skill and mark"].terms] == [
        "word",
        "skills",
        "grade",
    ]


def test_engines_and_peer_find_as_much(world: World, tmp_path: Path) -> None:
    audiences, peer = world.audiences(20), Peer(tmp_path / "db")
    peer.add(world.documents)
    typed = [world.asked(kind) for kind in ("one word", "three words", "phrase") for _ in range(4)]
    theirs = [peer.search(text, audiences) for text in typed]
    for name in ENGINES:
        engine = open_engine(name, tmp_path / name)
        engine.rebuild(world.documents, 1)
        ours = [engine.search(Query.parse(text), audiences).total for text in typed]
        engine.close()
        assert ours == theirs
    assert sum(theirs) > 20
    peer.close()


def test_a_row_holds_the_figures_of_all_three(world: World, tmp_path: Path) -> None:
    engines = {name: open_engine(name, tmp_path / name) for name in ENGINES}
    peer = Peer(tmp_path / "db")
    rows = list(_questions(world, engines, peer, 2))

    assert len(rows) == len(CLASSES) + 1
    for row in rows:
        assert {f"{name} p95" for name in (*ENGINES, "FTS5")} <= set(row)
    for engine in engines.values():
        engine.close()
    peer.close()


def test_members_are_found_by_what_they_teach_among_the_documents(
    world: World, tmp_path: Path
) -> None:
    members, peer = world.members(60), Peer(tmp_path / "db")
    peer.add(members)
    taught = f'teach:"{members[0].teaches[0]}"'
    for name in ENGINES:
        engine = open_engine(name, tmp_path / name)
        engine.rebuild([*world.documents, *members], 1)
        found = engine.search(Query.parse(taught), world.audiences(1))
        engine.close()
        assert members[0].key in {hit.key for hit in found.hits}
    assert peer.search(taught, world.audiences(1)) >= 1
    peer.close()


def test_whatever_comes_is_found_while_somebody_searches(world: World, tmp_path: Path) -> None:
    engines = {name: open_engine(name, tmp_path / name) for name in ENGINES}
    for engine in engines.values():
        engine.rebuild(world.documents, 1)

    rows = list(sustained(world, engines, seconds=0.3))

    assert [row["name"].rpartition(", ")[2] for row in rows] == list(ENGINES)
    for name, engine in engines.items():
        assert engine.search(Query.parse("fresh5x"), frozenset({"public"})).total == 1
        assert engine.check().documents == len(world.documents) + int(RATE * 0.3)
        assert any(f"{name} p95" in row for row in rows)
        engine.close()
