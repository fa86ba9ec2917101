"""One WebSocket to the server: Socket.IO by hand, so that a thousand of them fit one loop."""

import asyncio
import json
from collections.abc import AsyncIterator
from functools import lru_cache
from typing import Any

from bench.dialect import client_frame, split_frames

Payload = dict[str, Any]
NAMESPACE = "/rooms"
ANSWER_WITHIN = 8.0
LOST: Payload = {"ok": False, "error": "lost"}


@lru_cache(maxsize=512)
def _read(text: str) -> Any:
    """Everybody in a room is sent the same; nobody may change what comes out."""
    return json.loads(text)


class Wire:
    """Once `open()`, `events()` has to be listened to; `ask` always answers."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie = port, cookie
        self._answers: dict[int, asyncio.Future[Payload]] = {}
        self._number = 0
        self._rest = b""
        self._lost = True  # until it is open

    async def open(self) -> None:
        """Up to the namespace; raises `OSError` where there is no server."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            await asyncio.wait_for(self._shake_hands(), ANSWER_WITHIN)
        except BaseException:
            self.close()
            raise
        self._lost = False

    def close(self) -> None:
        self._writer.transport.abort()

    async def ask(self, event: str, payload: Payload) -> Payload:
        """The acknowledgement, or `LOST` when none came in time."""
        if self._lost:
            return LOST
        self._number += 1
        number = self._number
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        self._send(f"42{NAMESPACE},{number}" + json.dumps([event, payload]))
        try:
            return await asyncio.wait_for(answer, ANSWER_WITHIN)
        except TimeoutError:
            return LOST
        finally:
            del self._answers[number]

    async def events(self) -> AsyncIterator[tuple[str, Payload]]:
        """What comes until the line is lost; `connect` is the first of them."""
        try:
            async for packet in self._packets():
                if packet == "2":
                    self._send("3")
                elif packet.startswith(f"40{NAMESPACE},"):
                    yield "connect", {}
                elif packet.startswith(f"43{NAMESPACE},"):
                    self._answered(packet[len(NAMESPACE) + 3 :])
                elif packet.startswith(f"42{NAMESPACE},"):
                    name, payload = _read(packet[len(NAMESPACE) + 3 :])
                    yield name, payload
        finally:
            self._lost = True
            self.close()
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_result(LOST)

    def _answered(self, packet: str) -> None:
        number, _, rest = packet.partition("[")
        answer = self._answers.get(int(number))
        if answer is not None and not answer.done():
            answer.set_result(json.loads("[" + rest)[0])

    async def _shake_hands(self) -> None:
        head = [
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13",
            f"Cookie: {self.cookie}",
        ]
        self._writer.write(("\r\n".join(head) + "\r\n\r\n").encode())
        answer = await self._reader.readuntil(b"\r\n\r\n")
        if not answer.startswith(b"HTTP/1.1 101"):
            raise ConnectionError(f"The server does not want us: {answer[:80]!r}")
        self._send(f"40{NAMESPACE},")

    async def _packets(self) -> AsyncIterator[str]:
        while True:
            try:
                data = await self._reader.read(65_536)
            except OSError:
                return
            packets, self._rest, goodbye = split_frames(self._rest + data)
            for packet in packets:
                yield packet
            if goodbye or not data:
                return

    def _send(self, packet: str) -> None:
        self._writer.write(client_frame(packet))
