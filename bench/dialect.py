"""How one member talks: to our server in its real protocol, to the peers with one `chat` event.

Both are engine.io 4 and socket.io 5 by hand over a bare WebSocket. A dialect builds what a member
sends and reads what it receives; the load generator knows only the few names defined here.
"""

import json
import re
import secrets
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

MASK = b"\x5a\xa5\x3c\xc3"
FILLER = "the quick brown fox jumps over the lazy dog and then reads it out to the circle. "
_NUMBER = re.compile(r"#(\d+) ")

# (place in the room's order, number the generator gave it; -1: not ours)
Message = tuple[int, int]


@dataclass(slots=True)
class Answer:
    """An acknowledgement: `messages` are those that came with it."""

    number: int
    ok: bool
    last: int = 0
    more: bool = False
    messages: list[Message] = field(default_factory=list)


class Dialect(Protocol):
    """What differs between our protocol and the peers'."""

    namespace: str

    def enter(self, number: int, room: str, after: int) -> str: ...

    def say(self, number: int, room: str) -> str: ...

    def catch_up(self, number: int, room: str, after: int) -> str: ...

    def messages(self, packet: str) -> list[Message] | None: ...

    def answer(self, packet: str) -> Answer | None: ...


class Comentor:
    """`enter`, `say` and batches of `changes`, in the namespace /rooms."""

    namespace = "/rooms"

    def __init__(self) -> None:
        self._run = secrets.token_hex(4)

    def enter(self, number: int, room: str, after: int) -> str:
        return self._event(number, "enter", {"room": room, "after": after})

    def catch_up(self, number: int, room: str, after: int) -> str:
        return self._event(number, "changes", {"room": room, "after": after})

    def say(self, number: int, room: str) -> str:
        key = f"{self._run}-{number:08d}"
        body = f"#{number} {FILLER}"
        return self._event(number, "say", {"room": room, "client_key": key, "body": body})

    def messages(self, packet: str) -> list[Message] | None:
        if not packet.startswith('42/rooms,["changes",'):
            return None
        return self._items(json.loads(packet[9:])[1]["items"])

    def answer(self, packet: str) -> Answer | None:
        if not packet.startswith("43/rooms,"):
            return None
        start = packet.index("[")
        body = (json.loads(packet[start:]) or [{}])[0]
        room = body.get("room") or {}
        return Answer(
            number=int(packet[9:start]),
            ok=bool(body.get("ok")),
            last=room.get("version") or body.get("version") or 0,
            more=bool(body.get("more")),
            messages=self._items(body.get("items") or ()),
        )

    @staticmethod
    def _items(items: Iterable[dict[str, Any]]) -> list[Message]:
        return [(item["version"], _number_in(item["html"])) for item in items]

    @staticmethod
    def _event(number: int, name: str, payload: dict[str, Any]) -> str:
        return f"42/rooms,{number}" + json.dumps([name, payload], separators=(",", ":"))


class Peer:
    """One event `chat`; the server writes the message's place into `seq`."""

    namespace = ""

    def enter(self, number: int, room: str, after: int) -> str:
        return f'42{number}["join","{room}"]'

    def catch_up(self, number: int, room: str, after: int) -> str:
        raise NotImplementedError("The peers keep nothing that could be caught up with.")

    def say(self, number: int, room: str) -> str:
        text = f"#{number} {FILLER}"
        return f'42["chat",{{"room":"{room}","seq":"000000000","user":"hana","text":"{text}"}}]'

    def messages(self, packet: str) -> list[Message] | None:
        if not packet.startswith('42["chat",'):
            return None
        said = json.loads(packet[2:])[1]
        return [(int(said["seq"]), _number_in(said["text"]))]

    def answer(self, packet: str) -> Answer | None:
        if not packet.startswith("43"):
            return None
        start = packet.index("[")
        last = (json.loads(packet[start:]) or [0])[0]
        return Answer(number=int(packet[2:start]), ok=True, last=last)


def _number_in(text: str) -> int:
    found = _NUMBER.search(text)
    return int(found[1]) if found else -1


def client_frame(text: str) -> bytes:
    """A masked text frame; the mask is always the same, which costs the server just as much."""
    payload = text.encode()
    size = len(payload)
    stream = (MASK * (size // 4 + 1))[:size]
    masked = (int.from_bytes(payload, "big") ^ int.from_bytes(stream, "big")).to_bytes(size, "big")
    if size < 126:
        return struct.pack("!BB", 0x81, 0x80 | size) + MASK + masked
    return struct.pack("!BBH", 0x81, 0x80 | 126, size) + MASK + masked


def split_frames(data: bytes) -> tuple[list[str], bytes, bool]:
    """The text frames in `data`, the unfinished rest, and whether the server said goodbye."""
    packets: list[str] = []
    at, end = 0, len(data)
    while end - at >= 2:
        size, start = data[at + 1], at + 2
        if size == 126:
            size, start = int.from_bytes(data[at + 2 : at + 4], "big"), at + 4
        elif size == 127:
            size, start = int.from_bytes(data[at + 2 : at + 10], "big"), at + 10
        if end < start or end - start < size:
            break
        if data[at] == 0x88:
            return packets, b"", True
        if data[at] == 0x81:
            packets.append(data[start : start + size].decode())
        at = start + size
    return packets, data[at:], False
