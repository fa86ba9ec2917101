"""From a commit to the browsers: each change of a room, once for each audience."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from community.access.policy import Audience
from community.rooms.events import RoomChanged
from realtime import channels
from realtime.connections import Connection, Connections

# event, payload, channel, sockets left out
Emit = Callable[[str, dict[str, Any], str, list[str] | None], None]
Item = dict[str, Any]


class Delivery:
    """Tells rooms what changed, and circles that something did (for unread marks)."""

    def __init__(self, emit: Emit, connections: Connections) -> None:
        self.emit, self.connections = emit, connections
        self._marks: dict[str, dict[str, Any]] = {}

    def deliver(self, change: RoomChanged) -> None:
        """One batch for each connection, with what it may read.

        All carry the same `since` and `version`, so a gap shows to everybody alike. Nobody
        gets a second batch with the rest: a line cut between the two would lose it for good.
        """
        private = {who for who, item in change.items if not _open(item)}
        insiders = self._insiders(change, private) if private else []
        everyone = [item for _, item in change.items if _open(item)]
        room, skip = channels.room(change.room_id), [c.sid for c in insiders]
        self.emit("changes", _batch(change, everyone), room, skip)
        for connection in insiders:
            host, me = connection.actor.hosts(change.circle_id), connection.member_id
            mine = [i for who, i in change.items if host or _open(i) or who == me]
            self.emit("changes", _batch(change, mine), connection.sid, None)
        self._marks[change.room_id] = {
            "room": change.room_id,
            "circle": change.circle_id,
            "last_position": change.last_position,
        }

    def _insiders(self, change: RoomChanged, authors: set[str | None]) -> list[Connection]:
        """Who may read something of it that not everybody may."""
        return [
            connection
            for connection in self.connections.in_room(change.room_id)
            if connection.actor.hosts(change.circle_id) or connection.member_id in authors
        ]

    def take_marks(self) -> list[tuple[str, dict[str, Any]]]:
        """What circles should be told since the last time: the channel and what to tell."""
        marks, self._marks = self._marks, {}
        return [(channels.circle(mark["circle"]), mark) for mark in marks.values()]


def _open(item: Item) -> bool:
    return bool(item["audience"] == Audience.EVERYONE)


def _batch(change: RoomChanged, items: list[Item]) -> dict[str, Any]:
    return {
        "room": change.room_id,
        "since": change.since,
        "version": change.version,
        "items": items,
    }


def to_message(change: RoomChanged) -> dict[str, Any]:
    """For other processes."""
    return {"kind": "changed", "change": asdict(change)}


def from_message(message: dict[str, Any]) -> RoomChanged:
    given = message["change"]
    return RoomChanged(**{**given, "items": tuple((who, item) for who, item in given["items"])})
