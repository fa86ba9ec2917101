"""Where somebody has read to, and when they were there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, insert, update
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.core import clock
from community.core.upsert import upsert
from community.rooms.models import Attendance, ReadMark
from community.rooms.queries import access_room, anything_after, read_position


def mark_read(db: Session, actor: Actor, room_id: str, position: int) -> int:
    """Read up to `position`; never goes back. Returns the mark.

    Whoever has read all they may read has read everything: an item for hosts at the end
    does not stay unread for the others for ever.
    """
    room = access_room(db, actor, room_id, Permission.ROOM_READ)
    mark = max(min(position, room.last_position), read_position(db, actor, room))
    if mark < room.last_position and not anything_after(db, actor, room, mark):
        mark = room.last_position
    row = {"room_id": room.id, "member_id": actor.member_id, "position": mark}
    upsert(db, ReadMark, [row], change=("position",))
    return mark


@dataclass(frozen=True)
class Stay:
    """A member's stay in a room that has just begun."""

    id: str
    room_id: str
    member_id: str


# The table, not the class: the unit of work need not know of thousands of stays.
_ATTENDANCE = cast(Table, Attendance.__table__)


def note_entered(db: Session, stays: Sequence[Stay]) -> None:
    """Stays that began; many at once, for when a whole circle comes at the hour."""
    moment = clock.now()
    rows = [{**vars(stay), "entered_at": moment, "seen_at": moment} for stay in stays]
    if rows:
        db.connection().execute(insert(_ATTENDANCE), rows)


def note_still_there(db: Session, stay_ids: Iterable[str]) -> None:
    """These stays go on until now; written every half minute, so a crash costs no more."""
    _note(db, stay_ids, {"seen_at": clock.now()})


def note_left(db: Session, stay_ids: Iterable[str]) -> None:
    """These stays are over: they went, or were not heard of any more."""
    moment = clock.now()
    _note(db, stay_ids, {"seen_at": moment, "left_at": moment})


def _note(db: Session, stay_ids: Iterable[str], moments: dict[str, datetime]) -> None:
    ids = list(stay_ids)
    for start in range(0, len(ids), 500):
        some = Attendance.id.in_(ids[start : start + 500])
        db.execute(update(Attendance).where(some).values(**moments))
