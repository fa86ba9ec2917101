"""The edge: the only place that begins, commits and takes back.

Forms, socket events, commands and jobs open `transaction()` or `reading()` and hand the
session to actions and queries. Inside, only database work: no waiting, sending or sleeping.
"""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from contextvars import ContextVar
from sqlite3 import OperationalError

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session
from sqlalchemy.pool import PoolProxiedConnection

from community.core.database import open_engine
from community.core.events import announce, recorded
from community.core.kept import forget_everything
from community.core.threads import in_thread


class Database:
    """One database of one community, and the turn of its writers."""

    def __init__(self, url: str | URL) -> None:
        self.engine: Engine = open_engine(url)
        self.writer: Engine = self.engine.execution_options(write=True)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        # SQLite has one writer. Queueing here, in order and without polling, leaves the
        # retry in `core.database` for other processes only.
        self._turn = threading.Lock()

    def turn(self) -> AbstractContextManager[object]:
        """Hold while writing, where the database allows only one writer."""
        return self._turn if self.is_sqlite else nullcontext()

    def settle_log(self) -> None:
        """Move what SQLite's write-ahead log holds into the database, beside the writers.

        Otherwise every few hundred commits one of them would have to do it and wait for the
        disk several times: the slowest hundredth of all messages.
        """
        self._checkpoint("PASSIVE")

    def empty_log(self) -> None:
        """The same, and cut the log off: until then withdrawn words still stand in it.

        While others read or write it does what it can; the next call does the rest.
        """
        self._checkpoint("TRUNCATE")

    def look_at_sizes(self) -> None:
        """Let SQLite count what its tables hold where that changed much, so that it chooses
        its ways through them by what is there; PostgreSQL does so by itself."""
        if not self.is_sqlite:
            return
        connection = self.engine.raw_connection()
        try:
            with self.turn(), suppress(OperationalError):  # another process writes: next time
                in_thread(_run_to_its_end, connection, "PRAGMA analysis_limit=400")
                in_thread(_run_to_its_end, connection, "PRAGMA optimize=0x10002")
        finally:
            connection.close()

    def _checkpoint(self, mode: str) -> None:
        if not self.is_sqlite:
            return
        connection = self.engine.raw_connection()
        try:
            in_thread(_run_to_its_end, connection, f"PRAGMA wal_checkpoint({mode})")
        finally:
            connection.close()

    def close(self) -> None:
        self.engine.dispose()


def _run_to_its_end(connection: PoolProxiedConnection, statement: str) -> None:
    """Here, not where it is waited for: what nobody has read to its end would refuse the commit
    of whoever has the connection next."""
    cursor = connection.cursor()
    try:
        cursor.execute(statement)
        cursor.fetchall()
    finally:
        cursor.close()


Reader = Session | Connection  # for what is read in columns, one cannot tell them apart
_database: Database | None = None
_open: ContextVar[bool] = ContextVar("a write transaction is open here", default=False)


def connect(url: str | URL) -> Database:
    """Make `url` the database of this process, in place of any before it."""
    global _database
    if _database is not None:
        _database.close()
    forget_everything()
    _database = Database(url)
    return _database


def database() -> Database:
    """The database of this process."""
    if _database is None:
        raise RuntimeError("No database yet: call community.core.transaction.connect(url) first.")
    return _database


@contextmanager
def reading() -> Iterator[Session]:
    """A session that only reads; whatever it changed is dropped."""
    with Session(database().engine, expire_on_commit=False) as db:
        yield db


@contextmanager
def glance() -> Iterator[Connection]:
    """For a single statement of columns, at the door where thousands come at the same moment.

    A session's bookkeeping would cost as much as the statement itself.
    """
    with database().engine.connect() as connection:
        yield connection


@contextmanager
def transaction() -> Iterator[Session]:
    """All or nothing: committed on leaving, undone by any exception, then announced.

    Opening one inside another would wait for itself, so it raises instead.
    """
    if _open.get():
        raise RuntimeError("A transaction is already open here; pass its db on instead.")
    owner = database()
    mark = _open.set(True)
    try:
        with owner.turn(), Session(owner.writer, expire_on_commit=False) as db:
            try:
                yield db
                db.commit()
                events = recorded(db)
            except BaseException:
                db.rollback()
                raise
    finally:
        _open.reset(mark)
    announce(events)
