"""A member at their browser: says things until they are acknowledged, and comes back by itself.

Does what the page's script does: one message in flight, sent again under its client key until
the server says it is stored; after a lost line `enter` from the version it has; a moment after
a gap, the question what changed.
"""

import asyncio
import random
import time
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

from chaos.timeline import Timeline
from chaos.wire import Payload, Wire

PATIENCE = 0.3
AGAIN = 2.0
PASSING = {"slow_down", "busy", "lost", "signed_out"}
EDITS = 0.1  # this share of what somebody does changes what they said last


class Door(Protocol):
    """Where one can connect: a server, or a line to one."""

    @property
    def port(self) -> int: ...


@dataclass
class Word:
    """Something said, as its author knows it; `id` and `position` once acknowledged."""

    key: str
    turn: int
    body: str
    id: str = ""
    position: int = 0
    edits: int = 0  # acknowledged ones


@dataclass
class Record:
    """What one client saw happen."""

    words: list[Word] = field(default_factory=list)
    refused: list[Payload] = field(default_factory=list)
    away: list[float] = field(default_factory=list)  # seconds between lost and back, each time


class Client:
    def __init__(
        self, number: int, cookie: str, room: str, doors: Sequence[Door], seed: int = 1
    ) -> None:
        self.number, self.cookie, self.room, self.doors = number, cookie, room, doors
        self.dice = random.Random(f"{seed} {number}")  # noqa: S311 - a failure comes again
        self.timeline = Timeline()
        self.record = Record()
        self.live = asyncio.Event()
        self._asking = False
        self._unsent: asyncio.Queue[bool | None] = asyncio.Queue()  # whether to edit; None: enough
        self._lost_at: float | None = None
        self._attempt = 0
        self._tasks: set[asyncio.Task[None]] = set()

    # The line.

    async def stay(self) -> None:
        """Connected, or on the way back, until cancelled."""
        while True:
            with suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
                await self._open()
                await self._visit()
            if self.live.is_set():
                self.live.clear()
                self._lost_at = time.monotonic()
            ceiling = min(5.0, 2**self._attempt)
            self._attempt += 1
            await asyncio.sleep(0.5 + self.dice.random() * (ceiling - 0.5))

    async def _open(self) -> None:
        """As behind a balancer: whoever answers takes us."""
        for door in self.dice.sample(self.doors, len(self.doors)):
            self._wire = Wire(door.port, self.cookie)
            with suppress(OSError, asyncio.IncompleteReadError):
                return await self._wire.open()
        raise ConnectionRefusedError

    async def _visit(self) -> None:
        async for name, payload in self._wire.events():
            if name == "connect":
                self._spawn(self._arrive())
            elif name == "changes":
                self.timeline.apply(payload["since"], payload["version"], payload["items"])
                self._ask_soon()
            elif name == "room":
                self.timeline.hear(payload["version"])
                self._ask_soon()

    async def _arrive(self) -> None:
        wire, after = self._wire, self.timeline.version
        answer = await wire.ask("enter", {"room": self.room, "after": after})
        if not answer["ok"]:
            wire.close()
            return
        self.timeline.apply(after, answer["room"]["version"], answer["items"])
        if self._lost_at is not None:
            self.record.away.append(time.monotonic() - self._lost_at)
        self._attempt, self._lost_at = 0, None
        self.live.set()
        if answer["more"]:
            self._spawn(self._ask(0, more=True))

    async def ask(self, event: str, given: Payload) -> Payload:
        """The answer, or `LOST` while the line is down."""
        return await self._wire.ask(event, given)

    def cut(self) -> None:
        """The line breaks without a goodbye."""
        self._wire.close()

    # What did not come.

    def _ask_soon(self) -> None:
        if self.timeline.behind and not self._asking:
            self._spawn(self._ask(PATIENCE))

    async def _ask(self, pause: float, *, more: bool = False) -> None:
        """Batches overtake each other by a moment; most gaps close by themselves."""
        if self._asking:
            return
        self._asking = True
        try:
            await asyncio.sleep(pause)
            while more or self.timeline.behind:
                after = self.timeline.version
                question = {"room": self.room, "after": after}
                answer = await self._wire.ask("changes", question)
                if answer["ok"]:
                    self.timeline.apply(after, answer["version"], answer["items"])
                    more = answer["more"]
                    if self.timeline.version <= after:
                        return
                elif self.live.is_set():
                    await asyncio.sleep(AGAIN)
                else:
                    return  # coming back asks for the same
        finally:
            self._asking = False

    # Speaking.

    async def talk(self, rate: float, enough: asyncio.Event) -> None:
        """So many things a second on average; returns when all are acknowledged."""
        sending = asyncio.create_task(self._send())
        while not enough.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(enough.wait(), self.dice.expovariate(rate))
                break
            self._unsent.put_nowait(self.dice.random() < EDITS)
        self._unsent.put_nowait(None)
        await sending

    async def _send(self) -> None:
        """One after the other; what comes meanwhile waits, as in the page's outbox."""
        turn = 0
        while (edit := await self._unsent.get()) is not None:
            if edit and self.record.words:
                await self._edit(self.record.words[-1])
            else:
                turn += 1
                await self.say(turn)

    async def say(self, turn: int) -> None:
        key, body = f"client-{self.number}-{turn}", f"{self.number}.{turn}"
        given = {"room": self.room, "client_key": key, "body": body}
        if answer := await self._insist("say", given):
            word = Word(key, turn, body, answer["id"], answer["position"])
            self.record.words.append(word)

    async def _edit(self, word: Word) -> None:
        body = f"{self.number}.{word.turn} again {word.edits + 1}"
        if await self._insist("edit", {"item": word.id, "body": body}):
            word.edits, word.body = word.edits + 1, body

    async def _insist(self, event: str, given: Payload) -> Payload | None:
        """The same again until it is acknowledged; nothing if it was refused."""
        while True:
            await self.live.wait()
            answer = await self.ask(event, given)
            if answer["ok"]:
                return answer
            if answer["error"] not in PASSING:
                self.record.refused.append(answer)
                return None
            await asyncio.sleep(max(1.0, answer.get("retry_after", AGAIN)))

    def _spawn(self, task: Coroutine[Any, Any, None]) -> None:
        running = asyncio.create_task(task)
        self._tasks.add(running)
        running.add_done_callback(self._tasks.discard)
