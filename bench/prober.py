"""Fetches pages one after the other and says how long each took.

    python -m bench.prober URL SECONDS PAUSE COOKIE PATH…

prints as JSON, by path, the times in milliseconds in ascending order.
"""

import http.client
import json
import sys
import time
from collections import defaultdict
from itertools import cycle
from urllib.parse import urlsplit


def probe(
    url: str, seconds: float, pause: float, cookie: str, paths: list[str]
) -> dict[str, list[float]]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    took: dict[str, list[float]] = defaultdict(list)
    end = time.perf_counter() + seconds
    for path in cycle(paths):
        began = time.perf_counter()
        if began > end:
            break
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        took[path].append((time.perf_counter() - began) * 1000)
        time.sleep(pause)
    connection.close()
    return {path: sorted(times) for path, times in took.items()}


def main() -> None:
    url, seconds, pause, cookie, *paths = sys.argv[1:]
    print(json.dumps(probe(url, float(seconds), float(pause), cookie, paths)))


if __name__ == "__main__":
    main()
