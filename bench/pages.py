"""How soon pages come, over HTTP from the demonstration community, at rest."""

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from bench.machine import LOAD_CORE, percentile, pinned, python
from bench.servers import ROOT, Comentor, Running

Row = dict[str, Any]
BAR = 100.0


def run(quick: bool) -> list[Row]:
    """Each page by itself, for a member who sees all the open circles."""
    with tempfile.TemporaryDirectory(prefix="comentor-bench-") as data:
        ours = Comentor(Path(data))
        ours.command("demo")
        ours.world = ours.make_world(50, 0)
        with ours.running() as running:
            paths = [
                "/",
                "/people",
                "/circles",
                f"/rooms/{running.world['big_room']}",
                "/inbox",
                "/search?q=time+management",
                "/me",
            ]
            return [_row(path, _times(running, path, quick)) for path in paths]


def _times(running: Running, path: str, quick: bool) -> list[float]:
    seconds = "1" if quick else "4"
    url = f"http://127.0.0.1:{running.port}"
    cookie = running.world["cookies"][0]
    command = python("-m", "bench.prober", url, seconds, "0.005", cookie, path)
    done = subprocess.run(  # noqa: S603 - our own program
        pinned(LOAD_CORE, command), cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{path} could not be fetched:\n{done.stderr[-2000:]}")
    times: dict[str, list[float]] = json.loads(done.stdout)
    return times[path]


def _row(path: str, times: list[float]) -> Row:
    shown = "/rooms/…" if path.startswith("/rooms/") else path
    most = percentile(times, 0.95)
    return {
        "name": f"page {shown}, p95 ms",
        "ours": round(most, 1),
        "p50": round(percentile(times, 0.5), 1),
        "fetched": len(times),
        "bar": f"≤ {BAR:.0f}",
        "holds": most <= BAR,
    }
