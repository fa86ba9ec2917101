"""The last page of a room, which everybody who enters asks for at the same moment.

Kept in memory for the version it was read at, so that any change of the room makes it void;
and for a few seconds only, since a person's name is not part of a room's version. A page
with a place in it that not everybody may read is never kept, nor one of a circle that keeps
its past from those who come later.
"""

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Audience
from community.core.kept import Kept
from community.rooms.now import AnyRoom
from community.rooms.queries import Page, earlier
from community.rooms.shown import quotes_in

_kept: Kept[str, tuple[int, Page]] = Kept(most=500, seconds=5.0)  # each with its version


def last_page(db: Session, actor: Actor, room: AnyRoom) -> Page:
    """The newest items in order of position; nobody may change what is returned."""
    kept = _kept.get(room.id) if quotes_in(room) else None
    if kept is not None and kept[0] == room.version:
        return kept[1]
    page = earlier(db, actor, room, room.last_position + 1)
    if _is_for_everybody(page, room):
        _kept.keep(room.id, (room.version, page))
    return page


def _is_for_everybody(page: Page, room: AnyRoom) -> bool:
    """Every position up to the last is there, so nothing was left out for this reader."""
    if not quotes_in(room):
        return False
    items = page.items
    if not items:
        return room.last_position == 0
    if any(item["audience"] != Audience.EVERYONE for item in items):
        return False
    first, last = items[0]["position"], items[-1]["position"]
    if first > 1 and not page.more:
        return False  # what stands before it is not for this reader
    return bool(last == room.last_position and last - first + 1 == len(items))
