"""Who is writing right now: told at most once a second, never stored, gone by itself."""

import time
from collections import defaultdict

from realtime.connections import Connection
from realtime.presence import Tell

LASTS = 6.0  # seconds after the last sign of writing


class Typing:
    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self._until: dict[str, dict[str, float]] = defaultdict(dict)
        self._names: dict[str, str] = {}
        self._told: dict[str, list[str]] = {}

    def started(self, room_id: str, connection: Connection) -> None:
        if room_id in connection.rooms:
            self._names[connection.member_id] = connection.person["name"]
            self._until[room_id][connection.member_id] = time.monotonic() + LASTS

    def stopped(self, room_id: str, connection: Connection) -> None:
        if room_id in self._until:
            self._until[room_id].pop(connection.member_id, None)

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
