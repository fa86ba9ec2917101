"""The polls of a circle, for its people: what is open, and what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, can
from community.circles.models import Circle
from community.core.markdown import to_words
from community.rooms.models import Item, Room
from community.rooms.poll_models import Poll
from community.rooms.queries import room_of_circle
from community.rooms.readable import readable_by

PAGE, ON_CIRCLE = 50, 3
WORDS = 160


@dataclass(frozen=True)
class Listed:
    """A poll in a list; `closes_at` while it is open, `closed_at` afterwards."""

    id: str
    words: str
    position: int
    voters: int
    closes_at: datetime | None
    closed_at: datetime | None
    outcome: str


def open_polls(db: Session, actor: Actor, room: Room, most: int = PAGE) -> list[Listed]:
    """Those that close first, first; those without a last moment at the end."""
    still = _polls(actor, room).where(Item.closed_at.is_(None))
    rows = db.execute(still.order_by(Poll.closes_at.nulls_last(), Item.position).limit(most))
    return [_listed(row) for row in rows]


def closed_polls(
    db: Session, actor: Actor, room: Room, before: int = 0, most: int = PAGE
) -> list[Listed]:
    """The newest first, of those further back than position `before`."""
    over = _polls(actor, room).where(Item.closed_at.is_not(None))
    if before:
        over = over.where(Item.position < before)
    return [_listed(row) for row in db.execute(over.order_by(Item.position.desc()).limit(most))]


def decisions(db: Session, actor: Actor, room: Room, most: int = ON_CIRCLE) -> list[Listed]:
    """Closed polls of which somebody said what came of them, the latest first."""
    said = _polls(actor, room).where(Item.closed_at.is_not(None), Poll.outcome != "")
    return [_listed(row) for row in db.execute(said.order_by(Item.closed_at.desc()).limit(most))]


@dataclass(frozen=True)
class OfCircle:
    """What a circle's page shows of its polls."""

    room: Room
    open: Sequence[Listed]
    decided: Sequence[Listed]


def polls_of_circle(db: Session, actor: Actor, circle: Circle) -> OfCircle | None:
    """For whoever may read its room; else none."""
    if not actor.may_enter(circle.id):
        return None
    room = room_of_circle(db, circle.id)
    if room is None:
        return None
    room.circle = circle
    if not can(actor, Permission.ROOM_READ, room):
        return None
    return OfCircle(
        room, open_polls(db, actor, room, ON_CIRCLE + 1), decisions(db, actor, room, ON_CIRCLE)
    )


_Columns = tuple[str, str, int, datetime | None, int, datetime | None, str]
_SHOWN = (
    Item.id,
    Item.body,
    Item.position,
    Item.closed_at,
    Poll.voters,
    Poll.closes_at,
    Poll.outcome,
)


def _polls(actor: Actor, room: Room) -> Select[*_Columns]:
    return (
        select(*_SHOWN)
        .join(Poll, Poll.item_id == Item.id)
        .where(
            Item.room_id == room.id,
            Item.withdrawn_at.is_(None),
            Item.hidden_at.is_(None),
            readable_by(actor, room),
        )
    )


def _listed(row: Row[*_Columns]) -> Listed:
    return Listed(
        id=row.id,
        words=to_words(row.body, WORDS),
        position=row.position,
        voters=row.voters,
        closes_at=row.closes_at,
        closed_at=row.closed_at,
        outcome=row.outcome,
    )
