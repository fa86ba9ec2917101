"""The database is moved to the shape the code needs, and back, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from community import migrating
from community.core import transaction
from tests.outside.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[transaction.Database]:
    """A connected database without a single table."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        postgres: Postgres = request.getfixturevalue("postgres")
        url = postgres.new_database()
    owner = transaction.connect(url)
    yield owner
    owner.close()


def tables(owner: transaction.Database) -> set[str]:
    return set(inspect(owner.engine).get_table_names()) - {"alembic_version"}


def test_up_and_down_and_up_again(empty: transaction.Database) -> None:
    assert migrating.current_revision() is None
    assert migrating.upgrade()
    assert migrating.current_revision() == migrating.newest_revision()
    migrating.check()
    made = tables(empty)
    assert {"members", "circles", "rooms", "items", "outbox"} <= made
    assert not migrating.upgrade()
    migrating.downgrade("base")
    assert tables(empty) == set()
    assert migrating.upgrade()
    migrating.check()
    assert tables(empty) == made


def test_a_database_newer_than_the_code_is_refused_with_what_to_do(
    empty: transaction.Database,
) -> None:
    migrating.upgrade()
    with empty.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrating.NewerDatabase, match="Install that version again"):
        migrating.upgrade()
    assert migrating.current_revision() == "9999"


def test_a_migration_that_fails_leaves_nothing_behind(empty: transaction.Database) -> None:
    # The last table the first migration makes is in the way.
    with empty.writer.begin() as connection:
        connection.execute(text("CREATE TABLE reactions (id integer)"))
    with pytest.raises(Exception, match="reactions"):
        migrating.upgrade()
    assert tables(empty) == {"reactions"}
    assert migrating.current_revision() is None
