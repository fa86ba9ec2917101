"""Real databases and the cast: Hana hosts, Milo is a member, Otto stands outside.

Every test that uses `town` runs on SQLite and on PostgreSQL, with the migrated schema.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

import community.app  # noqa: F401 - so that every feature listens
from community import migrating
from community.app import create_app
from community.core import transaction
from community.core.database import Base
from community.settings import Settings
from tests.browsing import Browsing
from tests.outside.postgres import Postgres
from tests.routes import keep_routes
from tests.statements import keep_connections, keep_statements
from tests.town import Town

pytest_plugins = ["tests.outside.fixtures", "tests.outside.garbage"]
keep_routes()
keep_statements()
# Of sixty tables a test fills ten: to empty those takes a fifth of the time of TRUNCATE for all.
EMPTY = """
DO $$
DECLARE one text; filled boolean;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOREACH one IN ARRAY string_to_array('TABLES', ' ') LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', one) INTO filled;
    IF filled THEN EXECUTE format('DELETE FROM %I', one); END IF;
  END LOOP;
  FOR one IN SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL LOOP
    EXECUTE format('ALTER SEQUENCE %I RESTART', one);
  END LOOP;
END $$
"""
SECRET = "a secret that only the tests know, long enough"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database file with the migrated schema, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "comentor.db"
    owner = transaction.connect(f"sqlite:///{path}")
    migrating.upgrade()
    with owner.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    owner.close()
    return path


@pytest.fixture(scope="session")
def postgres_url(postgres: Postgres) -> str:
    """A PostgreSQL database with the migrated schema; emptied before each test."""
    url = postgres.new_database()
    transaction.connect(url)
    migrating.upgrade()
    keep_connections(url)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty, migrated database of each kind in turn."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        shutil.copy(template, tmp_path / "comentor.db")
        return f"sqlite:///{tmp_path / 'comentor.db'}"
    url: str = request.getfixturevalue("postgres_url")
    owner = transaction.connect(url)
    tables = " ".join(table.name for table in Base.metadata.sorted_tables)
    with owner.engine.begin() as connection:
        connection.execute(text(EMPTY.replace("TABLES", tables)))
    return url


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    """The cast in an empty community, this process being connected to its database."""
    owner = transaction.connect(database_url)
    yield Town()
    owner.close()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        data=tmp_path / "data",
        database_url=database_url,
        secret_key=SECRET,
        posts_per_second=1000,
        posts_burst=1000,
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    yield app
    app.extensions["search_index"].close()


@pytest.fixture
def browsing(app: Flask, town: Town) -> Browsing:
    """Pages as somebody of the cast sees them: `browsing.by(town.milo).get("/circles")`."""
    return Browsing(app)
