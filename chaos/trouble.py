"""What goes wrong: servers killed, Redis away, lines cut and slow, each by its own dice."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

from chaos.line import Line
from chaos.plan import Plan, Seconds
from chaos.world import World
from tests.outside.live_server import LiveServer

DELAYS = (0.0, 0.0, 0.02, 0.2, 0.5)  # seconds


@dataclass
class Happened:
    kills: int = 0
    outages: int = 0
    cuts: int = 0
    dark: float = 0.0  # seconds for which no server was up, the longest time in one piece


class Trouble:
    def __init__(self, world: World, lines: Sequence[Line], plan: Plan) -> None:
        self.world, self.lines, self.plan = world, lines, plan
        self.dice = random.Random(plan.seed)  # noqa: S311 - so that a failure comes again
        self.happened = Happened()
        self._up = set(range(len(world.servers)))
        self._dark_since = 0.0
        self._starting: set[asyncio.Task[None]] = set()

    async def happen(self) -> None:
        """Until the last server has been killed and all are up again."""
        others = [asyncio.create_task(part) for part in (self._outages(), self._breaks())]
        end = time.monotonic() + self.plan.seconds
        while self.happened.kills < self.plan.kills and time.monotonic() < end:
            await self._pause(self.plan.between_kills)
            await self._kill()
        await asyncio.gather(*self._starting)
        for other in others:
            other.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for line in self.lines:
            line.delay = 0.0

    async def _kill(self) -> None:
        """One that is up; at times that leaves nobody."""
        while not self._up:
            await asyncio.sleep(0.05)
        number = self.dice.choice(sorted(self._up))
        self._up.discard(number)
        if not self._up:
            self._dark_since = time.monotonic()
        self.happened.kills += 1
        task = asyncio.create_task(self._restart(number, self.world.servers[number]))
        self._starting.add(task)

    async def _restart(self, number: int, server: LiveServer) -> None:
        await self.world.kill(server)
        if not self._up:
            dark = time.monotonic() - self._dark_since
            self.happened.dark = max(self.happened.dark, dark)
        self._up.add(number)

    async def _outages(self) -> None:
        while True:
            await self._pause(self.plan.between_outages)
            self.happened.outages += 1
            await asyncio.to_thread(self.world.valkey.stop)
            try:
                await self._pause(self.plan.outage)
            finally:
                await asyncio.to_thread(self.world.valkey.start)

    async def _breaks(self) -> None:
        while True:
            await self._pause(self.plan.between_troubles)
            line = self.dice.choice(self.lines)
            if self.dice.random() < 0.5:
                self.happened.cuts += line.cut()
            else:
                line.delay = self.dice.choice(DELAYS)

    async def _pause(self, between: Seconds) -> None:
        await asyncio.sleep(self.dice.uniform(*between))
