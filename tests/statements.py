"""Statements compiled once for all the databases of a test run: that was a fifth of its time."""

from sqlalchemy import Engine
from sqlalchemy.engine import URL
from sqlalchemy.util import LRUCache

from community.core import transaction
from community.core.database import open_engine

MOST = 5_000
_first: dict[str, Engine] = {}


def open_with_kept_statements(url: str | URL) -> Engine:
    """What is compiled is kept by dialect, so all engines of a kind share the first one's."""
    engine = open_engine(url)
    first = _first.setdefault(engine.dialect.name, engine)
    if first is engine:
        engine._compiled_cache = LRUCache(MOST)
    engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
    return engine


def keep_statements() -> None:
    transaction.open_engine = open_with_kept_statements  # type: ignore[attr-defined]
