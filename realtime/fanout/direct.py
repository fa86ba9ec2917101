"""Plugging our writing and reading into Engine.IO on eventlet, and whether they would fit."""

import inspect
import time
import weakref
from typing import Any

from engineio import packet as engineio_packet
from engineio import socket as engineio_socket

from realtime import engine
from realtime.engine import on_eventlet
from realtime.fanout.driver import websocket_driver
from realtime.fanout.manager import FanoutManager
from realtime.fanout.wire import Link, frame, framed, unmask
from realtime.fanout.writing import OutgoingQueue, Writer


def plug_in(server: Any, manager: FanoutManager) -> None:
    server.eio._async = {
        **server.eio._async,
        "websocket": websocket_driver(manager.links, manager.limits),
    }
    server.eio.send_packet = manager.send_packet
    server.eio.create_queue = OutgoingQueue
    _spare_green_threads(server.eio, manager.links)
    manager.direct = True


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
        "websocket handshake": hasattr(on_eventlet.WebSocketApp, "_handle_hybi_request"),
        "websocket reading": all(
            hasattr(on_eventlet.WebSocket, name) for name in ("_recv_frame", "_send", "Message")
        ),
        "websocket mask": on_eventlet.WebSocket._apply_mask(b"a mask", b"1234", 5, 1)
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


def _spare_green_threads(eio: Any, links: dict[str, Link]) -> None:
    """The library parks two of them for each client: one that writes, one until the next ping."""
    start = eio.start_background_task

    def start_background_task(target: Any, *args: Any, **options: Any) -> Any:
        name = getattr(target, "__name__", "")
        if name == "_send_ping":
            # A timer lasts longer than many a connection, whose memory it would keep.
            return engine.call_later(eio.ping_interval, _ping, weakref.ref(target.__self__))
        if name == "writer":
            # The WebSocket is ours alone from here on: polling, if there was any, is over.
            owner, ws = _captured(target, "self"), _captured(target, "ws")
            links[owner.sid] = ws.link
            return Writer(owner.queue, ws)
        return start(target, *args, **options)

    eio.start_background_task = start_background_task


def _captured(function: Any, name: str) -> Any:
    """What a function made inside another took from there."""
    return function.__closure__[function.__code__.co_freevars.index(name)].cell_contents


def _ping(reference: "weakref.ref[Any]") -> None:
    owner = reference()
    if owner is not None and not owner.closing and not owner.closed:
        owner.last_ping = time.time()
        owner.send(engineio_packet.Packet(engineio_packet.PING))
