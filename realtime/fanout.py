"""The fast ways of telling rooms, plugged into Socket.IO by sub-classing and arguments.

    socketio = SocketIO(app, client_manager=FanoutManager(), json=StrictJson,
                        async_mode=async_mode(), max_http_buffer_size=16_384, ...)
    install(socketio.server, on_bad_packet)

Knows sockets and rooms, and nothing of what is said in them.
"""

import inspect
import logging
import time
from collections.abc import Callable
from typing import Any

from engineio import packet as engineio_packet
from engineio import socket as engineio_socket
from socketio import packet as socketio_packet

from realtime import engine
from realtime.driver import websocket_driver
from realtime.manager import FanoutManager
from realtime.strict import BadPacket, StrictJson, StrictPacket
from realtime.wire import Limits, Link, frame, framed, unmask
from realtime.writing import OutgoingQueue, Writer

__all__ = [
    "BadPacket",
    "FanoutManager",
    "Limits",
    "StrictJson",
    "StrictPacket",
    "install",
    "self_test",
]

log = logging.getLogger(__name__)

# Given the Socket.IO id (None: not connected) and the packet; what it returns is the answer.
OnBadPacket = Callable[[str | None, BadPacket], object | None]


def install(server: Any, on_bad_packet: OnBadPacket | None = None) -> bool:
    """Plug the guards and, with green threads, the fast ways into a `socketio.Server`.

    True: the fast ways are in use. When a library has moved what they rest on, everything works
    as the library does it, more slowly, and the log says so.
    """
    _guard(server, on_bad_packet)
    manager = server.manager
    if server.eio.async_mode != "eventlet" or not isinstance(manager, FanoutManager):
        return False
    if missing := self_test(server):
        log.warning("The fast way to tell rooms is off; libraries have changed: %s", missing)
        return False
    server.eio._async = {
        **server.eio._async,
        "websocket": websocket_driver(manager.links, manager.limits),
    }
    server.eio.send_packet = manager.send_packet
    server.eio.create_queue = OutgoingQueue
    _spare_green_threads(server.eio, manager.links)
    manager.direct = True
    return True


def self_test(server: Any) -> list[str]:
    """The inner parts of the libraries that are not where, or not what, we expect."""
    owner = engineio_socket.Socket(server.eio, "self-test")
    parts = {
        "engineio.Server._async": "websocket" in getattr(server.eio, "_async", {}),
        "engineio.Server.sockets": isinstance(getattr(server.eio, "sockets", None), dict),
        "engineio.Server.send_packet": hasattr(server.eio, "send_packet"),
        "engineio.Socket": all(
            hasattr(owner, name)
            for name in ("queue", "closed", "closing", "upgraded", "last_ping", "_send_ping")
        ),
        "engineio.Socket.queue": all(
            hasattr(owner.queue, name) for name in ("put", "get", "qsize", "queue")
        ),
        "engineio.Socket._websocket_handler": hasattr(owner, "_websocket_handler"),
        "websocket handshake": hasattr(engine.WebSocketApp, "_handle_hybi_request"),
        "websocket reading": all(
            hasattr(engine.WebSocket, name) for name in ("_recv_frame", "_send", "Message")
        ),
        "websocket mask": engine.WebSocket._apply_mask(b"a mask", b"1234", 5, 1)
        == unmask(b"a mask", b"1234", 5, 1),
        "engineio.Socket writer": _has_writer(engineio_socket.Socket._websocket_handler),
        "packet cache": _keeps_encoding(),
    }
    return [name for name, present in parts.items() if not present]


def _has_writer(handler: Any) -> bool:
    """Whether the library's handler still has a function `writer` that knows `self` and `ws`."""
    inner = [part for part in handler.__code__.co_consts if inspect.iscode(part)]
    found = [code.co_freevars for code in inner if code.co_name == "writer"]
    return len(found) == 1 and {"self", "ws"} <= set(found[0])


def _keeps_encoding() -> bool:
    packet = engineio_packet.Packet(engineio_packet.MESSAGE, "héllo")
    return framed(packet) == frame("4héllo") and packet.encode() == "4héllo"


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


def _spare_green_threads(eio: Any, links: dict[str, Link]) -> None:
    """The library parks two of them for each client: one that writes, one until the next ping."""
    start = eio.start_background_task

    def start_background_task(target: Any, *args: Any, **options: Any) -> Any:
        name = getattr(target, "__name__", "")
        if name == "_send_ping":
            return engine.call_later(eio.ping_interval, _ping, target.__self__)
        if name == "writer":
            # The WebSocket is ours alone from here on: polling, if there was any, is over.
            inner = inspect.getclosurevars(target).nonlocals
            owner, ws = inner["self"], inner["ws"]
            links[owner.sid] = ws.link
            return Writer(owner.queue, ws)
        return start(target, *args, **options)

    eio.start_background_task = start_background_task


def _ping(owner: Any) -> None:
    if not owner.closing and not owner.closed:
        owner.last_ping = time.time()
        owner.send(engineio_packet.Packet(engineio_packet.PING))
