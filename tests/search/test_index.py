"""The index as a store: commits, positions, crashes, damage, rebuilding, several readers."""

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import library
from search.api import Document, Query, SearchEngine, SearchUnavailable, open_engine
from search.engine_whoosh import WhooshEngine

EVERYBODY = frozenset({"public"})


def message(number: int, text: str = "hello") -> Document:
    return Document(f"message:{number}", "message", "", f"{text} all", "public")


def found(engine: SearchEngine, typed: str = "hello") -> set[str]:
    results = engine.search(Query.parse(typed), EVERYBODY, limit=1_000)
    keys = {hit.key for hit in results.hits}
    assert results.total == len(results.hits) == len(keys)
    return keys


@pytest.fixture
def second(place: Path) -> Iterator[SearchEngine]:
    """Another engine on the same directory, as another process would have it."""
    engine = open_engine("whoosh", place)
    yield engine
    engine.close()


def test_a_new_index_is_healthy_and_empty(engine: SearchEngine) -> None:
    assert engine.check().ok
    assert engine.position() == 0
    assert found(engine) == set()


def test_an_unknown_engine_is_named(place: Path) -> None:
    with pytest.raises(ValueError, match="no search engine called 'elastic'"):
        open_engine("elastic", place)


def test_position_and_documents_are_one_commit(engine: SearchEngine, second: SearchEngine) -> None:
    engine.apply([message(1), message(2)], (), 12)
    engine.apply([], ["message:1"], 13)

    assert found(second) == {"message:2"}
    assert second.position() == 13
    assert second.check().documents == 1


def test_applying_the_same_twice_changes_nothing(engine: SearchEngine) -> None:
    for _ in range(2):
        engine.apply([message(1), message(2)], ["message:3"], 5)

    health = engine.check()
    assert (health.documents, health.position) == (2, 5)


def test_an_edited_document_is_found_by_its_new_words_only(engine: SearchEngine) -> None:
    engine.apply([message(1, "old")], (), 1)
    engine.apply([message(1, "new")], (), 2)

    assert found(engine, "old") == set()
    assert found(engine, "new") == {"message:1"}


def test_the_position_is_never_found_or_counted(engine: SearchEngine) -> None:
    engine.apply([], (), 9)

    assert engine.search(Query.parse("-nothing"), EVERYBODY | {""}).total == 0
    assert engine.check().documents == 0


STEPS = st.lists(
    st.tuples(
        st.dictionaries(st.integers(0, 60), st.sampled_from(["hello", "goodbye"]), max_size=40),
        st.sets(st.integers(0, 60), max_size=8),
        st.booleans(),
    ),
    max_size=25,
)


@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_after_any_steps_the_index_equals_a_dictionary(
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[dict[int, str], set[int], bool]],
) -> None:
    place = tmp_path_factory.mktemp("steps")
    one, two = open_engine("whoosh", place), open_engine("whoosh", place)
    expected: dict[int, str] = {}
    for position, (puts, takes, other) in enumerate(steps, start=1):
        engine = two if other else one
        takes -= set(puts)
        engine.apply(
            [message(n, text) for n, text in puts.items()],
            [f"message:{n}" for n in takes],
            position,
        )
        engine.apply((), (), position)  # a quiet moment
        expected = {n: text for n, text in expected.items() if n not in takes} | puts
        for reader in (one, two):
            assert reader.position() == position
            for word in ("hello", "goodbye"):
                wanted = {f"message:{n}" for n, text in expected.items() if text == word}
                assert found(reader, word) == wanted
    assert one.check().documents == len(expected)
    one.close()
    two.close()


def test_many_small_commits_are_folded_and_nothing_is_lost(engine: SearchEngine) -> None:
    for number in range(0, 700, 35):
        engine.apply([message(n, f"word{n}") for n in range(number, number + 35)], (), number + 1)
        engine.apply([message(number, "edited")], [f"message:{number + 1}"], number + 2)

    health = engine.check()
    assert health.documents == 700 - 20
    assert int(health.detail.split()[-2]) < 20
    assert found(engine, "edited") == {f"message:{n}" for n in range(0, 700, 35)}
    assert found(engine, "word36") == set()
    assert found(engine, '"word40 all"') == {"message:40"}


