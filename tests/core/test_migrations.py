"""The database is moved to the shape the code needs, and back, on both databases."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, inspect, text
from sqlalchemy.exc import IntegrityError

from community import migrating
from community.core import transaction
from community.demo.build import build_demo
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


def test_a_community_of_the_first_version_keeps_every_row_there_and_back(
    empty: transaction.Database,
) -> None:
    """SQLite makes a table anew to change it, which could empty all that refers to it."""
    migrating.upgrade()
    build_demo()
    migrating.downgrade("0001")
    first = rows(empty)
    assert all(first[table] for table in ("members", "memberships", "rooms", "items", "reactions"))
    migrating.upgrade()
    migrating.check()
    upgraded = rows(empty)
    assert {table: upgraded[table].keys() for table in first} == {
        table: found.keys() for table, found in first.items()
    }
    for table, found in first.items():
        for key, row in found.items():
            assert row.items() <= upgraded[table][key].items(), table
    assert upgraded["profiles"].keys() == first["members"].keys()
    refused_without_its_room(empty)
    migrating.downgrade("0001")
    assert rows(empty) == first
    refused_without_its_room(empty)


def test_who_said_before_that_they_will_try_it_is_asked_after_thirty_days(
    empty: transaction.Database,
) -> None:
    migrating.upgrade()
    build_demo()
    migrating.downgrade("0006")
    migrating.upgrade()
    found = rows(empty)
    marked = {
        key[:2]: row["at"] for key, row in found["insight_marks"].items() if "will_try" in key
    }
    asked = {key: row["ask_at"] for key, row in found["insight_tries"].items()}
    assert asked == {key: at + timedelta(days=30) for key, at in marked.items()} != {}


def rows(owner: transaction.Database) -> dict[str, dict[tuple[Any, ...], dict[str, Any]]]:
    """Every row of every table by its key, as the database itself knows the tables."""
    known = MetaData()
    with owner.engine.connect() as connection:
        known.reflect(connection)
        return {
            table.name: {
                tuple(row[column] for column in table.primary_key.columns): dict(row)
                for row in connection.execute(table.select()).mappings()
            }
            for table in known.sorted_tables
            if table.name != "alembic_version"
        }


def refused_without_its_room(owner: transaction.Database) -> None:
    """References are looked after again: nothing can be said in a room that is not there."""
    with pytest.raises(IntegrityError), owner.writer.begin() as connection:
        connection.execute(text("UPDATE items SET room_id = 'not-a-room' WHERE position = 1"))
