"""Changing the search engine, as the person who looks after the server does it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from community.cli import comentor, server
from community.core import transaction
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
