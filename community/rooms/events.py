"""What happens in rooms, as live delivery needs it: with the items as they are now."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class RoomChanged:
    """The room went from version `since` to `version`; `items` are in the wire shape.

    Each item stands beside the id of its author, who may read it whatever its audience.
    """

    room_id: str
    circle_id: str
    since: int
    version: int
    last_position: int
    items: tuple[tuple[str | None, dict[str, Any]], ...]
