"""What a hosted session says on the desk of its room; the feature above tells it from here.

One plain value: id, title, state (as the session's, or `rehearsal`), starts_at, ends_at,
started_at, late_from, late_until, closed_at, and hosts: id and name of each, in their order.
While its date is looked for it neither starts nor ends at any moment.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from community.core.errors import Refused
from community.rooms.models import Room

Evening = dict[str, Any]
REHEARSAL = "rehearsal"
_tell: Callable[[Session, Room], Evening | None] | None = None


def tell_evenings(tell: Callable[[Session, Room], Evening | None]) -> None:
    """Let `tell` say it, of the room of a session that is no small group."""
    global _tell
    _tell = tell


def shown_evening(db: Session, room: Room) -> Evening | None:
    """Nothing of a circle's own room, or of a small group."""
    if not is_evening(room) or _tell is None:
        return None
    return _tell(db, room)


def is_evening(room: Room) -> bool:
    return room.of_session and room.parent_id is None


def must_be_evening(room: Room) -> None:
    if not is_evening(room):
        raise Refused("This is not the room of a session.")


def begins(evening: Evening | None) -> datetime | None:
    """When its clock begins: as it was started, or as it is to start."""
    if evening is None:
        return None
    moment = evening["started_at"] or evening["starts_at"]
    return datetime.fromisoformat(moment) if moment else None
