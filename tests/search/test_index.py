"""Commits and positions: what was applied is what is found."""

import random
from pathlib import Path

import pytest

from search.api import Document, Query, SearchEngine, open_engine
from tests.search.messages import EVERYBODY, found, message


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


def test_a_program_that_seeds_its_random_numbers_writes_over_no_segment(
    place: Path, milo: frozenset[str]
) -> None:
    engine = open_engine("whoosh", place)
    for number in range(80):
        random.seed(0)
        engine.apply([Document(f"m:{number}", "m", "", "same words", "public")], (), number + 1)

    assert engine.check().ok
    assert engine.search(Query.parse("words"), milo).total == 80
    engine.close()
