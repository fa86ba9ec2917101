"""Who is in which room right now, told as differences, and their attendance.

Presence is never stored. Attendance is: stays are written once a second in one go, and
those that go on are confirmed every half minute, so a crash costs at most that much.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import islice
from typing import Any

from sqlalchemy.exc import IntegrityError

from community.core.ids import new_id
from community.core.transaction import transaction
from community.rooms.actions.reading import Stay, note_entered, note_left, note_still_there
from community.rooms.shown import Shown
from realtime.connections import Connection
from realtime.elsewhere import Elsewhere

log = logging.getLogger(__name__)
SHOWN_MOST = 100
STAYS_MOST = 200  # written in one transaction, so that a thousand who come hold nobody up
Tell = Callable[[str, str, dict[str, Any]], None]  # event, room id, payload
Share = Callable[[dict[str, Any]], None]
Key = tuple[str, str]  # room id, member id


def to_nobody(_message: dict[str, Any]) -> None:
    """With one process there is nobody to share with."""


class Presence:
    """Counts the sockets of each member in each room; several tabs are one person.

    `share` reaches the other processes; what they share comes in through `heard`.
    """

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.share: Share = to_nobody
        self.elsewhere = Elsewhere()
        self._sockets: dict[str, Counter[str]] = defaultdict(Counter)
        self._people: dict[str, Shown] = {}
        self._changed: dict[str, set[str]] = defaultdict(set)
        self._known: dict[str, set[str]] = defaultdict(set)  # as last told, by room
        self._shared: dict[str, set[str]] = defaultdict(set)  # as the others were last told
        self._away: set[Key] = set()  # room id and socket: silent, though nobody closed it
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
        if (room_id, connection.sid) in self._away:
            self._away.discard((room_id, connection.sid))
            return
        member_id, sockets = connection.member_id, self._sockets[room_id]
        sockets[member_id] -= 1
        if sockets[member_id] <= 0:
            del sockets[member_id]
            if stay := self._stays.pop((room_id, member_id), None):
                self._ended.append(stay)
        self._changed[room_id].add(member_id)

    def away(self, room_id: str, connection: Connection) -> None:
        """As if they had left, until they are `back`: the socket stands, and nobody answers."""
        if (room_id, connection.sid) not in self._away:
            self.left(room_id, connection)
            self._away.add((room_id, connection.sid))

    def back(self, room_id: str, connection: Connection) -> None:
        if (room_id, connection.sid) in self._away:
            self._away.discard((room_id, connection.sid))
            self.entered(room_id, connection)

    def here(self, room_id: str) -> dict[str, Any]:
        """How many there are, and the first hundred of them."""
        sockets: Collection[str] = self._sockets.get(room_id, ())
        others = self.elsewhere.people(room_id)
        beyond = [person for member_id, person in others.items() if member_id not in sockets]
        first = [self._people[member_id] for member_id in islice(sockets, SHOWN_MOST)]
        return {"count": len(sockets) + len(beyond), "members": [*first, *beyond][:SHOWN_MOST]}

    def _now(self, room_id: str) -> dict[str, Shown]:
        """Everybody in the room, here or in another process."""
        here = {m: self._people[m] for m in self._sockets.get(room_id, ())}
        return here | self.elsewhere.people(room_id)

    def tell_changes(self) -> None:
        """One difference for each room in which somebody came or went since the last time."""
        changed, self._changed = self._changed, defaultdict(set)
        for room_id, members in changed.items():
            self._share_changes(room_id, members)
            now, known = self._now(room_id), self._known[room_id]
            joined = [m for m in members if m in now and m not in known]
            left = [m for m in members if m not in now and m in known]
            known.update(joined)
            known.difference_update(left)
            if joined or left:
                people = [now[member_id] for member_id in joined[:SHOWN_MOST]]
                difference = {"room": room_id, "count": len(now), "joined": people, "left": left}
                self.tell("presence", room_id, difference)
            if not now:
                self._sockets.pop(room_id, None)
                del self._known[room_id]

    # Between processes.

    def heard(self, message: dict[str, Any]) -> None:
        self._changed[message["room"]].update(self.elsewhere.take(message))

    def share_everybody(self) -> None:
        """Make good what was lost on the way, and let go of processes that are silent."""
        if self.share is to_nobody:
            return
        for room_id, sockets in self._sockets.items():
            if sockets:
                self._share(room_id, list(sockets), [], whole=True)
        for room_id, members in self.elsewhere.forget_silent().items():
            self._changed[room_id] |= members

    def _share_changes(self, room_id: str, members: set[str]) -> None:
        here: Collection[str] = self._sockets.get(room_id, ())
        shared = self._shared[room_id]
        joined = [m for m in members if m in here and m not in shared]
        left = [m for m in members if m not in here and m in shared]
        shared.update(joined)
        shared.difference_update(left)
        if not shared:
            del self._shared[room_id]
        if joined or left:
            self._share(room_id, joined, left)

    def _share(
        self, room_id: str, joined: list[str], left: list[str], *, whole: bool = False
    ) -> None:
        people = [self._people[member_id] for member_id in joined]
        message = {"room": room_id, "joined": people, "left": left, "whole": whole}
        self.share({"kind": "presence", **message})

    # Attendance.

    def write_attendance(self, confirm: bool) -> None:
        """Store what began and ended; with `confirm`, also that the others are still there."""
        begun, self._begun = self._begun, []
        ended, self._ended = self._ended, []
        going_on = list(self._stays.values()) if confirm else []
        if not (begun or ended or going_on):
            return
        try:
            while len(begun) > STAYS_MOST:
                _write(begun[:STAYS_MOST])
                del begun[:STAYS_MOST]
            _write(begun, going_on, ended)
        except IntegrityError:
            # Somebody or a room was deleted in that very second: the stays of the others count.
            for stay in begun:
                _write_alone(stay)
            _write([], going_on, ended)
        except Exception:
            self._begun[:0], self._ended[:0] = begun, ended
            raise


def _write(begun: Sequence[Stay], going_on: Iterable[str] = (), ended: Iterable[str] = ()) -> None:
    with transaction() as db:
        note_entered(db, begun)
        note_still_there(db, going_on)
        note_left(db, ended)


def _write_alone(stay: Stay) -> None:
    try:
        _write([stay])
    except IntegrityError:
        log.info("A stay was not kept: its member or room is gone")
