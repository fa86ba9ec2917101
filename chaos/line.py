"""A line between clients and a server that is slow, or breaks, whenever it is told to."""

import asyncio
from contextlib import suppress

CHUNK = 65_536


class Line:
    """Passes bytes on to a port that may change, from a port of its own."""

    def __init__(self, towards: int) -> None:
        self._towards = towards
        self.delay = 0.0  # seconds that everything is on the way
        self.port = 0
        self._open: set[asyncio.StreamWriter] = set()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._join, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def cut(self) -> int:
        """Everything that is open breaks without a goodbye; how many ends that were."""
        ends = list(self._open)
        for end in ends:
            end.transport.abort()
        return len(ends) // 2

    async def close(self) -> None:
        self._server.close()
        self.cut()
        await asyncio.sleep(0)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._towards)
        except OSError:
            writer.transport.abort()
            return
        ends = {writer, far_writer}
        self._open |= ends
        await asyncio.gather(self._pass_on(reader, far_writer), self._pass_on(far_reader, writer))
        self._open -= ends

    async def _pass_on(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(CHUNK):
                if self.delay:
                    await asyncio.sleep(self.delay)
                target.write(data)
                await target.drain()
        target.transport.abort()
