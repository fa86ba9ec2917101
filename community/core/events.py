"""Facts that an action states, and who hears of them.

An action calls `record(db, SomethingHappened(...))`. Two kinds of listeners:
`within` runs inside the same transaction (the outbox and the search log write their rows
there), `after` runs once it is committed, in memory, at most once (live rooms).
Events are frozen, keyword-only dataclasses in each feature's `events.py`.
"""

import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.orm import Session

log = logging.getLogger(__name__)
E = TypeVar("E")

_within: dict[type, list[Callable[[Session, Any], None]]] = defaultdict(list)
_after: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def record(db: Session, event: object) -> None:
    """State a fact of the transaction under way; it is announced only if that commits."""
    for listener in _within[type(event)]:
        listener(db, event)
    db.info.setdefault("events", []).append(event)


def within(kind: type[E], listener: Callable[[Session, E], None]) -> None:
    """Let `listener` write its own rows in the transaction that recorded the event."""
    if listener not in _within[kind]:
        _within[kind].append(listener)


def after(kind: type[E], listener: Callable[[E], None]) -> None:
    """Tell `listener` after the commit; if it fails, the others are told all the same."""
    if listener not in _after[kind]:
        _after[kind].append(listener)


def recorded(db: Session) -> list[object]:
    """What this transaction stated, to be announced once it is committed."""
    events: list[object] = db.info.pop("events", [])
    return events


def announce(events: list[object]) -> None:
    """Tell the `after` listeners. A listener's fault is logged, never passed on."""
    for event in events:
        for listener in _after[type(event)]:
            try:
                listener(event)
            except Exception:
                log.exception("A listener of %s failed", type(event).__name__)
