"""The fast ways of telling rooms, plugged into Socket.IO by sub-classing and arguments.

    socketio = SocketIO(app, client_manager=FanoutManager(), json=StrictJson,
                        async_mode=engine.async_mode(), max_http_buffer_size=16_384, ...)
    install(socketio.server, on_bad_packet)

What is done for the library, and why (measured with `python -m bench rooms`):

- `manager`: a message to a room is encoded and framed once, not once for each member, and what
  comes while a room is being told leaves in one piece with the next round. The library wakes two
  green threads for each packet of each member, which is most of what telling a room costs.
- `wire`: an idle connection's frame goes straight to its socket; a busy one's waits in the
  library's own queue, within bounds, so that a slow reader costs nobody else anything.
- `driver`: a WebSocket that reads through a buffer, undoes the mask in one step and counts what
  a client sends. The library's takes four system calls a frame and the mask byte by byte.
- `writing`: no green thread is parked for a connection that has nothing to be told.

All of it needs eventlet, WebSockets and the libraries' inner parts where `direct.self_test`
looks for them. Long polling, other engines and libraries that have moved on take the library's
own way, slower and otherwise the same. Knows sockets and rooms, and nothing of what is said.
"""

import logging
from collections.abc import Callable
from typing import Any

from socketio import packet as socketio_packet

from realtime.fanout.manager import FanoutManager
from realtime.fanout.wire import Limits
from realtime.strict import BadPacket, StrictJson, StrictPacket

__all__ = ["BadPacket", "FanoutManager", "Limits", "StrictJson", "StrictPacket", "install"]

log = logging.getLogger(__name__)

# Given the Socket.IO id (None: not connected) and the packet; what it returns is the answer.
OnBadPacket = Callable[[str | None, BadPacket], object | None]


def install(server: Any, on_bad_packet: OnBadPacket | None = None) -> bool:
    """Plug the guards and, where they can be, the fast ways into a `socketio.Server`.

    True: the fast ways are in use. When a library has moved what they rest on, everything works
    as the library does it, more slowly, and the log says so.
    """
    _guard(server, on_bad_packet)
    if server.eio.async_mode != "eventlet" or not isinstance(server.manager, FanoutManager):
        return False
    # Here, because without eventlet there is nothing to build on.
    from realtime.fanout import direct

    if missing := direct.self_test(server):
        log.warning("The fast way to tell rooms is off; libraries have changed: %s", missing)
        return False
    direct.plug_in(server, server.manager)
    return True


def _guard(server: Any, on_bad_packet: OnBadPacket | None) -> None:
    """Refuse what cannot be read before any handler sees it, and answer where an answer is due."""
    server.packet_class = StrictPacket
    handle = server._handle_eio_message

    def take(eio_sid: str, data: object) -> None:
        try:
            if not data:
                raise BadPacket("The packet is empty.")
            handle(eio_sid, data)
        except BadPacket as bad:
            sid = server.manager.sid_from_eio_sid(eio_sid, bad.namespace)
            answer = on_bad_packet(sid, bad) if on_bad_packet else None
            if answer is not None and bad.number is not None and sid is not None:
                server._send_packet(eio_sid, _answer(bad, answer))

    server.eio.on("message", take)


def _answer(bad: BadPacket, answer: object) -> StrictPacket:
    return StrictPacket(socketio_packet.ACK, namespace=bad.namespace, id=bad.number, data=[answer])
