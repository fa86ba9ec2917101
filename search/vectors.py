"""Where the vectors of documents are kept: one file of SQLite beside the index, which can be lost.

A document stands in it with its audience, the digest of its text, and either its vector or, until
that is made, the text itself. Another text or no document, and the vector is gone in the same
moment, from the bytes of the file too. A position says how far it has followed; it is committed
with what it speaks of.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from search.api import Document, SearchUnavailable

LAYOUT = 1  # raise this when anything here, or what of a document is read, changes
MOST_LETTERS = 2_000  # of a text; no model of ours reads further
_PATIENCE = 5.0  # seconds for another process to finish writing

_TABLES = """
CREATE TABLE IF NOT EXISTS documents (
    key TEXT PRIMARY KEY, audience TEXT NOT NULL, digest BLOB, words TEXT, vector BLOB,
    change INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS changes ON documents (change);
CREATE INDEX IF NOT EXISTS waiting ON documents (change) WHERE words IS NOT NULL;
CREATE TABLE IF NOT EXISTS state (position INTEGER, change INTEGER, anew INTEGER);
INSERT INTO state SELECT 0, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM state);
PRAGMA user_version = 1;
"""
# What is on the right of each sign is still the old row.
_TAKE = """
INSERT INTO documents (key, audience, digest, words, change) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (key) DO UPDATE SET
    audience = excluded.audience,
    words = CASE WHEN digest IS excluded.digest THEN words ELSE excluded.words END,
    vector = CASE WHEN digest IS excluded.digest THEN vector END,
    digest = excluded.digest,
    change = excluded.change
"""
_LEAVE = """
UPDATE documents SET audience = '', digest = NULL, words = NULL, vector = NULL, change = ?
WHERE key = ? AND digest IS NOT NULL
"""
_KEEP = """
UPDATE documents SET vector = ?, words = NULL, change = ? WHERE key = ? AND digest = ? AND
words IS NOT NULL
"""


class _TakenAway(SearchUnavailable):
    """The file was damaged, and is no more."""


class Row(NamedTuple):
    """What is kept of a document."""

    key: str
    audience: str
    digest: bytes
    words: str

    @classmethod
    def of(cls, document: Document) -> "Row":
        parts = (document.title, *document.skills)
        parts += tuple(f"Can teach {name}" for name in document.teaches)
        parts += tuple(f"Wants to learn {name}" for name in document.learns)
        words = "\n".join(filter(None, (*parts, document.body)))[:MOST_LETTERS].strip()
        clean = words.encode("utf-8", "ignore")
        digest = hashlib.sha256(clean).digest()[:16]
        return cls(document.key, document.audience, digest, clean.decode())

    @property
    def counts(self) -> bool:
        """Whether anybody could find it by what it means."""
        return bool(self.audience and self.words)


class Waiting(NamedTuple):
    """A text without its vector."""

    key: str
    digest: bytes
    words: str


class Changed(NamedTuple):
    """A document as it is now; without a vector it is not to be found by one."""

    key: str
    audience: str
    vector: bytes | None


class Changes(NamedTuple):
    """What happened up to a number; `anew`: since before there was anything."""

    upto: int
    anew: bool
    rows: list[Changed]


class Vectors:
    """The file. For any number of threads and processes: each call opens it for itself."""

    def __init__(self, directory: Path, made_by: str) -> None:
        self._path = directory / f"meaning-{LAYOUT}-{made_by}.db"
        for other in directory.glob("meaning-*"):
            if not other.name.startswith(self._path.name):
                other.unlink(missing_ok=True)  # of another model or layout: nobody follows it

    def position(self) -> int:
        """0 too for a file that does not read; it is begun anew. One that cannot be reached just
        now says nothing: then this raises `SearchUnavailable`."""
        if not self._path.parent.is_dir():
            return 0
        try:
            with self._reading() as db:
                return int(db.execute("SELECT position FROM state").fetchone()[0])
        except _TakenAway:
            return 0

    def counts(self) -> tuple[int, int]:
        """How many documents there are, and how many of them wait for their vectors."""
        asked = "SELECT count(digest), count(words) FROM documents"
        with self._reading() as db:
            documents, waiting = db.execute(asked).fetchone()
        return documents, waiting

    def apply(self, documents: Iterable[Document], deletes: Iterable[str], position: int) -> None:
        """All of it with the position, or nothing."""
        newest = {document.key: Row.of(document) for document in documents}
        gone = {*deletes} - {*newest} | {key for key, row in newest.items() if not row.counts}
        with self._writing(position) as (db, change):
            db.executemany(_LEAVE, [(change, key) for key in sorted(gone)])
            db.executemany(_TAKE, [(*row, change) for row in newest.values() if row.counts])

    def replace(self, rows: Iterable[Row], position: int) -> None:
        """These and no others; what is made already stays."""
        with self._writing(position) as (db, change):
            db.executemany(_TAKE, [(*row, change) for row in rows if row.counts])
            db.execute("DELETE FROM documents WHERE change < ?", (change,))
            db.execute("UPDATE state SET anew = ?", (change,))

    def waiting(self, most: int) -> list[Waiting]:
        """Texts without vectors, the oldest first."""
        asked = "SELECT key, digest, words FROM documents WHERE words IS NOT NULL"
        with self._reading() as db:
            rows = db.execute(f"{asked} ORDER BY change LIMIT ?", (most,)).fetchall()
        return [Waiting(*row) for row in rows]

    def keep(self, made: Iterable[tuple[Waiting, bytes]]) -> None:
        """Vectors of texts that may have changed meanwhile: those are left waiting."""
        with self._writing() as (db, change):
            rows = [(vector, change, one.key, one.digest) for one, vector in made]
            db.executemany(_KEEP, rows)

    def changes_since(self, number: int) -> Changes | None:
        """None if there was none."""
        with self._reading() as db:
            change, anew = db.execute("SELECT change, anew FROM state").fetchone()
            if change == number:
                return None
            since = -1 if number < anew or number > change else number
            asked = "SELECT key, audience, vector FROM documents WHERE change > ?"
            rows = [Changed(*row) for row in db.execute(asked, (since,))]
        return Changes(change, since < 0, rows)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._translating(), closing(self._opened()) as db:
            db.execute("BEGIN")
            yield db

    @contextmanager
    def _writing(self, position: int | None = None) -> Iterator[tuple[sqlite3.Connection, int]]:
        """One transaction, and the number of the change it makes."""
        with self._translating(), closing(self._opened()) as db:
            db.execute("BEGIN IMMEDIATE")
            db.execute("UPDATE state SET change = change + 1")
            (change,) = db.execute("SELECT change FROM state").fetchone()
            yield db, change
            if position is not None:
                db.execute("UPDATE state SET position = ?", (position,))
            db.execute("COMMIT")

    def _opened(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None)
        try:
            db.execute("PRAGMA secure_delete = ON")
            db.execute("PRAGMA cache_spill = OFF")  # so that readers only ever wait for a commit
            if not db.execute("PRAGMA user_version").fetchone()[0]:
                db.executescript(f"BEGIN IMMEDIATE; {_TABLES} COMMIT;")
        except BaseException:
            db.close()
            raise
        return db

    @contextmanager
    def _translating(self) -> Iterator[None]:
        """What goes wrong with the file, in our words; a damaged one is taken away."""
        try:
            yield
        except sqlite3.OperationalError as error:
            raise SearchUnavailable(f"The vectors cannot be reached: {error}.") from error
        except sqlite3.DatabaseError as error:
            self._path.unlink(missing_ok=True)
            raise _TakenAway(f"The vectors do not read: {error}.") from error
