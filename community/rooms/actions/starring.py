"""Keeping a message for one's own notes: no change of the room, and so told to nobody."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.core import clock
from community.core.errors import Invalid, Refused
from community.core.text import tidy_text
from community.core.upsert import upsert
from community.rooms.actions.change import not_gone
from community.rooms.models import Item, Star
from community.rooms.queries import access_item
from community.rooms.stars import NOTE_MOST, STARS_MOST


def star(db: Session, actor: Actor, item_id: str, note: str = "") -> Item:
    """Keep it, with a note of one's own; done again it changes the note."""
    item = access_item(db, actor, item_id, Permission.ITEM_READ)
    not_gone(item)
    mine = Star.member_id == actor.member_id, Star.item_id != item.id
    if (db.scalar(select(func.count()).where(*mine)) or 0) >= STARS_MOST:
        raise Refused(f"You keep {STARS_MOST:,} messages already. Please let some of them go.")
    row = {"member_id": actor.member_id, "item_id": item.id, "note": _tidy(note)}
    upsert(db, Star, [{**row, "created_at": clock.now()}], change=("note",))
    return item


def unstar(db: Session, actor: Actor, item_id: str) -> Item:
    """Let it go, and the note with it."""
    item = access_item(db, actor, item_id, Permission.ITEM_READ)
    db.execute(delete(Star).where(Star.member_id == actor.member_id, Star.item_id == item.id))
    return item


def _tidy(text: str) -> str:
    note = tidy_text(text)
    if len(note) > NOTE_MOST:
        sentence = f"A note has at most {NOTE_MOST} characters; this one has {len(note)}."
        raise Invalid(sentence, note=sentence)
    return note
