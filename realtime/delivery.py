"""From a commit to the browsers: each change of a room, once for each audience."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from community.access.policy import Audience
from community.rooms.events import RoomChanged
from realtime import channels
from realtime.connections import Connections

Emit = Callable[[str, dict[str, Any], str], None]  # event, payload, channel
Items = list[dict[str, Any]]


class Delivery:
    """Tells rooms what changed, and circles that something did (for unread marks)."""

    def __init__(self, emit: Emit, connections: Connections) -> None:
        self.emit, self.connections = emit, connections
        self._marks: dict[str, dict[str, Any]] = {}

    def deliver(self, change: RoomChanged) -> None:
        """A batch for everybody, and beside it one with the rest for those who may read it.

        Both carry the same `since` and `version`, so a gap shows to everybody alike.
        """
        everyone = [i for _, i in change.items if i["audience"] == Audience.EVERYONE]
        self._batch(change, everyone, channels.room(change.room_id))
        rest = [(author, i) for author, i in change.items if i["audience"] == Audience.HOSTS]
        if rest:
            self._batch(change, [i for _, i in rest], channels.hosts(change.room_id))
            self._to_authors(change, rest)
        self._marks[change.room_id] = {
            "room": change.room_id,
            "circle": change.circle_id,
            "last_position": change.last_position,
        }

    def _batch(self, change: RoomChanged, items: Items, channel: str) -> None:
        batch = {
            "room": change.room_id,
            "since": change.since,
            "version": change.version,
            "items": items,
        }
        self.emit("changes", batch, channel)

    def _to_authors(
        self, change: RoomChanged, rest: list[tuple[str | None, dict[str, Any]]]
    ) -> None:
        for author in {author for author, _ in rest if author}:
            mine = [item for who, item in rest if who == author]
            for connection in self.connections.of_member(author):
                if change.room_id in connection.rooms:
                    self._batch(change, mine, connection.sid)

    def take_marks(self) -> list[tuple[str, dict[str, Any]]]:
        """What circles should be told since the last time: the channel and what to tell."""
        marks, self._marks = self._marks, {}
        return [(channels.circle(mark["circle"]), mark) for mark in marks.values()]


def to_message(change: RoomChanged) -> dict[str, Any]:
    """For other processes."""
    return {"kind": "changed", "change": asdict(change)}


def from_message(message: dict[str, Any]) -> RoomChanged:
    given = message["change"]
    return RoomChanged(**{**given, "items": tuple((who, item) for who, item in given["items"])})
