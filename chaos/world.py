"""The community one run happens in: two servers on one database, Redis between them."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.outside.live_server import ROOT, LiveServer
from tests.outside.postgres import Postgres
from tests.outside.valkey import Valkey

# A few people here speak for many, and are told off by the checks of this program only.
UNLIMITED = {"COMENTOR_POSTS_PER_SECOND": "100000", "COMENTOR_POSTS_BURST": "100000"}

START_WITHIN = 120.0  # seconds; usual is one and a half


@dataclass
class World:
    servers: list[LiveServer]
    valkey: Valkey
    data: Path
    database_url: str
    cookies: list[str]
    room: str

    async def kill(self, server: LiveServer) -> None:
        """The crash, and what a service manager does about it at once."""
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start, START_WITHIN)


@contextmanager
def world(database: str, data: Path, clients: int) -> Iterator[World]:
    """`database` is `sqlite` or `postgresql`; everything in it ends with the run."""
    with ExitStack() as open_now:
        url = ""
        if database == "postgresql":
            url = open_now.enter_context(Postgres(durable=True)).new_database()
        valkey = open_now.enter_context(Valkey())
        servers = [
            LiveServer(data, url, valkey.url, UNLIMITED),
            LiveServer(data, url, valkey.url, {**UNLIMITED, "COMENTOR_BACKGROUND": "0"}),
        ]
        servers[0].run("upgrade")
        made = _make(servers[0], clients)
        for server in servers:
            open_now.callback(server.stop)
            server.start(START_WITHIN)
        yield World(servers, valkey, data, url, made["cookies"], made["big_room"])


def _make(server: LiveServer, clients: int) -> dict:
    """So many members in one circle; see bench.world."""
    command = [sys.executable, "-W", "ignore", "-m", "bench.world", str(clients), "0"]
    done = subprocess.run(  # noqa: S603 - our own command
        command, env=server.env, cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return dict(json.loads(done.stdout))
