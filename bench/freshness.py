"""How soon what is new is found: twenty changes a second, and somebody who searches all the while.

First the engines alone, fed as the follower feeds them; then a server, asked over HTTP.
"""

import re
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from bench.documents import World
from bench.machine import percentile
from bench.servers import Comentor, Running
from community.background import PAUSE
from search.api import Document, Query, SearchEngine

RATE, SEARCH_EVERY = 20, 0.1
P95, MOST = 700.0, 1_000.0  # ms
TIMES = 30  # wishes noted, fewer than one member may have
Row = dict[str, Any]
PUBLIC = frozenset({"public"})


@dataclass
class Stream:
    """Documents that come, and when each was first found."""

    engine: SearchEngine
    world: World
    seconds: float
    came: dict[int, float] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    searches: list[float] = field(default_factory=list)

    def run(self) -> None:
        threads = [threading.Thread(target=one) for one in (self._come, self._search)]
        for one in threads:
            one.start()
        self._follow()
        for one in threads:
            one.join()

    def _come(self) -> None:
        began = time.perf_counter()
        for number in range(int(RATE * self.seconds)):
            time.sleep(max(0.0, began + number / RATE - time.perf_counter()))
            self.came[number] = time.perf_counter()
        self.over.set()

    def _follow(self) -> None:
        """As the product does: all that waits in one commit, and a pause where nothing does."""
        done = 0
        while not (self.over.is_set() and done == len(self.came)):
            waiting = range(done, len(self.came))
            if not waiting:
                time.sleep(PAUSE)
                continue
            position = self.engine.position() + 1
            self.engine.apply([_new(number) for number in waiting], (), position)
            for number in waiting:
                if self.engine.search(Query.parse(f"fresh{number}x"), PUBLIC).total != 1:
                    raise RuntimeError(f"document {number} was applied and is not found")
                self.took.append((time.perf_counter() - self.came[number]) * 1000)
            done = waiting.stop

    def _search(self) -> None:
        audiences = self.world.audiences(20)
        while not self.over.is_set():
            began = time.perf_counter()
            self.engine.search(Query.parse(self.world.asked("three words")), audiences)
            self.searches.append((time.perf_counter() - began) * 1000)
            time.sleep(SEARCH_EVERY)


def sustained(world: World, engines: dict[str, SearchEngine], seconds: float) -> Iterator[Row]:
    """`RATE` documents a second; the slowest has to be found within a second."""
    for name, engine in engines.items():
        stream = Stream(engine, world, seconds)
        stream.run()
        took, searches = sorted(stream.took), sorted(stream.searches)
        yield {
            "name": f"{RATE} a second until found, {len(world.documents):,}, {name}",
            f"{name} p50": round(percentile(took, 0.5), 1),
            f"{name} p95": round(percentile(took, 0.95), 1),
            "slowest": round(took[-1], 1),
            "search p95": round(percentile(searches, 0.95), 1),
            "bar": f"≤ {P95:.0f}, slowest ≤ {MOST:,.0f}",
            "holds": percentile(took, 0.95) <= P95 and took[-1] <= MOST,
        }


def run(quick: bool) -> list[Row]:
    """A change of the database until it is found over HTTP, by a server of its own."""
    with tempfile.TemporaryDirectory(prefix="comentor-bench-") as data:
        ours = Comentor(Path(data))
        cookie = ours.told_by("bench.names", "50", "100")["cookie"]
        with ours.running() as running, requests.Session() as browser:
            name, _, value = cookie.partition("=")
            browser.cookies.set(name, value, domain="127.0.0.1", path="/")
            took = sorted(_noted(running, browser, n) for n in range(10 if quick else TIMES))
    return [
        {
            "name": "a change until found, over HTTP, p95 ms",
            "ours": round(percentile(took, 0.95), 1),
            "p50": round(percentile(took, 0.5), 1),
            "slowest": round(took[-1], 1),
            "bar": f"≤ {MOST:,.0f}",
            "holds": percentile(took, 0.95) <= MOST,
        }
    ]


def _noted(running: Running, browser: requests.Session, number: int) -> float:
    """From the answer to a wish until its skill is found by it."""
    there = f"http://127.0.0.1:{running.port}/search"
    word = "zx" + "".join("abcdefghij"[int(sign)] for sign in f"{number:03}")
    token = re.search(
        r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(there, params={"q": word}).text
    )
    if token is None:
        raise RuntimeError("The search page has no token.")
    form = {"csrf_token": token[1], "skill": word, "q": word}
    browser.post(f"{there}/wish", data=form, allow_redirects=False).raise_for_status()
    began = time.perf_counter()
    while "Nothing found" in browser.get(there, params={"q": f"learn:{word}"}).text:
        if time.perf_counter() - began > 60:
            raise RuntimeError(f"{word} is not found")
        time.sleep(0.01)
    return (time.perf_counter() - began) * 1000


def _new(number: int) -> Document:
    return Document(f"item:fresh{number}", "message", "", f"fresh{number}x said", "public")
