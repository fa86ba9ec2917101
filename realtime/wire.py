"""WebSocket frames, and one connection as the fan-out sees it.

The library wakes two green threads to send a packet and reads a frame with four system calls.
Here a frame is built once for everybody and written straight to the sockets that are idle; a
connection that is not idle takes the library's own queue, which keeps the order.
"""

import errno
import logging
import socket
import struct
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from engineio import packet as engineio_packet

from realtime import engine

log = logging.getLogger(__name__)

POLICY_VIOLATION = 1008
TOO_BIG = 1009


@dataclass(frozen=True, slots=True)
class Limits:
    """What one connection may cost; past it the connection is closed and may come again."""

    backlog_bytes: int = 1 << 20
    backlog_packets: int = 512
    bytes_per_second: int = 64_000
    burst_bytes: int = 128_000


def frame(text: str) -> bytes:
    """One unmasked text frame, which is how a server sends."""
    payload = text.encode()
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 65_536:
        return struct.pack("!BBH", 0x81, 126, size) + payload
    return struct.pack("!BBQ", 0x81, 127, size) + payload


def unmask(data: bytes, mask: Iterable[int], length: int | None = None, offset: int = 0) -> bytes:
    """Undo a client's mask with one big-integer XOR.

    The library takes the bytes one by one in Python: 16 KB hold the whole server for 4 ms.
    """
    size = len(data) if length is None else length
    key = bytes(mask)
    start = offset % 4
    stream = ((key[start:] + key[:start]) * (size // 4 + 1))[:size]
    plain = int.from_bytes(data[:size], "little") ^ int.from_bytes(stream, "little")
    return plain.to_bytes(size, "little")


class Framed(str):
    """An encoded packet that brings its frame along, so that queues need not build it again."""

    __slots__ = ("raw",)
    raw: bytes


def framed(packet: Any) -> bytes:
    """The frame of an Engine.IO packet, built the first time it is asked for."""
    encoded = packet.encode()
    if not isinstance(encoded, Framed):
        raw = frame(encoded)
        encoded = packet.encode_cache = Framed(encoded)
        encoded.raw = raw
    return encoded.raw


class Frames:
    """Stands in a queue for an Engine.IO packet; holds ready frames, or none to wake the writer."""

    packet_type = engineio_packet.MESSAGE
    binary = False
    data = ""

    def __init__(self, raw: bytes) -> None:
        self._encoded = Framed("")
        self._encoded.raw = raw

    def encode(self, b64: bool = False) -> Framed:
        return self._encoded


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


class Link:
    """One live WebSocket. `owner` is its Engine.IO socket, `ws` the WebSocket it is written to."""

    __slots__ = ("backlog", "dropped", "limits", "owner", "raw_socket", "senders", "tail")

    def __init__(self, owner: Any, raw_socket: Any, limits: Limits) -> None:
        self.owner = owner
        self.raw_socket = raw_socket
        self.limits = limits
        self.senders = 0
        self.backlog = 0
        # What a full socket did not take of a frame; nothing may be sent before it.
        self.tail = b""
        self.dropped = False

    def write(self, raw: bytes, packet: Any) -> bool:
        """Send frames at once if nothing waits before them, otherwise queue them as `packet`.

        Only for an owner that is `upgraded`; before that its packets may still leave by polling.
        Never waits. False: too much was waiting already, and the connection is being closed.
        """
        if self.senders or self.tail or self.owner.queue.qsize():
            return self._queue(len(raw), packet)
        try:
            sent = self.raw_socket.send(raw)
        except BlockingIOError:
            sent = 0
        except OSError:
            return True  # the reading side notices too, and cleans up
        if sent == len(raw):
            return True
        self.tail = raw[sent:]
        return self._queue(len(self.tail), Frames(b""))

    def take_tail(self) -> bytes:
        tail, self.tail = self.tail, b""
        self.backlog -= len(tail)
        return tail

    def drop(self) -> None:
        """Cut a connection that does not keep up; it comes back and asks for what it missed."""
        self.dropped = True
        try:
            self.raw_socket.shutdown(socket.SHUT_RDWR)
        except OSError as error:
            if error.errno not in (errno.ENOTCONN, errno.EBADF):
                raise

    def _queue(self, size: int, packet: Any) -> bool:
        if self.dropped or self.owner.closed:
            return True
        self.backlog += size
        self.owner.queue.put(packet)
        if (
            self.backlog <= self.limits.backlog_bytes
            and self.owner.queue.qsize() <= self.limits.backlog_packets
        ):
            return True
        self.drop()
        return False


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
                raise engine.ConnectionFault(POLICY_VIOLATION, "Too much in too short a time.")
        self._buffer = buffer[size:]
        return buffer[:size]


class CappedMessage(engine.WebSocket.Message):  # type: ignore[misc]  # eventlet has no types
    """The library bounds each frame, not the message that a client puts together from many."""

    def push(self, data: bytes, final: bool = False) -> None:
        super().push(data, final)
        if len(self.data) > 64 or sum(map(len, self.data)) > self.max_frame_length:
            raise engine.ConnectionFault(TOO_BIG, "The message is too big.")


class RoomWebSocket(engine.WebSocket):  # type: ignore[misc]
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
    """What Engine.IO calls to turn a request into a WebSocket; keeps `links` by Engine.IO id."""

    class RoomWebSocketApp(engine.WebSocketApp):  # type: ignore[misc]
        def __init__(self, handler: Any, server: Any) -> None:
            super().__init__(handler, server)
            self.support_legacy_versions = False
            self._owner = handler.__self__
            self._talk = handler
            self.handler = self._run

        def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
            # Compression for each connection apart costs five times the processor time.
            environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
            return super().__call__(environ, start_response)

        def _handle_hybi_request(self, environ: dict[str, Any]) -> RoomWebSocket:
            plain = super()._handle_hybi_request(environ)
            budget = ByteBudget(limits.bytes_per_second, limits.burst_bytes)
            reader = BufferedSocket(plain.socket, budget)
            ws = RoomWebSocket(
                reader, environ, plain.version, max_frame_length=plain.max_frame_length
            )
            ws.link = Link(self._owner, reader.fd, limits)
            return ws

        def _run(self, ws: RoomWebSocket) -> None:
            owner = self._owner
            links[owner.sid] = ws.link
            try:
                self._talk(ws)
            except Exception as error:
                # The library lets an unreadable packet escape, and forgets to say goodbye.
                log.info("A connection ended on %s.", type(error).__name__)
                owner.queue.put(None)
                owner.close(wait=False, abort=True)
            finally:
                links.pop(owner.sid, None)

    return RoomWebSocketApp
