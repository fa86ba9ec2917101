"""Statements compiled once for all the databases of a test run: that was a fifth of its time.

So are connections to the one database of PostgreSQL that nearly all tests share: each new one is a
process there that has to learn of every table anew.
"""

from sqlalchemy import Engine
from sqlalchemy.engine import URL
from sqlalchemy.pool import Pool
from sqlalchemy.util import LRUCache

from community.core import transaction
from community.core.database import open_engine

MOST = 5_000
_first: dict[str, Engine] = {}
_lasting: dict[str, Pool] = {}


def open_with_kept_statements(url: str | URL) -> Engine:
    """What is compiled is kept by dialect, so all engines of a kind share the first one's."""
    engine = open_engine(url)
    first = _first.setdefault(engine.dialect.name, engine)
    if first is engine:
        engine._compiled_cache = LRUCache(MOST)
    engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
    if str(url) in _lasting:
        engine.pool = _lasting[str(url)]
        engine.dispose = _keep_open  # type: ignore[method-assign]
    return engine


def _keep_open(*_: object, **__: object) -> None:
    """The next test goes on with the same connections."""


def keep_connections(url: str) -> None:
    """To this database, from now on."""
    _lasting[url] = open_engine(url).pool


def keep_statements() -> None:
    transaction.open_engine = open_with_kept_statements  # type: ignore[attr-defined]
