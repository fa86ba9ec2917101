"""Who is in which room right now, told as differences, and their attendance.

Presence is never stored. Attendance is: stays are written once a second in one go, and
those that go on are confirmed every half minute, so a crash costs at most that much.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

from community.core.ids import new_id
from community.core.transaction import transaction
from community.rooms.actions.reading import Stay, note_entered, note_still_there
from community.rooms.shown import Shown
from realtime.connections import Connection

SHOWN_MOST = 100
Tell = Callable[[str, str, dict[str, Any]], None]  # event, room id, payload
Key = tuple[str, str]  # room id, member id


class Presence:
    """Counts the sockets of each member in each room; several tabs are one person."""

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self._sockets: dict[str, Counter[str]] = defaultdict(Counter)
        self._people: dict[str, Shown] = {}
        self._changed: dict[str, set[str]] = defaultdict(set)
        self._known: dict[str, set[str]] = defaultdict(set)  # as last told, by room
        self._stays: dict[Key, str] = {}
        self._begun: list[Stay] = []
        self._ended: list[str] = []

    def entered(self, room_id: str, connection: Connection) -> None:
        member_id = connection.member_id
        self._people[member_id] = connection.person
        self._sockets[room_id][member_id] += 1
        self._changed[room_id].add(member_id)
        if (room_id, member_id) not in self._stays:
            stay = Stay(new_id(), room_id, member_id)
            self._stays[room_id, member_id] = stay.id
            self._begun.append(stay)

    def left(self, room_id: str, connection: Connection) -> None:
        member_id, sockets = connection.member_id, self._sockets[room_id]
        sockets[member_id] -= 1
        if sockets[member_id] <= 0:
            del sockets[member_id]
            if stay := self._stays.pop((room_id, member_id), None):
                self._ended.append(stay)
        self._changed[room_id].add(member_id)

    def here(self, room_id: str) -> dict[str, Any]:
        """How many there are, and the first hundred of them."""
        members = list(self._sockets.get(room_id, ()))
        people = [self._people[member_id] for member_id in members[:SHOWN_MOST]]
        return {"count": len(members), "members": people}

    def tell_changes(self) -> None:
        """One difference for each room in which somebody came or went since the last time."""
        changed, self._changed = self._changed, defaultdict(set)
        for room_id, members in changed.items():
            now, known = self._sockets[room_id], self._known[room_id]
            joined = [m for m in members if m in now and m not in known]
            left = [m for m in members if m not in now and m in known]
            known.update(joined)
            known.difference_update(left)
            if joined or left:
                people = [self._people[member_id] for member_id in joined[:SHOWN_MOST]]
                difference = {"room": room_id, "count": len(now), "joined": people, "left": left}
                self.tell("presence", room_id, difference)
            if not now:
                del self._sockets[room_id], self._known[room_id]

    def write_attendance(self, confirm: bool) -> None:
        """Store what began and ended; with `confirm`, also that the others are still there."""
        begun, self._begun = self._begun, []
        ended, self._ended = self._ended, []
        going_on = list(self._stays.values()) if confirm else []
        if begun or ended or going_on:
            with transaction() as db:
                note_entered(db, begun)
                note_still_there(db, [*ended, *going_on])
