"""What a stranger may send: strict JSON, and Socket.IO packets of the expected shape.

Python's own JSON reads and writes NaN, and one NaN disconnects every browser in a room. The
library lets a client send an event named `connect`, which runs the connect handler once more.
Both stop here, before any handler. Nothing here knows what the messages are about.
"""

import json
import math
from typing import Any

import orjson
from socketio import packet as socketio_packet

RESERVED = frozenset({"connect", "connect_error", "disconnect", "disconnecting", "*"})
REFUSED_TYPES = frozenset(
    {
        socketio_packet.CONNECT_ERROR,
        socketio_packet.BINARY_EVENT,
        socketio_packet.BINARY_ACK,
    }
)
_NEVER_ODD = frozenset({str, int, bool, type(None)})
_OPTIONS = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME


class StrictJson:
    """The two functions Socket.IO wants of a JSON module, without NaN, Infinity or half characters.

    They raise ValueError or TypeError, as the standard library does.
    """

    JSONDecodeError = json.JSONDecodeError

    @staticmethod
    def dumps(value: object, **_options: object) -> str:
        encoded = orjson.dumps(value, option=_OPTIONS)
        # orjson writes NaN as null; only then is it worth looking at every number.
        if b"null" in encoded and _has_odd_number(value):
            raise ValueError("NaN and Infinity are not JSON.")
        return encoded.decode()

    @staticmethod
    def loads(text: str | bytes, **_options: object) -> Any:
        return orjson.loads(text)


def _has_odd_number(value: object) -> bool:
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, float):
            if not math.isfinite(part):
                return True
        elif isinstance(part, dict):
            # Most are no containers; leaving them out here is what keeps this quick.
            waiting += [one for one in part.values() if type(one) not in _NEVER_ODD]
        elif isinstance(part, list | tuple):
            waiting += [one for one in part if type(one) not in _NEVER_ODD]
    return False


class BadPacket(ValueError):
    """A packet nobody handles; with namespace and number when there is something to answer to."""

    def __init__(self, reason: str, namespace: str | None = None, number: int | None = None):
        super().__init__(reason)
        self.reason = reason
        self.namespace = namespace or "/"
        self.number = number


class StrictPacket(socketio_packet.Packet):  # type: ignore[misc]  # socketio has no types
    """A Socket.IO packet that is text, strict JSON and shaped as its type wants it."""

    uses_binary_events = False
    json = StrictJson

    def decode(self, encoded_packet: object) -> int:
        if not isinstance(encoded_packet, str):
            raise BadPacket("A packet has to be text.")
        try:
            super().decode(encoded_packet)
        except (ValueError, TypeError, IndexError) as error:
            raise self._bad("The packet cannot be read.") from error
        if fault := _fault(self.packet_type, self.data, self.id):
            raise self._bad(fault)
        return 0

    def _bad(self, reason: str) -> BadPacket:
        answerable = self.packet_type == socketio_packet.EVENT
        return BadPacket(reason, self.namespace, self.id if answerable else None)


def _fault(kind: int, data: object, number: int | None) -> str | None:
    if kind in REFUSED_TYPES or not 0 <= kind < len(socketio_packet.packet_names):
        return "Packets of this type are not taken."
    if kind == socketio_packet.EVENT:
        if not isinstance(data, list) or not data or not isinstance(data[0], str):
            return "An event is a list that starts with its name."
        if data[0] in RESERVED:
            return "This event name is reserved."
    if kind == socketio_packet.ACK and (number is None or not isinstance(data, list)):
        return "An acknowledgement is a numbered list."
    if kind == socketio_packet.CONNECT and not isinstance(data, dict | None):
        return "What comes with a connection is an object."
    return None
