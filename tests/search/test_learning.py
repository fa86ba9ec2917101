"""Vectors are made when there is time, follow what is told, and can be lost."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from search import vectors
from search.api import Document, SearchUnavailable, open_engine
from search.encoding import Vector
from search.meaning import MeaningEngine
from tests.search.conftest import MILO, OTTO, Opening
from tests.search.meanings import Thesaurus, keys, think


@pytest.fixture
def engine(opening: Opening, place: Path) -> MeaningEngine:
    return opening(place)


def test_what_is_new_is_found_by_its_words_until_its_meaning_is_learnt(
    engine: MeaningEngine, tired: list[Document]
) -> None:
    engine.apply(tired, (), 1)
    assert keys(engine, "sleep", MILO) == ["message:12"]
    assert engine.counts() == (len(tired), len(tired))

    think(engine)

    assert len(keys(engine, "sleep", MILO)) == 5
    assert engine.counts() == (len(tired), 0)


def test_what_changes_or_goes_is_near_no_more_and_gone_from_the_file(
    engine: MeaningEngine, place: Path
) -> None:
    old = Document("message:1", "message", "", "Insomnia zymurgy", "public")
    other = Document("message:2", "message", "", "Insomnia zugzwang", "public")
    engine.apply([old, other], (), 1)
    written = written_in(place)
    assert b"zymurgy" in written
    think(engine)
    vectors = [vector(one) for one in (old, other)]
    assert all(one in written_in(place) for one in vectors)
    assert b"zymurgy" not in written_in(place)
    assert set(keys(engine, "sleep", MILO)) == {"message:1", "message:2"}

    engine.apply([replace(old, body="Something else")], ["message:2", "message:3"], 2)

    assert keys(engine, "sleep", MILO) == []
    think(engine)
    assert keys(engine, "sleep", MILO) == []
    assert not any(one in written_in(place) for one in vectors)
    engine.apply([replace(old, body="Tired", audience="c1")], (), 3)
    think(engine)
    assert keys(engine, "sleep", OTTO) == []
    assert keys(engine, "sleep", MILO) == ["message:1"]


def test_who_may_see_it_can_change_without_its_meaning_being_learnt_anew(
    engine: MeaningEngine,
) -> None:
    said = Document("message:1", "message", "", "Tired", "public")
    engine.apply([said], (), 1)
    think(engine)

    engine.apply([replace(said, audience="c1")], (), 2)

    assert engine.counts() == (1, 0)
    assert keys(engine, "sleep", OTTO) == []
    assert keys(engine, "sleep", MILO) == ["message:1"]


def test_another_process_finds_what_this_one_learnt(
    engine: MeaningEngine, opening: Opening, place: Path, tired: list[Document]
) -> None:
    other = opening(place)
    engine.apply(tired[:-1], (), 1)
    think(engine)
    before = keys(other, "sleep", MILO)
    engine.apply(tired[-1:], (), 2)
    think(engine)

    assert len(before) == 4
    assert len(keys(engine, "sleep", MILO)) == 5
    assert keys(other, "sleep", MILO) == keys(engine, "sleep", MILO)
    assert other.position() == 2


def test_a_change_that_only_the_index_got_is_taken_up_again(
    called: str, opening: Opening, place: Path, tired: list[Document]
) -> None:
    """As after a crash between the two."""
    engine = opening(place)
    engine.apply(tired[:3], (), 1)
    words = open_engine(called, place)
    words.apply(tired[3:], (), 2)
    words.close()
    assert engine.position() == 1

    engine.apply(tired[3:], (), 2)

    assert engine.position() == engine.check().position == 2
    think(engine)
    assert len(keys(engine, "sleep", MILO)) == 5


def test_a_rebuild_keeps_what_is_learnt_and_forgets_what_is_not_there(
    engine: MeaningEngine, opening: Opening, place: Path, tired: list[Document]
) -> None:
    gone = Document("message:90", "message", "", "Exhausted", "public")
    engine.apply([*tired, gone], (), 1)
    think(engine)
    other = opening(place)
    assert "message:90" in keys(other, "sleep", MILO)

    engine.rebuild(iter(tired), 5)

    assert engine.counts() == (len(tired), 0)
    assert len(keys(engine, "sleep", MILO)) == len(keys(other, "sleep", MILO)) == 5
    assert engine.position() == 5


def test_without_its_file_search_goes_by_words_until_it_is_built_anew(
    engine: MeaningEngine, place: Path, tired: list[Document], caplog: pytest.LogCaptureFixture
) -> None:
    engine.apply(tired, (), 1)
    think(engine)
    path = file_in(place)
    path.write_bytes(b"no database at all" * 1000)

    assert keys(engine, "sleep", MILO) == ["message:12"]
    assert "Search goes by words alone" in caplog.text
    assert engine.position() == 0
    engine.rebuild(tired, 2)
    think(engine)
    assert len(keys(engine, "sleep", MILO)) == 5


def test_a_file_that_is_busy_is_not_taken_for_an_empty_one(
    engine: MeaningEngine, place: Path, tired: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.apply(tired, (), 1)
    monkeypatch.setattr(vectors, "_PATIENCE", 0.0)
    with closing(sqlite3.connect(file_in(place), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(SearchUnavailable):
            engine.position()
        assert engine.check().ok
        assert engine.check().position == 1
    assert engine.position() == 1


def test_a_text_the_model_does_not_take_keeps_no_other_from_being_learnt(
    engine: MeaningEngine,
    tired: list[Document],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def encode(self: Thesaurus, text: str) -> Vector:
        if "zymurgy" in text.lower():
            raise RuntimeError(f"cannot take {text}")
        return whole(self, text)

    whole = Thesaurus.encode
    monkeypatch.setattr(Thesaurus, "encode", encode)
    bad = Document("message:77", "message", "", "Zymurgy", "public")
    engine.apply([bad], (), 1)
    engine.apply(tired, (), 2)
    think(engine)
    assert len(keys(engine, "sleep", MILO)) == 5
    assert "message:77" in caplog.text
    assert "zymurgy" not in caplog.text.lower()
    assert engine.counts() == (len(tired) + 1, 1)
    assert keys(engine, "zymurgy", MILO) == ["message:77"]


def test_what_another_model_made_is_taken_away(opening: Opening, place: Path) -> None:
    place.mkdir()
    old = place / "meaning-0-other.db"
    old.write_bytes(b"vectors")

    opening(place).apply([Document("message:1", "message", "", "Tired", "public")], (), 1)

    assert not old.exists()
    assert file_in(place).name == "meaning-1-thesaurus.db"


def vector(document: Document) -> bytes:
    return Thesaurus().encode(document.body).astype("float16").tobytes()


def file_in(place: Path) -> Path:
    (path,) = place.glob("meaning-*.db")
    return path


def written_in(place: Path) -> bytes:
    return b"".join(path.read_bytes() for path in place.glob("meaning-*"))
