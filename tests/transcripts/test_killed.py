"""Whoever makes transcripts is killed in the middle: the next one makes them whole."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from community.core import clock
from community.settings import Settings
from community.transcripts.models import FileKind, TranscriptState
from tests.asked import many
from tests.outside.live_server import COMENTOR, ROOT
from tests.town import Town
from tests.transcripts.evenings import as_data, end, files, held, rows, said_in

MESSAGES = 2_000  # more than a second's work

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


@contextmanager
def worker(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """`comentor worker` with whatever it starts, in a group of its own."""
    env = {**os.environ, "COMENTOR_DATABASE_URL": settings.database_address}
    env |= {"COMENTOR_DATA": str(settings.data), "COMENTOR_SECRET_KEY": settings.signing_key()}
    process = subprocess.Popen(
        [*COMENTOR, "worker"], env=env, cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> None:
    latest = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < latest
        time.sleep(0.02)


def test_what_a_killed_worker_left_the_next_one_completes(town: Town, settings: Settings) -> None:
    evening = held(town, town.milo)
    many(evening, [town.milo, town.hana], MESSAGES)
    end(evening)
    settings.data.mkdir(parents=True)
    with worker(settings):
        wait_until(lambda: rows(evening)[0].due_at > clock.now())  # somebody is at it
    (row,) = rows(evening)
    assert (row.state, row.made_at, files(evening)) == (TranscriptState.DUE, None, {})
    with worker(settings):
        wait_until(lambda: rows(evening)[0].state is TranscriptState.READY)
    assert len(said_in(as_data(files(evening)[FileKind.JSON]))) == MESSAGES
    assert FileKind.ZIP in files(evening)


HANGS = """
import time
from community.cli import comentor, transcripts
from community.transcripts import building

transcripts.HANGS_AFTER = 0.2
building.make_files = lambda *given: time.sleep(60)
comentor(["transcripts"])
"""


def test_whoever_hangs_at_one_ends_and_leaves_it_due(town: Town, settings: Settings) -> None:
    """Else whoever waits for it would never start another."""
    evening = held(town, town.milo)
    end(evening)
    env = {**os.environ, "COMENTOR_DATABASE_URL": settings.database_address}
    env |= {"COMENTOR_DATA": str(settings.data), "COMENTOR_SECRET_KEY": settings.signing_key()}
    ended = subprocess.run([sys.executable, "-c", HANGS], env=env, cwd=ROOT, timeout=30)
    assert ended.returncode == -signal.SIGALRM
    assert rows(evening)[0].state is TranscriptState.DUE
