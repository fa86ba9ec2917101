"""What stands on top of a room, for everybody, until a host takes it down."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Audience, Permission
from community.core import clock
from community.core.errors import Refused
from community.rooms.actions.change import not_gone
from community.rooms.actions.holding import changed, held_item
from community.rooms.models import Item

PINNED_MOST = 3


def pin(db: Session, actor: Actor, item_id: str, *, on: bool) -> Item:
    """Put it on top or take it down; doing it again changes nothing."""
    item = held_item(db, actor, item_id, Permission.ITEM_HOST)
    if on == (item.pinned_at is not None):
        return item
    if on:
        _check(db, item)
        item.pinned_at = clock.now()
    else:
        item.unpin(clock.now())
    changed(db, item.room, [item], desk=True)
    return item


def _check(db: Session, item: Item) -> None:
    not_gone(item)
    if item.audience is not Audience.EVERYONE:
        raise Refused("Only what everybody here can read can be pinned.")
    pinned = select(func.count()).where(Item.room_id == item.room_id, Item.pinned_at.is_not(None))
    if (db.scalar(pinned) or 0) >= PINNED_MOST:
        raise Refused("Three messages are pinned already. Please take one of them down first.")
