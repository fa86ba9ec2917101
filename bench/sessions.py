"""From a host's End to the transcript with all its files, by the server as people run it."""

import re
import tempfile
import time
from pathlib import Path
from typing import Any

import requests

from bench.servers import Comentor

Row = dict[str, Any]
PATIENCE = 300.0
KINDS = ("pdf", "csv", "json", "zip")
EVENINGS = ((733, 65, 10.0), (5_000, 300, 30.0))  # messages, people, and the bar in seconds


def run(quick: bool) -> list[Row]:
    rows: list[Row] = []
    for messages, people, bar in EVENINGS[: 1 if quick else None]:
        with tempfile.TemporaryDirectory(prefix="comentor-bench-") as data:
            ours = Comentor(Path(data))
            evening = ours.told_by("bench.evening", str(messages), str(people))
            rows += _ended(ours, evening, f"{messages:,} messages, {people} people", bar)
    return rows


def _ended(ours: Comentor, evening: dict[str, str], what: str, bar: float) -> list[Row]:
    with ours.running() as running, requests.Session() as browser:
        name, _, value = evening["cookie"].partition("=")
        browser.cookies.set(name, value, domain="127.0.0.1", path="/")
        there = f"http://127.0.0.1:{running.port}/sessions/{evening['session']}"
        took = _end(browser, there)
        page = _seconds(lambda: browser.get(f"{there}/transcript"))
        files = {kind: browser.get(f"{there}/transcript.{kind}") for kind in KINDS}
        sizes = {kind: len(file.content) // 1_000 for kind, file in files.items() if file.ok}
    return [
        {
            "name": f"End to all files, {what}, s",
            "ours": round(took, 1),
            "bar": f"≤ {bar:.0f}",
            "holds": took <= bar,
        },
        {"name": "  its page, s", "ours": round(page, 2)},
        {"name": "  its files, kB: " + ", ".join(f"{k} {n:,}" for k, n in sizes.items())},
    ]


def _end(browser: requests.Session, there: str) -> float:
    """Press End and wait until nothing is being made any more."""
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(there).text)
    if token is None:
        raise RuntimeError("The session's page has no token.")
    began = time.perf_counter()
    browser.post(f"{there}/end", data={"csrf_token": token[1]}).raise_for_status()
    while browser.get(f"{there}/transcript.zip").status_code != 200:
        if time.perf_counter() - began > PATIENCE:
            raise RuntimeError("The files were not made.")
        time.sleep(0.1)
    return time.perf_counter() - began


def _seconds(asking: Any) -> float:
    began = time.perf_counter()
    asking().raise_for_status()
    return time.perf_counter() - began
