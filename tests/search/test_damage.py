"""Failed commits, torn files, and rebuilding beside the old index."""

import gc
import os
import resource
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from search import library
from search.api import Document, Query, SearchEngine, SearchUnavailable, open_engine
from search.file_engine import FileEngine
from tests.search.conftest import Opened
from tests.search.messages import EVERYBODY, found, message

TORN = {
    "whoosh": (".toc", ".trm", ".pst", ".col"),
    "tantivy": ("meta.json", ".term", ".idx", ".pos", ".fast", ".fieldnorm", ".store"),
}
CONTENTS = {"whoosh": "*.toc", "tantivy": "meta.json"}


@contextmanager
def full_disk() -> Iterator[None]:
    """Nothing that this process writes fits any more."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_failed_commit_leaves_the_state_before_it(engine: SearchEngine) -> None:
    engine.apply([message(1)], (), 1)
    with full_disk(), pytest.raises(SearchUnavailable, match="not stored"):
        engine.apply([message(2)], ["message:1"], 2)

    assert found(engine) == {"message:1"}
    assert engine.position() == 1

    engine.apply([message(2)], ["message:1"], 2)

    assert found(engine) == {"message:2"}
    assert engine.position() == 2
    with warnings.catch_warnings(action="ignore"):
        gc.collect()  # Whoosh leaves it to the collector to close what it could not finish


def test_a_commit_that_fails_at_its_last_step_leaves_the_state_before_it(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine("whoosh", place)
    engine.apply([message(1)], (), 1)
    with monkeypatch.context() as disk:
        disk.setattr(library.TOC, "write", _disk_is_full)
        with pytest.raises(SearchUnavailable, match="No space left"):
            engine.apply([message(2)], ["message:1"], 2)

    assert found(engine) == {"message:1"}
    engine.apply([message(2)], ["message:1"], 2)
    assert found(engine) == {"message:2"}
    engine.close()


def test_a_document_that_cannot_be_written_leaves_no_lock(engine: SearchEngine) -> None:
    engine.apply([message(1)], (), 1)
    broken = Document("message:2", "message", "", "text", audience=7)  # type: ignore[arg-type]
    with pytest.raises((AttributeError, TypeError)):
        engine.apply([broken], (), 2)

    engine.apply([message(3)], (), 3)

    assert found(engine) == {"message:1", "message:3"}


def test_text_no_file_can_hold_is_stored_without_it(engine: SearchEngine) -> None:
    engine.apply([message(1, "hello \ud800 \x00")], (), 1)

    assert found(engine) == {"message:1"}


def test_a_torn_file_is_noticed_and_a_rebuild_heals_it(
    called: str, opened: Opened, tmp_path: Path
) -> None:
    for ending in TORN[called]:
        place = tmp_path / ending
        engine = opened(place)
        engine.apply([message(n, f"hello word{n}") for n in range(300)], (), 1)
        engine.close()
        del engine
        torn = [path for path in place.rglob("*") if path.name.endswith(ending)]
        for path in torn:
            os.truncate(path, path.stat().st_size // 2)

        engine = opened(place)
        health = engine.check()
        assert torn
        assert not health.ok, ending
        assert "Rebuild the index." in health.detail
        engine.search(Query.parse("hello"), EVERYBODY)  # answers, whatever it can

        engine.rebuild((message(n) for n in range(3)), 4)
        assert engine.check().ok
        assert len(found(engine)) == 3
        assert engine.position() == 4


def test_a_garbled_byte_is_noticed_by_checksums(place: Path) -> None:
    engine = open_engine("tantivy", place)
    engine.apply([message(n) for n in range(300)], (), 1)
    assert engine.check().ok
    engine.close()
    for path in place.rglob("*.store"):
        content = bytearray(path.read_bytes())
        content[len(content) // 3] ^= 1
        path.write_bytes(content)

    health = open_engine("tantivy", place).check()

    assert not health.ok
    assert "not as it was written" in health.detail


def test_a_torn_table_of_contents_is_unavailable_not_a_crash(
    called: str, opened: Opened, place: Path
) -> None:
    engine = opened(place)
    engine.apply([message(1)], (), 1)
    engine.close()
    for path in place.rglob(CONTENTS[called]):
        path.write_bytes(b"")

    engine = opened(place)

    assert found(engine) == set()
    assert engine.position() == 0
    with pytest.raises(SearchUnavailable):
        engine.apply([message(2)], (), 2)


def test_a_table_of_contents_that_is_gone_while_it_runs_is_told_and_healed_by_a_rebuild(
    place: Path,
) -> None:
    engine = open_engine("tantivy", place)
    engine.apply([message(1)], (), 1)
    assert found(engine) == {"message:1"}
    for path in place.rglob("meta.json"):
        path.unlink()

    assert found(engine) == set()
    assert not engine.check().ok

    engine.rebuild(iter([message(3)]), 4)
    assert found(engine) == {"message:3"}


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
    monkeypatch.setattr(FileEngine, "patience", 0.05)
    engine.apply([message(1)], (), 1)

    def documents() -> Iterator[Document]:
        with pytest.raises(SearchUnavailable, match="Somebody else is writing"):
            second.apply([message(5)], (), 5)
        assert found(second) == {"message:1"}
        yield message(2)

    engine.rebuild(documents(), 2)

    assert found(second) == {"message:2"}


def test_what_follows_on_an_index_that_was_replaced_is_refused(
    engine: SearchEngine, second: SearchEngine
) -> None:
    """Or what lies between the two would be lost."""
    engine.apply([message(1)], (), 7)
    engine.apply([message(2)], (), 8, 7)
    second.rebuild([message(1)], 6)

    with pytest.raises(SearchUnavailable, match="took the place"):
        engine.apply([message(3)], (), 9, 8)

    assert engine.position() == 6
    engine.apply([message(2), message(3)], (), 9, 6)
    assert found(second) == {"message:1", "message:2", "message:3"}


def test_an_index_of_another_layout_is_left_alone_and_not_read(
    called: str, engine: SearchEngine, place: Path
) -> None:
    engine.apply([message(1)], (), 1)
    (old,) = (path for path in place.iterdir() if path.is_dir())
    engine.close()
    old.rename(place / f"{called}-0.2.7.4-9")

    assert engine.position() == 0
    assert found(engine) == set()
    engine.apply([message(2)], (), 2)
    assert found(engine) == {"message:2"}


def test_the_index_is_nobody_elses_to_read(called: str, engine: SearchEngine, place: Path) -> None:
    engine.apply([message(1)], (), 1)

    assert {path.stat().st_mode & 0o077 for path in (place, *place.glob(f"{called}-*"))} == {0}


def test_an_engine_leaves_the_index_of_another_alone(place: Path) -> None:
    first, other = open_engine("whoosh", place), open_engine("tantivy", place)
    first.apply([message(1)], (), 1)
    assert other.position() == 0

    other.rebuild([message(2)], 2)
    first.rebuild([message(3)], 3)

    assert (found(first), found(other)) == ({"message:3"}, {"message:2"})
    first.close()
    other.close()


def _disk_is_full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_damaged_index_is_out_of_the_way_until_the_next_stands(
    called: str, opened: Opened, place: Path
) -> None:
    engine, other = opened(place), opened(place)
    engine.apply([message(1)], (), 1)
    assert engine.search(Query.parse("hello"), EVERYBODY).ready
    assert found(other) == {"message:1"}
    engine.set_aside()
    assert found(engine) == {"message:1"}, "one that reads stays"
    _garble(engine, place, called)

    assert not engine.search(Query.parse("hello"), EVERYBODY).ready
    engine.set_aside()
    assert [path.name for path in place.glob(f"{called}-*")] == [f"{called}-damaged-1"]
    for one in (engine, other):
        assert not one.search(Query.parse("hello"), EVERYBODY).ready
        assert one.position() == 0

    engine.rebuild([message(2)], 2)
    assert [path.name.endswith("-2") for path in place.glob(f"{called}-*")] == [True]
    for one in (engine, other):
        assert one.search(Query.parse("hello"), EVERYBODY).ready
        assert found(one) == {"message:2"}


def _garble(engine: SearchEngine, place: Path, called: str) -> None:
    engine.close()
    for path in place.rglob(CONTENTS[called]):
        path.unlink()
        path.write_bytes(b"no index")
