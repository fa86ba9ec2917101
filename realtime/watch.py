"""Whether the lines of those who host a live session still stand, asked every few seconds.

A line that is cut without a word is given up by Engine.IO after forty seconds. That will do for
everybody but hosts: another of them has to take over, or the run-sheet to go on, within ten. So
theirs are asked more often, by the protocol's own ping. Any client answers it by itself, also in
a window that nobody looks at, where a page's own timers come once a minute. The line is not
closed: who is heard again is back.
"""

from collections.abc import Iterator
from typing import Any

from engineio.packet import PING, Packet

from community.access.session_rules import SessionState
from realtime.channels import NAMESPACE
from realtime.connections import Connection, Connections
from realtime.presence import Presence

# In looks, of which there is one a second. Looks and not seconds: while this process is held up,
# nobody is heard, and that is nobody's silence.
ASK_AFTER, AWAY_AFTER = 3, 8


class Line:
    """One socket, and for how many looks nothing at all came over it."""

    def __init__(self, owner: Any) -> None:
        """`owner`: Engine.IO's socket, which hands on whatever is received."""
        self.silent = 0
        self._owner = owner
        self._receive = owner.receive
        owner.receive = self._heard

    def _heard(self, packet: Any) -> None:
        self.silent = 0
        self._receive(packet)

    def let_go(self) -> None:
        del self._owner.receive  # which hides the one of its class


class Watch:
    """Looks at the hosts of live sessions whose sockets are in this process."""

    def __init__(self, server: Any, connections: Connections, presence: Presence) -> None:
        self._server, self._connections, self._presence = server, connections, presence
        # By room of a session: the version that is known of it, and who hosts it if it is live.
        self._hosts: dict[str, tuple[int, list[str]]] = {}
        self._lines: dict[str, Line] = {}  # by socket

    def note(self, room_id: str, version: int, desk: dict[str, Any] | None) -> None:
        """What a room's desk says of its evening at that version, if it has one."""
        evening = (desk or {}).get("session")
        if evening and version >= self._hosts.get(room_id, (0,))[0]:
            live = evening["state"] == SessionState.LIVE
            self._hosts[room_id] = version, [one["id"] for one in evening["hosts"] if live]

    def look(self) -> None:
        """Each second: who has been silent for too long is away, and who is heard again is back."""
        watched = list(self._in_rooms())
        self._keep_to({connection.sid for _, connection in watched})
        for line in self._lines.values():
            line.silent += 1
        for room_id, connection in watched:
            known = self._lines.get(connection.sid)
            if known is not None and known.silent >= AWAY_AFTER:
                self._presence.away(room_id, connection)
            else:
                self._presence.back(room_id, connection)
        for sid, line in list(self._lines.items()):
            if line.silent % ASK_AFTER == 0:
                self._server.eio.send_packet(self._engine_sid(sid), Packet(PING))

    def _in_rooms(self) -> Iterator[tuple[str, Connection]]:
        for room_id in self._hosts.keys() - set(self._connections.rooms()):
            del self._hosts[room_id]
        for room_id, (_, hosts) in list(self._hosts.items()):
            for host_id in hosts:
                for connection in self._connections.of_member(host_id):
                    if room_id in connection.rooms:
                        yield room_id, connection

    def _keep_to(self, wanted: set[str]) -> None:
        for sid in self._lines.keys() - wanted:
            self._lines.pop(sid).let_go()
            if connection := self._connections.get(sid):
                for room_id in list(connection.rooms):
                    self._presence.back(room_id, connection)
        for sid in wanted - self._lines.keys():
            owner = self._server.eio.sockets.get(self._engine_sid(sid))
            if owner is not None:
                self._lines[sid] = Line(owner)

    def _engine_sid(self, sid: str) -> str | None:
        found: str | None = self._server.manager.eio_sid_from_sid(sid, NAMESPACE)
        return found
