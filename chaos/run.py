"""One run on one database, from the first word to the verdict."""

import asyncio
import sqlite3
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from chaos.client import Client, Door
from chaos.judge import Row, Verdict, judge
from chaos.line import Line
from chaos.plan import Plan
from chaos.trouble import Happened, Trouble
from chaos.world import World, world
from community.core.database import open_engine
from community.rooms.models import Item

PATIENCE = 120.0  # seconds until everybody should be back and complete; usual are five


@dataclass(frozen=True)
class Outcome:
    verdict: Verdict
    happened: Happened
    seconds: float  # of talking
    away: Sequence[float]  # seconds of each client's absences, the shortest first
    settled: float  # seconds from the last word until everybody had everything
    integrity: str


def run(database: str, data: Path, plan: Plan) -> Outcome:
    with world(database, data, plan.clients) as here:
        return asyncio.run(_run(here, plan))


async def _run(here: World, plan: Plan) -> Outcome:
    async with AsyncExitStack() as ends:
        lines = [Line(server.port) for server in here.servers]
        for line in lines:
            await line.open()
            ends.push_async_callback(line.close)
        clients = _clients(here, [*here.servers, *lines], plan)
        ends.push_async_callback(_end, [asyncio.create_task(one.stay()) for one in clients])
        await asyncio.gather(*[client.live.wait() for client in clients])
        trouble, began = Trouble(here, lines, plan), time.monotonic()
        await _talk(clients, trouble, plan)
        seconds = time.monotonic() - began
        settled = await _settle(here, clients)
    await asyncio.to_thread(here.valkey.start)
    verdict = judge(
        stored(here),
        [client.record for client in clients],
        [client.timeline.items.values() for client in clients],
    )
    away = sorted(one for client in clients for one in client.record.away)
    return Outcome(verdict, trouble.happened, seconds, away, settled, integrity(here))


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _clients(here: World, doors: Sequence[Door], plan: Plan) -> list[Client]:
    return [
        Client(number, cookie, here.room, doors, plan.seed)
        for number, cookie in enumerate(here.cookies)
    ]


async def _talk(clients: Sequence[Client], trouble: Trouble, plan: Plan) -> None:
    """The last words are said while Redis is away, with nothing coming after them."""
    enough = asyncio.Event()
    each = plan.rate / len(clients)
    talking = [asyncio.create_task(client.talk(each, enough)) for client in clients]
    await trouble.happen()
    await asyncio.to_thread(trouble.world.valkey.stop)
    await asyncio.sleep(plan.last_words)
    enough.set()
    await asyncio.gather(*talking)


async def _settle(here: World, clients: Sequence[Client]) -> float:
    """Until everybody is back and has everything, as far as that ever comes."""
    began = time.monotonic()
    newest = max(row.version for row in stored(here))
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while any(client.timeline.version < newest for client in clients):
                await asyncio.sleep(0.05)
    return time.monotonic() - began


def stored(here: World) -> list[Row]:
    """The room's items in the order of the database."""
    engine = open_engine(here.database_url or f"sqlite:///{here.data / 'comentor.db'}")
    wanted = select(Item.id, Item.position, Item.version, Item.body)
    with engine.connect() as connection:
        found = connection.execute(
            wanted.where(Item.room_id == here.room).order_by(Item.position)
        ).all()
    engine.dispose()
    return [Row(*row) for row in found]


def integrity(here: World) -> str:
    """What SQLite says of its file; PostgreSQL has no such question."""
    if here.database_url:
        return "–"
    with sqlite3.connect(here.data / "comentor.db") as connection:
        found = connection.execute("PRAGMA integrity_check").fetchall()
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    connection.close()
    return str(found[0][0]) if not broken else f"{len(broken)} rows refer to nothing"
