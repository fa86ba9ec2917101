"""Counting what is asked of the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from community.core.transaction import database


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent meanwhile."""
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        # What every page shows of the settings is asked once in a few seconds, not by each.
        if not statement.startswith(("BEGIN", "PRAGMA")) and "FROM choices" not in statement:
            sent.append(statement)

    engine = database().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
