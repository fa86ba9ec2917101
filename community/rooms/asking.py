"""The questions of a room that are open, and the one among them that messages answer."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.rooms.models import Item, ItemKind, Room

OPEN = (
    Item.kind == ItemKind.QUESTION,
    Item.closed_at.is_(None),
    Item.withdrawn_at.is_(None),
    Item.hidden_at.is_(None),
)


def ask_newest(db: Session, room: Room) -> bool:
    """Let a held room name its newest open question; whether that is news."""
    newest = db.execute(
        select(Item.id, Item.unseen)
        .where(Item.room_id == room.id, *OPEN)
        .order_by(Item.position.desc())
        .limit(1)
    ).first()
    before = room.asking_id, room.asking_unseen
    room.asking_id, room.asking_unseen = newest or (None, False)
    return before != (room.asking_id, room.asking_unseen)
