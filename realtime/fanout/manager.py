"""Telling a room of thousands: a Socket.IO client manager that builds each frame once.

Messages of one room that come while it is being told leave together with the next round, so a
burst costs little more than one message. Order is kept within a room, not between two rooms nor
between a room and an answer. Whatever this does not do faster is done by the library.
"""

import logging
from collections import Counter
from collections.abc import Callable
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from engineio import packet as engineio_packet
from socketio import packet as socketio_packet
from socketio.manager import Manager

from realtime import engine
from realtime.fanout.wire import Frames, Limits, Link, framed

log = logging.getLogger(__name__)

# So many are written to before others have their turn; keeps pages quick while a room is told.
SLICE = 256


class Outgoing(NamedTuple):
    """One message to a room, and who is left out of it."""

    packet: Any
    skip: frozenset[str]


class FanoutManager(Manager):  # type: ignore[misc]  # socketio has no types
    """Socket.IO's in-memory manager, with a faster way for what goes to one room."""

    def __init__(self, limits: Limits | None = None) -> None:
        super().__init__()
        self.limits = limits or Limits()
        self.links: dict[str, Link] = {}
        self.stats: Counter[str] = Counter()
        # Set by install(): until then, and without green threads, all goes the library's way.
        self.direct = False
        self._pending: dict[tuple[str, str], list[Outgoing]] = {}
        self._rooms_of: dict[tuple[str, str], set[str]] = {}
        self._told: dict[tuple[str, str], list[tuple[str, str]]] = {}  # until one comes or goes

    # Who is where. The library looks through every room, and each client has one of its own,
    # whenever somebody leaves: a thousand people cut at once would be a million looks.

    def basic_enter_room(
        self, sid: str, namespace: str, room: str | None, eio_sid: str | None = None
    ) -> None:
        super().basic_enter_room(sid, namespace, room, eio_sid=eio_sid)
        if room is not None:
            self._told.pop((namespace, room), None)
            self._rooms_of.setdefault((namespace, sid), set()).add(room)

    def basic_leave_room(self, sid: str, namespace: str, room: str | None) -> None:
        super().basic_leave_room(sid, namespace, room)
        if room is not None:
            self._told.pop((namespace, room), None)
            self._rooms_of.get((namespace, sid), set()).discard(room)

    def get_rooms(self, sid: str, namespace: str) -> list[str]:
        return list(self._rooms_of.get((namespace, sid), ()))

    def basic_disconnect(self, sid: str, namespace: str, **_options: object) -> None:
        for room in self._rooms_of.pop((namespace, sid), ()):
            self._told.pop((namespace, room), None)
            super().basic_leave_room(sid, namespace, room)
        super().basic_leave_room(sid, namespace, None)
        self.callbacks.pop(sid, None)
        for waiting in (self.pending_connect, self.pending_disconnect):
            if sid in waiting.get(namespace, ()):
                waiting[namespace].remove(sid)
                if not waiting[namespace]:
                    del waiting[namespace]

    # Telling.

    def emit(
        self,
        event: str,
        data: Any,
        namespace: str,
        room: Any = None,
        skip_sid: str | list[str] | None = None,
        callback: Callable[..., Any] | None = None,
        to: Any = None,
        **options: Any,
    ) -> None:
        room = to or room
        if not room:
            raise ValueError(
                f"Who is to be told of {event!r}? Without a room it would be everybody."
            )
        if not self.direct or callback or not isinstance(room, str):
            super().emit(event, data, namespace, room, skip_sid, callback, **options)
            return
        if room not in self.rooms.get(namespace, ()):
            return
        packet = self._packet(event, data, namespace)
        if eio_sid := self.eio_sid_from_sid(room, namespace):
            if not skip_sid:
                self.send_packet(eio_sid, packet)
            return
        skip = frozenset([skip_sid] if isinstance(skip_sid, str) else skip_sid or ())
        self._tell(namespace, room, Outgoing(packet, skip))

    def send_packet(self, eio_sid: str, packet: Any) -> None:
        """One packet to one connection: straight to its socket if that is idle."""
        link = self.links.get(eio_sid)
        if link is None:
            self._queue_for_polling(eio_sid, [packet])
        elif not link.write(framed(packet), packet):
            self._note_dropped()

    def _packet(self, event: str, data: Any, namespace: str) -> Any:
        arguments = list(data) if isinstance(data, tuple) else [] if data is None else [data]
        encoded = self.server.packet_class(
            socketio_packet.EVENT, namespace=namespace, data=[event, *arguments]
        ).encode()
        return engineio_packet.Packet(engineio_packet.MESSAGE, encoded)

    def _tell(self, namespace: str, room: str, outgoing: Outgoing) -> None:
        waiting = self._pending.get((namespace, room))
        if waiting is None:
            self._pending[namespace, room] = [outgoing]
            engine.spawn(self._tell_until_quiet, namespace, room)
        else:
            waiting.append(outgoing)

    def _tell_until_quiet(self, namespace: str, room: str) -> None:
        """One green thread a busy room; it ends when nothing came during its last round."""
        key = (namespace, room)
        while waiting := self._pending[key]:
            self._pending[key] = []
            try:
                for skip, run in groupby(waiting, attrgetter("skip")):
                    self._tell_now(namespace, room, [outgoing.packet for outgoing in run], skip)
            except Exception:
                log.exception("A room could not be told.")
            engine.sleep(0)
        del self._pending[key]

    def _tell_now(
        self, namespace: str, room: str, packets: list[Any], skip: frozenset[str]
    ) -> None:
        raw = b"".join([framed(packet) for packet in packets])
        together = packets[0] if len(packets) == 1 else Frames(raw)
        find = self.links.get
        members = self._members(namespace, room)
        if skip:
            members = [member for member in members if member[0] not in skip]
        for start in range(0, len(members), SLICE):
            for _sid, eio_sid in members[start : start + SLICE]:
                link = find(eio_sid)
                if link is None:
                    self._queue_for_polling(eio_sid, packets)
                elif not link.write(raw, together):
                    self._note_dropped()
            if start + SLICE < len(members):
                engine.sleep(0)

    def _members(self, namespace: str, room: str) -> list[tuple[str, str]]:
        """Who is in the room; nobody may change the list, which is kept while nobody comes."""
        key = namespace, room
        found = self._told.get(key)
        if found is None:
            found = self._told[key] = list(self.get_participants(namespace, room))
        return found

    def _queue_for_polling(self, eio_sid: str, packets: list[Any]) -> None:
        """For who polls, is in the middle of changing to a WebSocket, or has just gone."""
        owner = self.server.eio.sockets.get(eio_sid)
        if owner is None or owner.closed:
            return
        # Not owner.send(): it may find a ping overdue and run handlers in the middle of telling.
        for packet in packets:
            owner.queue.put(packet)
        if owner.queue.qsize() > self.limits.backlog_packets and not owner.closing:
            self._note_dropped()
            engine.spawn(_close, owner)

    def _note_dropped(self) -> None:
        self.stats["dropped"] += 1
        log.info("A connection that did not keep up was closed.")


def _close(owner: Any) -> None:
    owner.close(wait=False, abort=True)
