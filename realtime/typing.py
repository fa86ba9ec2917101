"""Who is writing right now: told at most once a second, never stored, gone by itself."""

import time
from collections import defaultdict
from typing import Any

from realtime.connections import Connection
from realtime.presence import Share, Tell, to_nobody

LASTS = 6.0  # seconds after the last sign of writing


class Typing:
    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.share: Share = to_nobody  # with the other processes
        self._until: dict[str, dict[str, float]] = defaultdict(dict)
        self._names: dict[str, str] = {}
        self._told: dict[str, list[str]] = {}

    def started(self, room_id: str, connection: Connection) -> None:
        if room_id in connection.rooms:
            self._tell_all(room_id, connection, on=True)

    def stopped(self, room_id: str, connection: Connection) -> None:
        if connection.member_id in self._until.get(room_id, ()):
            self._tell_all(room_id, connection, on=False)

    def _tell_all(self, room_id: str, connection: Connection, *, on: bool) -> None:
        member = {"id": connection.member_id, "name": connection.person["name"]}
        message = {"kind": "typing", "room": room_id, "member": member, "on": on}
        self.heard(message)
        self.share(message)

    def heard(self, message: dict[str, Any]) -> None:
        """Somebody began or ended writing, here or in another process."""
        room_id, member = message["room"], message["member"]
        if message["on"]:
            self._names[member["id"]] = member["name"]
            self._until[room_id][member["id"]] = time.monotonic() + LASTS
        elif room_id in self._until:
            self._until[room_id].pop(member["id"], None)

    def tell_changes(self) -> None:
        now = time.monotonic()
        for room_id, until in list(self._until.items()):
            writing = sorted(member for member, end in until.items() if end > now)
            if writing != self._told.get(room_id, []):
                members = [{"id": m, "name": self._names[m]} for m in writing]
                self.tell("typing", room_id, {"room": room_id, "members": members})
                self._told[room_id] = writing
            if not writing:
                del self._until[room_id]
                self._told.pop(room_id, None)
