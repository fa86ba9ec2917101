"""Run by Alembic. The engine comes from `community.migrating`, which knows the settings."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from sqlalchemy import Connection

from community.core.database import Base


def run() -> None:
    engine = context.config.attributes["engine"]
    with engine.connect() as connection, _tables_may_be_remade(connection):
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()


@contextmanager
def _tables_may_be_remade(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew, and dropping the old one would empty every
    table that refers to it. So it looks after references only again when all is done:
    https://www.sqlite.org/lang_altertable.html, section 7.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    plain: Any = connection.connection.dbapi_connection
    plain.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        broken = plain.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"After the migration these rows refer to nothing: {broken[:5]}")
    finally:
        plain.execute("PRAGMA foreign_keys=ON")


run()
