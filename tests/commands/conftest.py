"""Where commands are given: beside a database that is there, and where nothing is yet."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from community.core import transaction
from tests.commands.saying import Commands


@pytest.fixture
def commands(database_url: str, tmp_path: Path) -> Iterator[Commands]:
    yield Commands(tmp_path / "data", database_url)
    transaction.database().close()


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Commands]:
    """Where nothing is yet."""
    yield Commands(tmp_path / "new")
    transaction.database().close()
