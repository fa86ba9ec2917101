"""From starting the server to its first answered page, with the demonstration community in it."""

import http.client
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.servers import Comentor

Row = dict[str, Any]
BAR = 3.0


def run(quick: bool) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="comentor-bench-") as data:
        ours = Comentor(Path(data))
        ours.command("demo")
        ours.command("reindex")
        times = [start(ours) for _ in range(3 if quick else 7)]
    middle = statistics.median(times)
    return [
        {
            "name": "start to first answered page, s",
            "ours": round(middle, 2),
            "slowest": round(max(times), 2),
            "bar": f"≤ {BAR:.0f}",
            "holds": middle <= BAR,
        }
    ]


def start(ours: Comentor) -> float:
    began = time.perf_counter()
    with ours.running(settled=False) as running:
        connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
        connection.request("GET", "/sign-in")
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"/sign-in answered {answer.status}")
        return time.perf_counter() - began
