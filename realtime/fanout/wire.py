"""WebSocket frames, and one connection as the fan-out sees it.

The library wakes two green threads to send a packet. Here a frame is built once for everybody and
written straight to the sockets that are idle; a connection that is not idle takes the library's
own queue, which keeps the order.
"""

import errno
import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from engineio import packet as engineio_packet


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


class Link:
    """One live WebSocket; `owner` is its Engine.IO socket, `waiting` what is queued there."""

    __slots__ = (
        "backlog",
        "dropped",
        "limits",
        "owner",
        "raw_socket",
        "senders",
        "tail",
        "waiting",
        "writing",
    )

    def __init__(self, owner: Any, raw_socket: Any, limits: Limits) -> None:
        self.owner = owner
        self.raw_socket = raw_socket
        self.limits = limits
        self.senders = 0
        # Whether a green thread is at work on the queue; see realtime.writing.
        self.writing = False
        self.backlog = 0
        self.waiting = owner.queue.queue
        # What a full socket did not take of a frame; nothing may be sent before it.
        self.tail = b""
        self.dropped = False

    def write(self, raw: bytes, packet: Any) -> bool:
        """Send frames at once if nothing waits before them, otherwise queue them as `packet`.

        Never waits. False: too much was waiting already, and the connection is being closed.
        """
        if self.senders or self.tail or self.waiting:
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
