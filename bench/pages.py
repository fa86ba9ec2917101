"""How soon pages come from a community of 10,000 members and 500 circles, and what they ask.

The times are those of a browser on the same machine, over HTTP. The questions to the database and
the processor time are those of the same pages without a server between (bench.questions).
"""

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from bench.machine import LOAD_CORE, percentile, pinned, python
from bench.servers import ROOT, Comentor, Running

Row = dict[str, Any]
BAR = 100.0
MEMBERS, CIRCLES = 10_000, 500


def run(quick: bool) -> list[Row]:
    """Each page by itself, for a member who is in fifteen circles, one of 300 people."""
    with tempfile.TemporaryDirectory(prefix="comentor-bench-") as data:
        ours = Comentor(Path(data))
        size = (MEMBERS // 10, CIRCLES // 10) if quick else (MEMBERS, CIRCLES)
        ours.world = ours.told_by("bench.large_community", *map(str, size))
        ours.command("reindex")
        pages = _pages(ours.world)
        asked = ours.told_by("bench.questions", ours.world["cookie"], *pages.values())
        with ours.running() as running:
            return [
                _row(name, _times(running, path, quick), asked[path])
                for name, path in pages.items()
            ]


def _pages(world: dict[str, Any]) -> dict[str, str]:
    """By what they are called here."""
    circle, words = world["circle"], world["words"].replace(" ", "+")
    return {
        "/": "/",
        "/circles": "/circles",
        "a circle of 300": f"/circles/{circle}",
        "its room": f"/rooms/{world['room']}",
        "/people": "/people",
        "/people at one site": "/people?site=Leeds",
        "a person": f"/people/{world['person']}",
        "/skills": "/skills",
        "a skill with 200 teachers": f"/skills/{world['skill']}",
        "/search": f"/search?q={words}",
        "/search for people": f"/search?q={words}&kind=person",
        "suggestions": f"/api/v1/suggestions?q={words[:3]}&kinds=skill,person,circle",
        "/welcome/circles": "/welcome/circles",
        "/inbox": "/inbox",
        "/me": "/me",
    }


def _times(running: Running, path: str, quick: bool) -> list[float]:
    seconds = "1" if quick else "4"
    url = f"http://127.0.0.1:{running.port}"
    command = python("-m", "bench.prober", url, seconds, "0.005", running.world["cookie"], path)
    done = subprocess.run(  # noqa: S603 - our own program
        pinned(LOAD_CORE, command), cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{path} could not be fetched:\n{done.stderr[-2000:]}")
    times: dict[str, list[float]] = json.loads(done.stdout)
    return times[path]


def _row(name: str, times: list[float], asked: dict[str, float]) -> Row:
    most = percentile(times, 0.95)
    return {
        "name": f"page {name}, p95 ms",
        "ours": round(most, 1),
        "p50": round(percentile(times, 0.5), 1),
        "cpu ms": round(asked["cpu"], 1),
        "queries": int(asked["queries"]),
        "fetched": len(times),
        "bar": f"≤ {BAR:.0f}",
        "holds": most <= BAR,
    }
