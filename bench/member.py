"""One connected member of the load: a state machine over a non-blocking socket."""

import contextlib
import socket
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.dialect import Answer, Dialect, Message, client_frame, split_frames

CHUNK = 1 << 18
CACHED = 512


@dataclass(slots=True)
class Parsed:
    """What one piece of received bytes holds; the same bytes go to every member of a room."""

    messages: list[Message]
    others: list[str]
    rest: bytes
    goodbye: bool


@dataclass
class Shared:
    """What all members of one load have in common."""

    dialect: Dialect
    arrived: Callable[["Member", list[Message]], None]
    answered: Callable[["Member", Answer], None]
    cache: dict[bytes, Parsed] = field(default_factory=dict)

    def parse(self, chunk: bytes) -> Parsed:
        parsed = self.cache.get(chunk)
        if parsed is None:
            parsed = self._parse(chunk)
            if len(self.cache) > CACHED:
                self.cache.clear()
            self.cache[chunk] = parsed
        return parsed

    def _parse(self, chunk: bytes) -> Parsed:
        packets, rest, goodbye = split_frames(chunk)
        messages: list[Message] = []
        others: list[str] = []
        for packet in packets:
            found = self.dialect.messages(packet)
            if found is None:
                others.append(packet)
            else:
                messages += found
        return Parsed(messages, others, rest, goodbye)


class Member:
    """Connects, enters one room, and keeps count of what it missed or received out of turn."""

    __slots__ = (
        "address",
        "cookie",
        "disordered",
        "held",
        "inside",
        "last",
        "number",
        "out",
        "repeated",
        "rest",
        "room",
        "shared",
        "socket",
        "upgraded",
    )

    ENTER = 1
    CATCH_UP = 2

    def __init__(
        self, shared: Shared, address: tuple[str, int], number: int, room: str, cookie: str
    ) -> None:
        self.shared = shared
        self.address = address
        self.number = number
        self.room = room
        self.cookie = cookie
        self.last = 0
        self.disordered = 0
        self.repeated = 0
        self.socket: socket.socket | None = None
        self._reset()

    def _reset(self) -> None:
        self.rest = b""
        self.out: deque[bytes] = deque()
        self.upgraded = self.inside = False
        # Live messages that come before the answer to `enter` wait for it here.
        self.held: list[Message] = []

    def connect(self) -> int:
        """Begin to connect; the file number to watch."""
        self._reset()
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with contextlib.suppress(BlockingIOError):
            self.socket.connect(self.address)
        host, port = self.address
        head = [
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
            f"Host: {host}:{port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13",
            *([f"Cookie: {self.cookie}"] if self.cookie else []),
        ]
        self.out.append(("\r\n".join(head) + "\r\n\r\n").encode())
        return self.socket.fileno()

    def cut(self) -> None:
        """Gone without a word, as when the network fails."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None
        self.inside = False

    def send(self, packet: str) -> None:
        raw = client_frame(packet)
        if self.out or self.socket is None:
            self.out.append(raw)
            return
        try:
            sent = self.socket.send(raw)
        except BlockingIOError:
            sent = 0
        if sent < len(raw):
            self.out.append(raw[sent:])

    def flush(self) -> bool:
        """Send what waits; whether anything is left."""
        while self.out and self.socket is not None:
            raw = self.out.popleft()
            try:
                sent = self.socket.send(raw)
            except BlockingIOError:
                sent = 0
            if sent < len(raw):
                self.out.appendleft(raw[sent:])
                return True
        return False

    def read(self) -> bool:
        """Take what has come; False when the server has closed."""
        if self.socket is None:
            return True
        try:
            chunk = self.socket.recv(CHUNK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        if not chunk:
            return False
        if self.rest:
            chunk = self.rest + chunk
            self.rest = b""
        if not self.upgraded:
            return self._handshake(chunk)
        return self._take(chunk)

    def _handshake(self, chunk: bytes) -> bool:
        head, end, chunk = chunk.partition(b"\r\n\r\n")
        if not end:
            self.rest = head
            return True
        if not head.startswith(b"HTTP/1.1 101"):
            raise ConnectionError(f"The server does not want us: {head[:200]!r} {chunk[:200]!r}")
        self.upgraded = True
        return self._take(chunk) if chunk else True

    def _take(self, chunk: bytes) -> bool:
        parsed = self.shared.parse(chunk)
        self.rest = parsed.rest
        for packet in parsed.others:
            self._other(packet)
        if parsed.messages:
            if self.inside:
                self.shared.arrived(self, parsed.messages)
            else:
                self.held += parsed.messages
        return not parsed.goodbye

    def _other(self, packet: str) -> None:
        dialect = self.shared.dialect
        if packet == "2":
            self.send("3")
        elif packet[0] == "0":
            self.send(f"40{dialect.namespace}," if dialect.namespace else "40")
        elif packet[:2] == "40":
            self.send(dialect.enter(self.ENTER, self.room, self.last))
        elif packet[:2] == "44":
            raise ConnectionError(f"The server refused the namespace: {packet[:200]}")
        elif (answer := dialect.answer(packet)) is not None:
            self._answer(answer)

    def _answer(self, answer: Answer) -> None:
        if answer.number not in (self.ENTER, self.CATCH_UP):
            self.shared.answered(self, answer)
            return
        if not answer.ok:
            raise ConnectionError("The room refused a member of the load.")
        if self.last:
            self.keep(sorted(answer.messages))
        if answer.more and self.last and answer.messages:
            self.send(self.shared.dialect.catch_up(self.CATCH_UP, self.room, self.last))
            return
        self.last = max(self.last, answer.last)
        self.inside = True
        self.keep(sorted(message for message in self.held if message[0] > self.last))
        self.held = []
        self.shared.answered(self, answer)

    def keep(self, messages: list[Message]) -> None:
        """Count a message in, whether it comes in its turn, again, or after a gap."""
        last = self.last
        if messages and messages[0][0] == last + 1 and messages[-1][0] == last + len(messages):
            self.last = messages[-1][0]
            return
        for place, _number in messages:
            if place == last + 1:
                last = place
            elif place <= last:
                self.repeated += 1
            else:
                self.disordered += place - last - 1
                last = place
        self.last = last
