"""Turns a request into a WebSocket: eventlet's, with our reader, mask and writing rule.

The library reads a frame with four system calls and undoes its mask byte by byte in Python; it
also lets every client have its own compressor, and put a message of any size together from pieces.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from realtime.engine import on_eventlet
from realtime.fanout.wire import Framed, Limits, Link, unmask

log = logging.getLogger(__name__)

POLICY_VIOLATION = 1008
TOO_BIG = 1009
PIECES = 64


class ByteBudget:
    """A token bucket for what one connection sends us: the cost of reading grows with the bytes."""

    __slots__ = ("_at", "_burst", "_left", "_rate")

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._left = burst
        self._at = time.monotonic()

    def allows(self, size: int) -> bool:
        now = time.monotonic()
        self._left = min(self._burst, self._left + (now - self._at) * self._rate) - size
        self._at = now
        return self._left >= 0


class BufferedSocket:
    """Reads through a buffer, one system call a message, and closes on who sends too much."""

    __slots__ = ("_budget", "_buffer", "_socket", "fd", "sendall", "settimeout")

    def __init__(self, green_socket: Any, budget: ByteBudget) -> None:
        self._socket = green_socket
        self._budget = budget
        self._buffer = b""
        self.fd = green_socket.fd
        self.sendall = green_socket.sendall
        self.settimeout = green_socket.settimeout

    def __getattr__(self, name: str) -> Any:
        return getattr(self._socket, name)

    def recv(self, size: int, flags: int = 0) -> bytes:
        buffer = self._buffer
        if not buffer:
            buffer = self._socket.recv(4096, flags)
            if not self._budget.allows(len(buffer)):
                raise on_eventlet.ConnectionFault(POLICY_VIOLATION, "Too much in too short a time.")
        self._buffer = buffer[size:]
        return buffer[:size]


class CappedMessage(on_eventlet.WebSocket.Message):  # type: ignore[misc]  # eventlet has no types
    """The library bounds each frame, not the message that a client puts together from many."""

    def push(self, data: bytes, final: bool = False) -> None:
        super().push(data, final)
        if len(self.data) > PIECES or sum(map(len, self.data)) > self.max_frame_length:
            raise on_eventlet.ConnectionFault(TOO_BIG, "The message is too big.")


class RoomWebSocket(on_eventlet.WebSocket):  # type: ignore[misc]
    """eventlet's WebSocket with our mask, reader and writing rule."""

    Message = CappedMessage
    _apply_mask = staticmethod(unmask)
    link: Link

    def send(self, message: Any, **options: Any) -> None:
        if type(message) is Framed:
            self.link.backlog -= len(message.raw)
            self._send(message.raw)
        else:
            super().send(message, **options)

    def _send(self, raw: bytes) -> None:
        link = self.link
        link.senders += 1
        try:
            with self._sendlock:
                tail = link.take_tail()
                self.socket.sendall(tail + raw if tail else raw)
        finally:
            link.senders -= 1


def websocket_driver(
    links: dict[str, Link], limits: Limits
) -> Callable[[Callable[[Any], Any], Any], Any]:
    """What Engine.IO calls to turn a request into a WebSocket; ends a link with its connection.

    Whatever holds itself is untied: it would wait for a collection, and those are rare. Two
    thousand who come and go at once would leave forty megabytes behind.
    """

    class RoomWebSocketApp(on_eventlet.WebSocketApp):  # type: ignore[misc]
        def __init__(self, handler: Any, server: Any) -> None:
            super().__init__(handler, server)
            self.support_legacy_versions = False
            self._owner = handler.__self__
            self._talk = handler
            self.handler: Any = self._run

        def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
            # Compression for each connection apart costs five times the processor time.
            environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
            try:
                return super().__call__(environ, start_response)
            finally:
                self.handler = None  # which holds `self`

        def _handle_hybi_request(self, environ: dict[str, Any]) -> RoomWebSocket:
            plain = super()._handle_hybi_request(environ)
            budget = ByteBudget(limits.bytes_per_second, limits.burst_bytes)
            reader = BufferedSocket(plain.socket, budget)
            ws = RoomWebSocket(
                reader, environ, plain.version, max_frame_length=plain.max_frame_length
            )
            ws.link = Link(self._owner, reader.fd, limits)
            plain.iterator = iter(())  # its own generator holds it, and never begins
            return ws

        def _run(self, ws: RoomWebSocket) -> None:
            owner = self._owner
            try:
                self._talk(ws)
            except Exception as error:
                # The library lets an unreadable packet escape, and forgets to say goodbye.
                log.info("A connection ended on %s.", type(error).__name__)
                owner.queue.put(None)
                owner.close(wait=False, abort=True)
            finally:
                links.pop(owner.sid, None)
                owner.queue.writer = None  # which holds the WebSocket, its link and so the owner

    return RoomWebSocketApp
