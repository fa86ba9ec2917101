"""What must not be lost after a commit: a row in the same transaction, delivered by the relay.

`subscribe(Event, "mail.invitation", handler)` writes one row for each event recorded. The
relay (`community.core.relay`) hands rows to the handler in batches, at least once, so a
handler may be given the same payload again and must not mind. A handler that waits for
somebody outside (`waits_outside`, such as a mail server) is given one row at a time, by a
relay of its own: what others are owed does not wait for it.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import BigInteger, Index, Integer, String, Text, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from community.core import clock, events
from community.core.database import Base

E = TypeVar("E")
Payload = dict[str, Any]
Handler = Callable[[Sequence[Payload]], None]

handlers: dict[str, Handler] = {}
outside: set[str] = set()


class Job(Base):
    """A delivery that is still owed; struck off (deleted) once it is made."""

    __tablename__ = "outbox"
    __table_args__ = (Index(None, "dead", "due_at"),)

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    name: Mapped[str] = mapped_column(String(60))
    payload: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    dead: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str] = mapped_column(String(500), default="")


def handle(name: str, handler: Handler, *, waits_outside: bool = False) -> None:
    """Let `handler` deliver the rows of this name."""
    if handlers.get(name, handler) is not handler:
        raise ValueError(f"Two handlers want the outbox name {name!r}.")
    handlers[name] = handler
    if waits_outside:
        outside.add(name)


def subscribe(kind: type[E], name: str, handler: Handler, *, waits_outside: bool = False) -> None:
    """Owe `handler` a delivery for each recorded event of `kind` (a dataclass of plain values)."""
    known = name in handlers
    handle(name, handler, waits_outside=waits_outside)
    if not known:
        events.within(kind, lambda db, event: enqueue(db, name, asdict(event)))  # type: ignore[call-overload]


def enqueue(db: Session, name: str, payload: Payload, wait: timedelta = timedelta()) -> None:
    """Owe one delivery, as part of the transaction under way; not before `wait` has passed."""
    moment = clock.now()
    text = json.dumps(payload, default=str)
    db.add(Job(name=name, payload=text, created_at=moment, due_at=moment + wait))


def enqueue_many(db: Session, name: str, payloads: Iterable[Payload]) -> None:
    """Owe many of a kind, written at once."""
    now = clock.now()
    rows = [
        {"name": name, "payload": json.dumps(one, default=str), "created_at": now, "due_at": now}
        for one in payloads
    ]
    if rows:
        db.execute(insert(Job), rows)
