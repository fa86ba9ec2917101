"""One file with everything the community has said and is, that either database can take up.

A `.tar.gz` with `manifest.json`, each table as JSON lines and the secret keys. Tables are read
and written as they are in the database, not as this version's models see them: an archive of
an older version is loaded at its own revision and then upgraded like any database.

Sign-ins and links that were mailed are left out, so that a restored community starts with
nobody inside and nobody on the way in. Photos and files come along, as base64.
"""

import io
import json
import shutil
import tarfile
import tempfile
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

import orjson
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    DateTime,
    LargeBinary,
    MetaData,
    Table,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from community import migrating
from community.core import clock, transaction
from community.core.errors import Refused
from community.settings import Settings

FORMAT = 1
MANIFEST, SECRET, SIGNING = "manifest.json", "secret_key", "evidence_key"
LEFT_OUT = {"alembic_version", "sign_ins", "sign_in_tries", "one_time_links", "kept_letters"}
EMPTIED = {("sign_ups", "token_hash")}  # whoever waits to be let in goes on waiting
BATCH, BATCH_OF_FILES = 500, 4  # rows in memory at a time
UNREADABLE = (tarfile.TarError, OSError, EOFError, zlib.error, ValueError, KeyError)

Row = dict[str, Any]


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself."""

    revision: str
    made_at: str
    tables: dict[str, int]  # how many rows of each
    format: int = FORMAT


def make_backup(settings: Settings, file: Path) -> None:
    """Write one moment of the database while it goes on being used."""
    transaction.connect(settings.database_address)
    revision = migrating.current_revision()
    if revision is None:
        raise Refused("There is no community here yet: nothing to back up.")
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
        whole = Path(folder) / "archive"
        whole.touch(mode=0o600)
        with tarfile.open(whole, "w:gz") as archive:
            counts = _write_tables(archive, Path(folder))
            manifest = Manifest(revision, clock.now().isoformat(), counts)
            _add(archive, MANIFEST, orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
            for name in (SECRET, SIGNING):
                if (settings.data / name).exists():
                    _add(archive, name, (settings.data / name).read_bytes())
        whole.replace(file)


def _write_tables(archive: tarfile.TarFile, folder: Path) -> dict[str, int]:
    counts = {}
    with _one_moment() as connection:
        for table in _tables(connection):
            path = folder / "rows"
            with path.open("wb") as lines:
                counts[str(table.name)] = _write_rows(connection, table, lines)
            archive.add(path, _name_of(table))
    return counts


@contextmanager
def _one_moment() -> Iterator[Connection]:
    """A connection that sees the database as it was at its first look, whatever is written."""
    owner = transaction.database()
    with owner.engine.connect() as connection:
        if not owner.is_sqlite:
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


def _tables(connection: Connection) -> list[Table]:
    """What there is, each after those that it refers to."""
    known = MetaData()
    known.reflect(connection)
    for table in known.tables.values():
        for column in table.columns:
            if isinstance(column.type, JSON):
                column.type.none_as_null = True
    return [table for table in known.sorted_tables if table.name not in LEFT_OUT]


def _write_rows(connection: Connection, table: Table, lines: IO[bytes]) -> int:
    found = connection.execute(
        select(table), execution_options={"stream_results": True, "yield_per": _batch(table)}
    )
    names = [str(name) for name in found.keys()]  # noqa: SIM118 - a result is no dictionary
    emptied = {column for of, column in EMPTIED if of == table.name}
    count = 0
    for row in found:
        written = dict(zip(names, row, strict=True)) | dict.fromkeys(emptied)
        lines.write(orjson.dumps(written, _in_letters, orjson.OPT_APPEND_NEWLINE))
        count += 1
    return count


def _batch(table: Table) -> int:
    """A file is thousands of rows' worth."""
    holds_files = any(isinstance(column.type, LargeBinary) for column in table.columns)
    return BATCH_OF_FILES if holds_files else BATCH


