"""What in a room is for its hosts only: what they were asked, and what they say to each other."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Audience
from community.rooms.models import Item, Room
from community.rooms.queries import Page
from community.rooms.readable import readable_by
from community.rooms.rules import page_size
from community.rooms.shown import show


def back_channel(db: Session, actor: Actor, room: Room, before: int = 0) -> Page:
    """The newest page of it, or the one before a position, in order of position."""
    size = page_size(None)
    which = [Item.room_id == room.id, Item.audience == Audience.HOSTS, readable_by(actor, room)]
    if before:
        which.append(Item.position < before)
    found = select(Item).where(*which).order_by(Item.position.desc()).limit(size + 1)
    items = list(db.scalars(found))
    shown = show(db, items[:size][::-1], room=room)
    return Page(shown, room.version, len(items) > size)
