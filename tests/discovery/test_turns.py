"""Whoever searches holds nobody up: the engine works in a real thread, and others go on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SECRET

PROGRAM = """
from community.core.threads import go_green
go_green()
import sys, threading, time
from pathlib import Path
from community.discovery.indexing import Index
from community.settings import Settings
from search.api import Document, Query
from tests.search.test_hostile import HOSTILE

ticks = 0
def tick():
    global ticks
    while True:
        ticks += 1
        time.sleep(0)
threading.Thread(target=tick, daemon=True).start()

index = Index(Settings(data=Path(sys.argv[1]), search=sys.argv[2]))
words = [Document(f"m:{n}", "m", "python", "words of it", "all") for n in range(200)]
index.engine.apply(words, (), 1)
for name, typed in HOSTILE.items():
    before = ticks
    assert index.search(Query.parse(typed + " python"), frozenset({"all"}), limit=10).ready
    assert ticks > before, name
before = ticks
assert index.check().ok
assert ticks > before
print("went on")
"""


@pytest.mark.parametrize("engine", ["whoosh", "tantivy"])
@pytest.mark.parametrize("mode", ["eventlet", "gevent"])
def test_others_have_their_turn_while_somebody_searches(
    mode: str, engine: str, tmp_path: Path
) -> None:
    pytest.importorskip(mode)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM, str(tmp_path), engine],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "COMENTOR_ASYNC_MODE": mode, "COMENTOR_SECRET_KEY": SECRET},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout == "went on\n", done.stderr
