"""Open pages of a room that live by themselves: they keep up, and come back after a cut.

Many of them share one loop in one thread, beside the test that tells them what to do.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any, Self, TypeVar

from chaos.client import Client
from chaos.timeline import Item
from chaos.wire import Payload
from tests.outside.live_server import LiveServer

T = TypeVar("T")
PATIENCE = 30.0


class Loop:
    """An event loop of its own; ends with the test."""

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, task: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(task, self._loop).result(PATIENCE)


class Tab:
    """One page of somebody, open until it is closed."""

    def __init__(self, loop: Loop, server: LiveServer, cookie: str, room: str) -> None:
        self._loop, self._room = loop, room
        self._client = Client(0, cookie, room, [server], seed=time.monotonic_ns())
        self._loop.run(self._open())

    async def _open(self) -> None:
        self._staying = asyncio.create_task(self._client.stay())
        await self._client.live.wait()

    def ask(self, event: str, payload: Payload) -> Payload:
        """The answer; where the line is down, once it is back."""
        return self._loop.run(self._insist(event, payload))

    def ask_once(self, event: str, payload: Payload) -> Payload:
        """The answer, or that the line is down."""
        return self._loop.run(self._client.ask(event, payload))

    async def _insist(self, event: str, payload: Payload) -> Payload:
        while True:
            await self._client.live.wait()
            answer = await self._client.ask(event, payload)
            if answer.get("error") != "lost":
                return answer
            await asyncio.sleep(0.01)

    def cut(self) -> None:
        """The line breaks; the page notices, and comes back by itself."""
        self._loop.run(self._cut())

    async def _cut(self) -> None:
        self._client.cut()

    def close(self) -> None:
        self._loop.run(self._close())

    async def _close(self) -> None:
        self._staying.cancel()
        await asyncio.gather(self._staying, return_exceptions=True)
        self._client.cut()

    def items(self) -> list[Item]:
        """What the page shows, in order."""
        items = list(self._client.timeline.items.values())
        return sorted(items, key=lambda item: int(item["position"]))

    def wait(self, what: Callable[[list[Item]], bool]) -> bool:
        """Whether what it shows comes to be so."""
        end = time.monotonic() + PATIENCE
        while not what(self.items()):
            if time.monotonic() > end:
                return False
            time.sleep(0.01)
        return True
