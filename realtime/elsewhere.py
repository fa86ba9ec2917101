"""Who is in which room in the other processes, as they last told us.

Each process tells the others of comings and goings as they happen, and of everybody now and
then: so a lost message is made good, and a process that died is forgotten after a while.
"""

import time
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from community.rooms.shown import Shown

SILENCE_MOST = 35.0  # seconds; everybody is told every ten


class Elsewhere:
    def __init__(self) -> None:
        self._people: dict[str, dict[str, dict[str, Shown]]] = defaultdict(dict)  # room, process
        self._heard: dict[str, float] = {}

    def people(self, room_id: str) -> dict[str, Shown]:
        """By member id; whoever is in two processes is there once."""
        found: dict[str, Shown] = {}
        for people in self._people.get(room_id, {}).values():
            found.update(people)
        return found

    def take(self, message: dict[str, Any]) -> Iterable[str]:
        """Note what a process says of a room; the members for whom something may have changed."""
        process, room_id = message["from"], message["room"]
        self._heard[process] = time.monotonic()
        before = self._people[room_id].get(process, {})
        now = {} if message["whole"] else dict(before)
        now.update({person["id"]: person for person in message["joined"]})
        for member_id in message["left"]:
            now.pop(member_id, None)
        self._set(room_id, process, now)
        return before.keys() ^ now.keys()

    def forget_silent(self) -> dict[str, set[str]]:
        """Let go of processes that say nothing any more; who was where, by room."""
        oldest = time.monotonic() - SILENCE_MOST
        gone = [process for process, heard in self._heard.items() if heard < oldest]
        changed: dict[str, set[str]] = defaultdict(set)
        for process in gone:
            del self._heard[process]
            for room_id in [r for r, of in self._people.items() if process in of]:
                changed[room_id] |= self._people[room_id][process].keys()
                self._set(room_id, process, {})
        return changed

    def _set(self, room_id: str, process: str, people: dict[str, Shown]) -> None:
        if people:
            self._people[room_id][process] = people
        else:
            self._people[room_id].pop(process, None)
            if not self._people[room_id]:
                del self._people[room_id]
