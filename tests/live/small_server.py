"""Starts tests/live/room_server.py and asks it how it is doing."""

import json
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("room_server.py")


class SmallServer:
    """One process with green threads; the tests' own process has none."""

    def __init__(self) -> None:
        command = [sys.executable, "-W", "ignore", str(SCRIPT), "0"]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.port: int = json.loads(self.process.stdout.readline())["port"]
        self.url = f"http://127.0.0.1:{self.port}"

    def counts(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url}/counts", timeout=30) as answer:  # noqa: S310
            return json.load(answer)

    def wait_for(self, what: Callable[[dict[str, Any]], bool], seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while not what(counts := self.counts()):
            if time.monotonic() > end:
                raise AssertionError(f"Waited in vain; the server says {counts}.")
            time.sleep(0.05)

    def stop(self) -> str:
        """Ends it as a service manager does; what it still said."""
        self.process.send_signal(signal.SIGTERM)
        said, _ = self.process.communicate(timeout=30)
        return said
