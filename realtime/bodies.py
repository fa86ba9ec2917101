"""The bodies of requests, read at the pace of who sends them, but not at any pace.

Whoever sends a byte now and then holds a connection and what was kept for it. A body has
half a minute, and a second more for each 40 KB that came: 5 MB over a slow line arrive, a
hundred who drip are gone after half a minute. What nobody will read is thrown away up to a
bound, so that a browser hears why its file was too large, and then the line is cut.
"""

import time
from typing import Any, Protocol

PATIENCE = 30.0  # seconds
PACE = 40_000  # bytes that earn another second
MOST = 32_000_000  # bytes; no view takes as much
_PIECE = 65_536


class Source(Protocol):
    """A connection's buffered reader."""

    def read1(self, size: int, /) -> bytes: ...


class SlowBody:
    """Stands where a server's reader stood. Raises `TimeoutError` when time is up, and does so
    again whenever it is asked after that: the connection has no further use."""

    def __init__(self, source: Source, connection: Any) -> None:
        self._source, self._connection = source, connection
        self._received = 0
        self._began = time.monotonic()
        self.cut = False  # what stands on the line is the rest of it, and no next request

    def read(self, size: int = -1) -> bytes:
        """Exactly `size` bytes, unless the other side ends before."""
        pieces, left = [], size
        while left:
            piece = self._piece(left)
            if not piece:
                break
            pieces.append(piece)
            left -= len(piece)
        return b"".join(pieces)

    def readline(self, size: int = -1) -> bytes:
        """To the end of a line; only what stands between the pieces of a body is read so."""
        line = bytearray()
        while len(line) != size and not line.endswith(b"\n"):
            letter = self._piece(1)
            if not letter:
                break
            line += letter
        return bytes(line)

    def _piece(self, most: int) -> bytes:
        self.cut = True
        left = self._began + PATIENCE + self._received / PACE - time.monotonic()
        if left <= 0 or self._received > MOST:
            raise TimeoutError("This body took too long, or was too much.")
        usual = self._connection.gettimeout()
        self._connection.settimeout(left)
        piece = self._source.read1(min(most, _PIECE) if most > 0 else _PIECE)
        self._connection.settimeout(usual)
        self.cut = False
        self._received += len(piece)
        return piece
