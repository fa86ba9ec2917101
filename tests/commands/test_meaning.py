"""Search by meaning, as the person who looks after the server sets it up."""

import pytest

from community.discovery.indexing import Index
from search import encoding
from tests.commands.saying import Commands, words
from tests.town import Town

ON = {"COMENTOR_MEANING": "on"}


def test_the_doctor_says_how_much_is_not_learnt_yet(commands: Commands, town: Town) -> None:
    town.circle(town.hana)
    words(commands("reindex", **ON))

    told = words(commands("doctor", **ON))
    assert "The meaning of 2 of 2 documents is not learnt yet" in told
    assert "Everything is in order." in told
    assert "not learnt yet" not in words(commands("doctor"))


def test_with_another_model_than_ours_search_goes_by_words_and_the_doctor_says_so(
    commands: Commands, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.circle(town.hana)
    monkeypatch.setattr(encoding, "MODEL", encoding.MODEL._replace(digest="0" * 64))

    assert words(commands("reindex", **ON)) == "The index holds 2 documents.\n"
    told = commands("doctor", **ON)
    assert "model.onnx is not the one that Comentor knows" in told.output
    assert "search goes by words alone" in told.output
    assert told.exit_code == 1
    assert "not the one" not in words(commands("doctor"))


def test_a_server_without_meaning_leaves_no_vectors_that_nobody_follows(
    commands: Commands, town: Town
) -> None:
    town.circle(town.hana)
    commands("reindex", **ON)
    place = commands.settings.index_directory
    assert list(place.glob("meaning-*"))
    index = Index(commands.settings)
    index.prepare()
    index.close()
    assert list(place.glob("meaning-*")) == []