def _in_letters(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return b64encode(value).decode()
    raise TypeError(f"{type(value).__name__} cannot be written to an archive")


def _name_of(table: Table) -> str:
    return f"tables/{table.name}.jsonl"


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    about = tarfile.TarInfo(name)
    about.size, about.mode, about.mtime = len(content), 0o600, int(clock.now().timestamp())
    archive.addfile(about, io.BytesIO(content))


def restore_backup(settings: Settings, file: Path) -> None:
    """Replace what is here by the archive. It is read through before anything is touched."""
    try:
        with tarfile.open(file, "r:gz") as archive:
            manifest = _manifest(archive)
            _read_through(archive, manifest)
            settings.data.mkdir(parents=True, exist_ok=True)
            transaction.connect(settings.database_address)
            _check_revision(manifest)
            _replace(archive, manifest)
            _put_secret(archive, settings)
            _put_signing_keys(archive, settings)
    except UNREADABLE as error:
        raise Refused(f"This is no archive that can be restored: {error}.") from error
    shutil.rmtree(settings.index_directory, ignore_errors=True)


def _manifest(archive: tarfile.TarFile) -> Manifest:
    given = json.loads(_read(archive, MANIFEST))
    manifest = Manifest(**given) if isinstance(given, dict) and "format" in given else None
    if manifest is None or manifest.format != FORMAT:
        raise Refused("This archive is of another kind than this version can read.")
    return manifest


def _read(archive: tarfile.TarFile, name: str) -> bytes:
    with _open(archive, name) as content:
        return content.read()


def _open(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    content = archive.extractfile(name)
    if content is None:
        raise ValueError(f"{name} is no file")
    return content


def _read_through(archive: tarfile.TarFile, manifest: Manifest) -> None:
    """Only what belongs in it, and all of it; nothing is ever unpacked to the disk."""
    names = archive.getnames()
    expected = {MANIFEST, *(f"tables/{name}.jsonl" for name in manifest.tables)}
    odd = set(names) - expected - {SECRET, SIGNING} | {
        member.name for member in archive.getmembers() if not member.isfile()
    }
    if odd or len(names) != len(set(names)) or set(manifest.tables) & LEFT_OUT:
        raise Refused(f"The archive holds what does not belong there: {', '.join(sorted(odd))}.")
    for name, count in manifest.tables.items():
        with _open(archive, f"tables/{name}.jsonl") as lines:
            if sum(isinstance(orjson.loads(line), dict) for line in lines) != count:
                raise Refused(f"The archive is not complete: rows of {name} are missing.")


def _check_revision(manifest: Manifest) -> None:
    if manifest.revision not in migrating.revisions():
        raise migrating.NewerDatabase(
            "This archive was made by a newer Comentor than the one installed. "
            "Install that version, and restore with it."
        )


def _replace(archive: tarfile.TarFile, manifest: Manifest) -> None:
    with transaction.transaction() as db:
        everything = MetaData()
        everything.reflect(db.connection())
        everything.drop_all(db.connection())
    migrating.upgrade(manifest.revision)
    with transaction.transaction() as db:
        tables = _tables(db.connection())
        if {table.name for table in tables} != set(manifest.tables):
            raise Refused("The tables of the archive are not those of its revision.")
        for table in tables:
            with _open(archive, _name_of(table)) as lines:
                _load(db, table, (orjson.loads(line) for line in lines))
    migrating.upgrade()


def _load(db: Session, table: Table, rows: Iterator[Row]) -> None:
    """A row may refer to one that comes after it: such references are filled in at the end."""
    to_own = [key.parent for key in table.foreign_keys if key.column.table is table]
    owed: list[Row] = []
    decoded = ({name: _decoded(table.columns[name], v) for name, v in r.items()} for r in rows)
    while batch := list(islice(decoded, _batch(table))):
        for row in batch:
            if any(row[column.name] for column in to_own):
                owed.append(dict(row))
                row.update({column.name: None for column in to_own})
        db.execute(insert(table), batch)
    if owed:
        _fill_in(db, table, to_own, owed)
    _go_on_counting(db, table)


def _decoded(column: Column[Any], value: Any) -> Any:
    if isinstance(value, str) and isinstance(column.type, DateTime):
        moment = datetime.fromisoformat(value)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.replace(tzinfo=None) if transaction.database().is_sqlite else moment
    if isinstance(value, str) and isinstance(column.type, Date):
        return date.fromisoformat(value)
    if isinstance(value, str) and isinstance(column.type, LargeBinary):
        return b64decode(value, validate=True)
    return value


def _fill_in(db: Session, table: Table, columns: list[Column[Any]], owed: list[Row]) -> None:
    keys = list(table.primary_key.columns)
    statement = (
        update(table)
        .where(*(key == bindparam(f"key_{key.name}") for key in keys))
        .values({column.name: bindparam(f"new_{column.name}") for column in columns})
    )
    rows = [
        {f"key_{key.name}": row[key.name] for key in keys}
        | {f"new_{column.name}": row[column.name] for column in columns}
        for row in owed
    ]
    db.connection().execute(statement, rows)


def _go_on_counting(db: Session, table: Table) -> None:
    """PostgreSQL counts apart from the table, and would give numbers out again."""
    key = table.autoincrement_column
    if transaction.database().is_sqlite or key is None:
        return
    last = db.scalar(select(func.max(key)))
    sequence = db.scalar(select(func.pg_get_serial_sequence(table.name, key.name)))
    if last and sequence:
        db.execute(text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last})


def _put_secret(archive: tarfile.TarFile, settings: Settings) -> None:
    """Unless this place has a key of its own: with nobody signed in, either will do."""
    path = settings.data / SECRET
    if SECRET in archive.getnames() and not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(_read(archive, SECRET))


def _put_signing_keys(archive: tarfile.TarFile, settings: Settings) -> None:
    """What was signed with those of the archive can still be checked; our own goes on signing."""
    if SIGNING in archive.getnames():
        (path := settings.data / SIGNING).touch(mode=0o600)
        lines = path.read_text().split() + _read(archive, SIGNING).decode().split()
        path.write_text("\n".join(dict.fromkeys(lines)))
