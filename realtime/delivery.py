"""From a commit to the browsers: each change of a room, once for each audience."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from community.access.actor import Actor
from community.access.policy import Audience
from community.rooms.events import RoomChanged, Told
from realtime import channels
from realtime.brief import brief
from realtime.connections import Connection, Connections

# event, payload, channel, sockets left out
Emit = Callable[[str, dict[str, Any], str, list[str] | None], None]


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
        own = {who for told in change.items if not _open(told) for who in told.own}
        apart = self._apart(change, own)
        everyone = [brief(told.shown) for told in change.items if _open(told)]
        room, skip = channels.room(change.room_id), [c.sid for c in apart]
        self.emit("changes", _batch(change, everyone), room, skip)
        for connection in apart:
            mine = [brief(told.shown) for told in change.items if _reads(connection, change, told)]
            self.emit("changes", _batch(change, mine), connection.sid, None)
        if change.people is None:
            self._marks[change.room_id] = {
                "room": change.room_id,
                "circle": change.home_id,
                "last_position": change.last_position,
            }

    def _apart(self, change: RoomChanged, own: set[str]) -> list[Connection]:
        """Who may read something of it that not everybody may, or not all of what most may."""
        if not own and not change.past_kept and all(map(_open, change.items)):
            return []
        earliest = min((told.said for told in change.items), default=0.0)
        return [
            connection
            for connection in self.connections.in_room(change.room_id)
            if connection.member_id in own
            or connection.actor.hosts(change.home_id)
            or (change.past_kept and not _since(connection.actor, change.home_id, earliest))
        ]

    def take_marks(self) -> list[tuple[str, dict[str, Any]]]:
        """What circles should be told since the last time: the channel and what to tell."""
        marks, self._marks = self._marks, {}
        return [(channels.home(mark["circle"]), mark) for mark in marks.values()]


def _open(told: Told) -> bool:
    return bool(told.shown["audience"] == Audience.EVERYONE)


def _reads(connection: Connection, change: RoomChanged, told: Told) -> bool:
    """As `community.access.room_rules.may_read_item`, of what is told."""
    if connection.member_id in told.own:
        return True
    if told.shown["audience"] == Audience.AUTHOR:
        return False
    if connection.actor.hosts(change.home_id):
        return True
    if told.shown["audience"] == Audience.HOSTS:
        return False
    return (
        not change.past_kept
        or told.for_newcomers
        or _since(connection.actor, change.home_id, told.said)
    )


def _since(actor: Actor, home_id: str, said: float) -> bool:
    """Whether they were in the circle when that was said."""
    since = actor.since(home_id)
    return since is not None and said >= since.timestamp()


def _batch(change: RoomChanged, items: list[dict[str, Any]]) -> dict[str, Any]:
    batch: dict[str, Any] = {
        "room": change.room_id,
        "since": change.since,
        "version": change.version,
        "items": items,
    }
    return batch if change.desk is None else {**batch, "desk": change.desk}


def to_message(change: RoomChanged) -> dict[str, Any]:
    """For other processes."""
    return {"kind": "changed", "change": asdict(change)}


def from_message(message: dict[str, Any]) -> RoomChanged:
    given = message["change"]
    items = tuple(Told(tuple(own), *rest) for own, *rest in given["items"])
    people = tuple(given["people"]) if given["people"] is not None else None
    return RoomChanged(**{**given, "items": items, "people": people})
