"""Engines for the two databases, and the columns all tables share.

SQLite: write-ahead log with `synchronous=FULL`, so a commit that was acknowledged survives
`kill -9` and, as far as disk and controller keep their word when asked to flush, a power cut.
What a power cut may lose is a commit that was not acknowledged yet.
"""

import sqlite3
import time
from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import DateTime, Dialect, Engine, MetaData, String, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.pool import QueuePool
from sqlalchemy.types import TypeDecorator

from community.core.errors import Busy
from community.core.ids import ID_LENGTH, new_id
from community.core.threads import in_thread

LOCK_PATIENCE = 10.0  # seconds a writer waits for another process before giving up


class Moment(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; SQLite keeps no zone, so it is given back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone; use clock.now().")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Key = Annotated[str, mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)]
Ref = Annotated[str, mapped_column(String(ID_LENGTH))]


class Base(DeclarativeBase):
    """Constraint names are fixed, so that migrations can name them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Moment()}


def open_engine(url: str | URL) -> Engine:
    """An engine for `url`; pass `execution_options(write=True)` to begin as a writer."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    if address.get_backend_name() == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
        return create_engine(
            address, pool_size=20, max_overflow=20, pool_pre_ping=True, hide_parameters=True
        )
    raise ValueError(f"Comentor speaks sqlite and postgresql, not {address.get_backend_name()}.")


def _sqlite(address: URL) -> Engine:
    # timeout=0: SQLite would otherwise wait for a lock inside C and hold every green thread;
    # isolation_level=None: we send BEGIN ourselves, as a reader or as a writer.
    engine = create_engine(
        address,
        hide_parameters=True,  # an error goes to the log, and no message or address may
        connect_args={"timeout": 0, "isolation_level": None, "check_same_thread": False},
        poolclass=QueuePool,
        pool_size=20,
        max_overflow=20,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    # A commit waits for the disk: the only SQLite call slow enough to leave the loop for.
    engine.dialect.do_commit = _commit_in_thread  # type: ignore[method-assign,assignment]
    return engine


def _commit_in_thread(connection: Any) -> None:
    in_thread(connection.dbapi_connection.commit)


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    cursor = connection.cursor()
    _patiently(lambda: cursor.execute("PRAGMA journal_mode=WAL"))
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "temp_store=MEMORY"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.execute("PRAGMA cache_size=-16000")
    # The background moves the log into the database; this is for when nobody does: 80 MB.
    cursor.execute("PRAGMA wal_autocheckpoint=20000")
    cursor.close()


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("write"):
        _patiently(lambda: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    else:
        connection.exec_driver_sql("BEGIN")


def _patiently(attempt: Any) -> None:
    """Repeat what another process's write lock refuses, giving way to others meanwhile."""
    pause, give_up = 0.001, time.monotonic() + LOCK_PATIENCE
    while True:
        try:
            attempt()
            return
        except Exception as error:
            if "locked" not in str(error) and "busy" not in str(error):
                raise
            if time.monotonic() > give_up:
                raise Busy from error
            time.sleep(pause)
            pause = min(pause * 2, 0.02)
