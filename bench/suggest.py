"""Suggestions while one types: 20,000 skills, 100,000 members and 5,000 sessions, for a reader with
300 private ones and twenty searches, with a slip of the keys or not.

First the tables alone, in this process; then the answer over HTTP from a server that has filled
them from its database, checked against it with what the reader may see.
"""

import json
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests

from bench.machine import LOAD_CORE, cpu_seconds, memory_kb, percentile, pinned, python
from bench.names import Names
from bench.servers import ROOT, Comentor, Running
from search.typeahead import Typeahead

Row = dict[str, Any]
LOOK_UP, ANSWER, HELD = 1.0, 5.0, 30.0  # ms
CLASSES = {
    "2 to 4 letters": (2, 4, False),
    "5 to 9 letters": (5, 9, False),
    "5 to 9 letters, one slip": (5, 9, True),
}
READY_WITHIN = 300.0  # seconds


def run(quick: bool) -> list[Row]:
    skills, members = (2_000, 10_000) if quick else (20_000, 100_000)
    names = Names(skills, members)
    return [*_tables(names), *_answers(names, quick)]


def _tables(names: Names) -> list[Row]:
    before, began = memory_kb(_own_pid()), time.perf_counter()
    people, skills = Typeahead(), Typeahead()
    people.fill((f"{number:016}", (name,), 0) for number, name in enumerate(names.people))
    skills.fill((f"{number:016}", called, 0) for number, called in enumerate(names.skills))
    ready = time.perf_counter() - began
    rows = [
        {"name": "suggest, tables ready, s", "ours": round(ready, 2)},
        {"name": "suggest, tables, MB", "ours": (memory_kb(_own_pid()) - before) // 1024},
    ]
    for name, (least, most, slip) in CLASSES.items():
        typed = [names.typed(least, most, slip=slip) for _ in range(1_000)]
        began = time.thread_time()
        times = sorted(_milliseconds(partial(_look_up, (people, skills), one)) for one in typed)
        used = (time.thread_time() - began) / len(times) * 1000
        rows.append(_row(f"suggest, look-up, {name}, p95 ms", times, LOOK_UP, used))
    return rows


def _look_up(tables: Sequence[Typeahead], typed: str) -> list[str]:
    return [found for table in tables for found in table.find(typed, 8)]


def _answers(names: Names, quick: bool) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="comentor-bench-") as data:
        ours = Comentor(Path(data))
        ours.env["COMENTOR_BACKGROUND"] = "0"  # the index of so many would be built meanwhile
        sizes = (str(len(names.skills)), str(len(names.people)))
        cookie = ours.told_by("bench.names", *sizes)["cookie"]
        with ours.running() as running:
            rows = _start(running, cookie, names)
            for name, (least, most, slip) in CLASSES.items():
                typed = [names.typed(least, most, slip=slip) for _ in range(100 if quick else 400)]
                used = cpu_seconds(running.pid)
                times = _fetch(running, cookie, typed)
                used = (cpu_seconds(running.pid) - used) / len(times) * 1000
                name = f"suggest, answer over HTTP, {name}, p95 ms"
                rows.append(_row(name, times, ANSWER, used))
            return rows


def _start(running: Running, cookie: str, names: Names) -> list[Row]:
    """Until the tables are full, and how long others waited meanwhile."""
    before, began = memory_kb(running.pid), time.perf_counter()
    waits: list[float] = []
    full = threading.Event()
    waiting = threading.Thread(target=_wait_in_line, args=(running.port, full, waits))
    waiting.start()
    url = f"http://127.0.0.1:{running.port}/api/v1/suggestions"
    headers, query = {"Cookie": cookie}, {"q": names.people[0], "kinds": "person"}
    while not requests.get(url, query, headers=headers, timeout=60).json()["suggestions"]:
        if time.perf_counter() - began > READY_WITHIN:
            raise RuntimeError("The tables did not become full.")
        time.sleep(0.05)
    ready = time.perf_counter() - began
    full.set()
    waiting.join()
    return [
        {"name": "suggest, server ready to suggest, s", "ours": round(ready, 2)},
        {"name": "suggest, server, MB more", "ours": (memory_kb(running.pid) - before) // 1024},
        _row("suggest, others wait while it fills, p95 ms", sorted(waits), HELD),
    ]


def _wait_in_line(port: int, full: threading.Event, waits: list[float]) -> None:
    with requests.Session() as session:
        while not full.is_set():
            waits.append(
                _milliseconds(lambda: session.get(f"http://127.0.0.1:{port}/healthz", timeout=60))
            )
            time.sleep(0.005)


def _fetch(running: Running, cookie: str, typed: list[str]) -> list[float]:
    """By a process of its own on the other core."""
    url = f"http://127.0.0.1:{running.port}"
    paths = [f"/api/v1/suggestions?q={quote(one)}" for one in typed]
    command = python("-m", "bench.prober", url, "6", "0.005", cookie, *paths)
    done = subprocess.run(  # noqa: S603 - our own program
        pinned(LOAD_CORE, command), cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"Suggestions could not be fetched:\n{done.stderr[-2000:]}")
    times: dict[str, list[float]] = json.loads(done.stdout)
    return sorted(one for of_path in times.values() for one in of_path)


def _row(name: str, times: list[float], bar: float, used: float | None = None) -> Row:
    """`used`: processor time of each, which other work on the machine does not lengthen."""
    most = percentile(times, 0.95)
    return {
        "name": name,
        "ours": round(most, 3),
        "p50": round(percentile(times, 0.5), 3),
        "slowest": round(times[-1], 2),
        "processor": None if used is None else round(used, 3),
        "bar": f"≤ {bar:g}",
        "holds": most <= bar,
    }


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _own_pid() -> int:
    return int(Path("/proc/self/stat").read_text().split()[0])
