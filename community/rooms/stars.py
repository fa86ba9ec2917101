"""Messages somebody keeps for their own notes. Nobody else learns of it, by no door."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from community.access.actor import Actor
from community.access.policy import Permission, can
from community.rooms.models import Item, Room, Star
from community.rooms.shown import Shown, show

STARS_MOST = 1_000  # of one member
NOTE_MOST = 500


@dataclass(frozen=True)
class Note:
    """A message that somebody keeps, as they may read it now, and what they noted beside it."""

    star: Star
    item: Item
    shown: Shown


@dataclass(frozen=True)
class RoomNotes:
    room: Room
    notes: list[Note]

    @property
    def title(self) -> str:
        """A session is called as itself: who was asked in may not know of its circle."""
        return self.room.title if self.room.of_session else self.room.circle.name


def note_on(db: Session, actor: Actor, item_id: str) -> str | None:
    """What the actor noted beside an item, perhaps nothing; None if they do not keep it."""
    star = db.get(Star, (actor.member_id, item_id))
    return star.note if star else None


def starred_in(db: Session, actor: Actor, room_id: str) -> Sequence[str]:
    """The ids of what the actor keeps of a room."""
    mine = select(Star.item_id).join(Item, Item.id == Star.item_id)
    return db.scalars(mine.where(Star.member_id == actor.member_id, Item.room_id == room_id)).all()


def my_notes(db: Session, actor: Actor) -> list[RoomNotes]:
    """By room, the one with the newest note first, and so within each.

    What the actor may not read any more, or what was withdrawn or hidden, is left out; it is
    there again if they may.
    """
    rows = db.execute(
        select(Star, Item)
        .join(Item, Item.id == Star.item_id)
        .where(Star.member_id == actor.member_id)
        .options(joinedload(Item.room).joinedload(Room.circle))
        .order_by(Star.created_at.desc(), Star.item_id)
    ).all()
    kept = [
        (star, item)
        for star, item in rows
        if not item.gone and can(actor, Permission.ITEM_READ, item)
    ]
    shown = show(db, [item for _, item in kept], quoting=False)
    by_room: dict[str, RoomNotes] = {}
    for (star, item), one in zip(kept, shown, strict=True):
        of_room = by_room.setdefault(item.room_id, RoomNotes(item.room, []))
        of_room.notes.append(Note(star, item, one))
    return list(by_room.values())


def as_markdown(rooms: list[RoomNotes], base: str) -> str:
    """All of it as text to take along; `base` comes before the address of a message."""
    lines = ["# My notes"]
    for one in rooms:
        lines += ["", f"## {_plain(one.title)}"]
        for note in one.notes:
            lines += ["", *_one(note, base)]
    return "\n".join(lines) + "\n"


def _one(note: Note, base: str) -> list[str]:
    said = f"{note.item.created_at:%Y-%m-%d %H:%M} UTC"
    head = f"**{_plain(note.shown['author']['name'])}**, {said}: {base}{note.item.id}"
    quoted = [f"> {line}".rstrip() for line in note.item.body.splitlines()]
    return [head, "", *quoted, *(["", note.star.note] if note.star.note else [])]


def _plain(name: str) -> str:
    """A name is a name, whatever signs are in it."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|~" else sign for sign in name)
