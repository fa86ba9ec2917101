"""Writing what is queued for a connection, with a green thread only while there is something.

The library parks one for each connection, most of whose packets go straight to the socket here:
seven kilobytes a member for waiting.
"""

import logging
from typing import Any

from realtime import engine
from realtime.engine import on_eventlet

log = logging.getLogger(__name__)


class OutgoingQueue(on_eventlet.Queue):  # type: ignore[misc]  # eventlet has no types
    """An Engine.IO socket's queue. Once a writer is attached, putting wakes it."""

    writer: "Writer | None" = None

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        super().put(item, block, timeout)
        if self.writer is not None:
            self.writer.wake()


class Writer:
    """Stands in for the library's writing task: the only one that empties the queue."""

    __slots__ = ("_ended", "_queue", "_ws")

    def __init__(self, queue: OutgoingQueue, ws: Any) -> None:
        self._queue = queue
        self._ws = ws
        self._ended = False
        queue.writer = self
        if queue.qsize():
            self.wake()

    def wake(self) -> None:
        link = self._ws.link
        if not link.writing:
            link.writing = True
            engine.spawn(self._write, link)

    def join(self) -> None:
        """Wait for what is being written; the library does so once, when it closes."""
        while self._ws.link.writing:
            engine.sleep(0.005)

    def _write(self, link: Any) -> None:
        """Until the queue is empty; what comes after the end is only taken out."""
        while self._queue.qsize():
            packet = self._queue.get(block=False)
            self._queue.task_done()
            if packet is None:
                self._end()
            elif not self._ended:
                self._send(packet)
        link.writing = False

    def _send(self, packet: Any) -> None:
        try:
            self._ws.send(packet.encode())
        except Exception as error:
            log.debug("Writing to a connection ended on %s.", type(error).__name__)
            self._end()

    def _end(self) -> None:
        if not self._ended:
            self._ended = True
            self._ws.close()