def test_a_failed_commit_leaves_the_state_before_it(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.apply([message(1)], (), 1)
    with monkeypatch.context() as disk:
        disk.setattr(library.TOC, "write", _disk_is_full)
        with pytest.raises(SearchUnavailable, match="No space left"):
            engine.apply([message(2)], ["message:1"], 2)

    assert found(engine) == {"message:1"}
    assert engine.position() == 1

    engine.apply([message(2)], ["message:1"], 2)

    assert found(engine) == {"message:2"}


def test_a_document_that_cannot_be_written_leaves_no_lock(engine: SearchEngine) -> None:
    engine.apply([message(1)], (), 1)
    broken = Document("message:2", "message", "", "text", audience=7)  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        engine.apply([broken], (), 2)

    engine.apply([message(3)], (), 3)

    assert found(engine) == {"message:1", "message:3"}


def test_text_no_file_can_hold_is_stored_without_it(engine: SearchEngine) -> None:
    engine.apply([message(1, "hello \ud800 \x00")], (), 1)

    assert found(engine) == {"message:1"}


@pytest.mark.parametrize("ending", [".toc", ".trm", ".pst", ".col"])
def test_a_torn_file_is_noticed_and_a_rebuild_heals_it(place: Path, ending: str) -> None:
    engine = open_engine("whoosh", place)
    engine.apply([message(n, f"hello word{n}") for n in range(300)], (), 1)
    engine.close()
    for path in place.rglob(f"*{ending}"):
        os.truncate(path, path.stat().st_size // 2)

    engine = open_engine("whoosh", place)
    health = engine.check()
    assert not health.ok
    assert "Rebuild the index." in health.detail
    engine.search(Query.parse("hello"), EVERYBODY)  # answers, whatever it can

    engine.rebuild((message(n) for n in range(3)), 4)
    assert engine.check().ok
    assert len(found(engine)) == 3
    assert engine.position() == 4
    engine.close()


def test_a_torn_table_of_contents_is_unavailable_not_a_crash(place: Path) -> None:
    engine = open_engine("whoosh", place)
    engine.apply([message(1)], (), 1)
    engine.close()
    for path in place.rglob("*.toc"):
        path.write_bytes(b"")

    engine = open_engine("whoosh", place)

    assert found(engine) == set()
    assert engine.position() == 0
    with pytest.raises(SearchUnavailable):
        engine.apply([message(2)], (), 2)
    engine.close()


def test_a_rebuild_replaces_everything_for_every_reader(
    engine: SearchEngine, second: SearchEngine, place: Path
) -> None:
    engine.apply([message(1), message(2)], (), 7)
    assert found(second) == {"message:1", "message:2"}

    engine.rebuild(iter([message(3)]), 9)

    assert found(engine) == found(second) == {"message:3"}
    assert second.position() == 9
    assert len([path for path in place.iterdir() if path.is_dir()]) == 1
    second.apply([message(4)], (), 10)
    assert found(engine) == {"message:3", "message:4"}


def test_a_rebuild_that_fails_leaves_the_old_index(engine: SearchEngine) -> None:
    engine.apply([message(1)], (), 1)

    def documents() -> Iterator[Document]:
        yield message(2)
        raise RuntimeError("The database went away.")

    with pytest.raises(RuntimeError):
        engine.rebuild(documents(), 2)

    assert found(engine) == {"message:1"}
    engine.apply([message(3)], (), 3)
    assert found(engine) == {"message:1", "message:3"}


def test_changes_are_refused_during_a_rebuild_and_searches_go_on(
    engine: SearchEngine, second: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WhooshEngine, "patience", 0.05)
    engine.apply([message(1)], (), 1)

    def documents() -> Iterator[Document]:
        with pytest.raises(SearchUnavailable, match="Somebody else is writing"):
            second.apply([message(5)], (), 5)
        assert found(second) == {"message:1"}
        yield message(2)

    engine.rebuild(documents(), 2)

    assert found(second) == {"message:2"}


def test_an_index_of_another_layout_is_left_alone_and_not_read(
    engine: SearchEngine, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.apply([message(1)], (), 1)
    (old,) = (path for path in place.iterdir() if path.is_dir())
    engine.close()
    old.rename(place / "whoosh-0.2.7.4-9")

    assert engine.position() == 0
    assert found(engine) == set()
    engine.apply([message(2)], (), 2)
    assert found(engine) == {"message:2"}


def test_the_index_is_nobody_elses_to_read(engine: SearchEngine, place: Path) -> None:
    engine.apply([message(1)], (), 1)

    assert {path.stat().st_mode & 0o077 for path in (place, *place.glob("whoosh-*"))} == {0}


def test_many_threads_search_while_one_writes(engine: SearchEngine) -> None:
    engine.apply([message(n, "steady") for n in range(50)], (), 1)
    stop = threading.Event()

    def read() -> int:
        rounds = 0
        while not stop.is_set():
            assert len(found(engine, "steady")) == 50
            assert len(found(engine, '"steady all"')) == 50
            rounds += 1
        return rounds

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        try:
            for number in range(40):
                engine.apply([message(100 + number, f"new{number}")], (), 2 + number)
                assert found(engine, f"new{number}") == {f"message:{100 + number}"}
        finally:
            stop.set()
        assert all(reader.result() > 0 for reader in readers)


def test_two_writers_take_turns(engine: SearchEngine, second: SearchEngine) -> None:
    def write(writer: SearchEngine, numbers: range) -> None:
        for number in numbers:
            writer.apply([message(number)], (), number)

    with ThreadPoolExecutor(2) as pool:
        for done in [
            pool.submit(write, engine, range(30)),
            pool.submit(write, second, range(30, 60)),
        ]:
            done.result()

    assert found(engine) == found(second) == {f"message:{n}" for n in range(60)}


def _disk_is_full(*_: object) -> None:
    raise OSError(28, "No space left on device")
