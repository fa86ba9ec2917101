"""Changing the search engine, as the person who looks after the server does it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from community.circles.models import Circle
from community.cli import comentor, server
from community.core import transaction
from search import pinned
from search.api import Document, open_engine
from tests.town import Town

Said = Callable[[str, str], str]


@pytest.fixture
def said(database_url: str, tmp_path: Path, town: Town) -> Iterator[Said]:
    """`said("doctor", "tantivy")`: what a command says where this engine is set."""
    town.circle(town.hana)

    def say(command: str, engine: str) -> str:
        settings = {"DATA": str(tmp_path / "data"), "DATABASE_URL": database_url, "SEARCH": engine}
        env = {f"COMENTOR_{name}": value for name, value in settings.items()}
        result = CliRunner().invoke(comentor, [command], env=env)
        assert result.exit_code == 0, result.output
        return result.output

    yield say
    transaction.database().close()


def test_the_other_engine_is_one_setting_and_one_command_away(said: Said, tmp_path: Path) -> None:
    said("reindex", "whoosh")

    assert said("reindex", "tantivy") == "The index holds 2 documents.\n"
    indexes = {path.name.split("-")[0] for path in (tmp_path / "data" / "index").iterdir()}
    assert {"whoosh", "tantivy"} <= indexes
    assert "Everything is in order." in said("doctor", "tantivy")


def test_the_doctor_says_when_it_is_time_for_the_other_engine(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    said("reindex", "whoosh")
    said("reindex", "tantivy")
    assert "answers faster" not in said("doctor", "whoosh")
    monkeypatch.setattr(server, "LARGE", 1)

    assert "holds 2 documents; the engine tantivy answers faster" in said("doctor", "whoosh")
    assert "answers faster" not in said("doctor", "tantivy")


@pytest.mark.parametrize("engine", ["whoosh", "tantivy"])
def test_the_doctor_compares_what_is_held_with_the_database(
    said: Said, tmp_path: Path, engine: str
) -> None:
    said("reindex", engine)
    held = open_engine(engine, tmp_path / "data" / "index")
    position = held.position()
    with transaction.reading() as db:
        (circle,) = db.scalars(select(Circle))
    lost = Document(f"circle:{circle.id}", "circle", "Something else", "", "members")
    held.apply([lost], (), position)
    with pytest.raises(AssertionError, match="Of 100 samples the index does not find 1"):
        said("doctor", engine)

    held.apply((), [lost.key], position)
    with pytest.raises(AssertionError, match=r"holds 1 documents, and the database 2\. `comentor"):
        said("doctor", engine)

    held.close()
    for path in (tmp_path / "data" / "index").rglob("*"):
        if path.is_file() and path.suffix != ".lock":
            path.unlink()
            path.write_bytes(b"no index")
    with pytest.raises(AssertionError, match="`comentor reindex` builds it anew"):
        said("doctor", engine)
    said("reindex", engine)
    assert "Everything is in order." in said("doctor", engine)


def test_the_doctor_tells_another_library_of_the_same_name(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    said("reindex", "whoosh")
    monkeypatch.setattr(pinned, "KNOWN", "of another one")

    with pytest.raises(AssertionError, match="The installed Whoosh is not the one"):
        said("doctor", "whoosh")
