"""Who has gone leaves nothing that waits for a collection of garbage: those are rare here."""

import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.live.stage import Stage
from tests.outside.live_server import LiveServer

UNCOLLECTED = """
import sys; sys.argv.pop(1)
import wsgi
import gc, os
from pathlib import Path
from engineio.socket import Socket
from realtime import engine
from realtime.engine import common, on_eventlet
from realtime.fanout.wire import Link

common.tune_gc = gc.disable
KINDS = Socket, Link, on_eventlet.WebSocket, on_eventlet.Connection

def count():
    told = Path(os.environ["COMENTOR_DATA"], "held")
    while True:
        engine.sleep(0.2)
        held = sum(isinstance(one, KINDS) for one in gc.get_objects())
        told.with_suffix(".new").write_text(str(held))
        told.with_suffix(".new").replace(told)

engine.spawn(count)
wsgi.main()
"""
COMING, PATIENCE = 12, 20.0
HERS = 4  # of whoever stays; and the library's look for who is silent may hold another's


@pytest.fixture
def uncollected(tmp_path: Path) -> Iterator[Stage]:
    """The server as it is, but without any collection."""
    server = LiveServer(tmp_path)
    server.run("upgrade")
    server.command = [sys.executable, "-W", "ignore", "-c", UNCOLLECTED]
    with server, Stage(server) as stage:
        yield stage


def comes_to(held: Path, most: int) -> bool:
    """Whether the server holds so little of connections, within a while."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(FileNotFoundError):
            if int(held.read_text()) <= most:
                return True
        time.sleep(0.2)
    return False


def test_who_came_and_left_is_forgotten_without_a_collection(uncollected: Stage) -> None:
    stage, held = uncollected, uncollected.server.data_dir / "held"
    circle = stage.town.circle(stage.town.hana, stage.town.milo)
    seats = [stage.seated(stage.town.milo, circle) for _ in range(COMING)]
    hana = stage.seated(stage.town.hana, circle)
    assert hana.say(circle.room_id, "All of you hear this")["ok"]
    for seat in seats:
        seat.wait(lambda one: len(one.ids(circle.room_id)) == 1)
        seat.client.disconnect()
    time.sleep(0.5)  # a count from before they left is over
    assert comes_to(held, most=HERS + 1), f"{held.read_text()} parts of connections are left"
    assert hana.say(circle.room_id, "Nobody else is here")["ok"]
