"""Comentor as a process of its own, started as people start it."""

import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.outside.nursery import Child, Nursery, Order

ROOT = Path(__file__).parents[2]
COMENTOR = [sys.executable, "-c", "from community.cli import main; main()"]
READY = "Comentor is ready at "


class LiveServer:
    """A server that tests talk to over the network, stop, kill and start again.

    The tests' own process stays free of green threads, and what is tested is the real start.
    `command` and `folder` are for one that is installed somewhere and started elsewhere. With a
    `nursery` the process is forked from one that has loaded the product already.
    """

    def __init__(
        self,
        data_dir: Path,
        database_url: str | None = None,
        redis_url: str | None = None,
        env: dict[str, str] | None = None,
        port: int = 0,
        command: Sequence[str | Path] = COMENTOR,
        folder: Path = ROOT,
        nursery: Nursery | None = None,
    ) -> None:
        self.data_dir = data_dir
        self.port = port
        self.command = command
        self.folder = folder
        self.nursery = None if "COMENTOR_ASYNC_MODE" in (env or {}) else nursery
        self.env = _environment(data_dir, database_url, redis_url) | (env or {})
        self._log: deque[str] = deque(maxlen=200)
        self._process: subprocess.Popen[str] | Child | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        return self._running().pid

    def run(self, *arguments: str) -> str:
        """Another command on the same data, to its end: `server.run("reindex")`."""
        done = subprocess.run(
            [*self.command, *arguments],
            env=self.env,
            cwd=self.folder,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            output = done.stdout + done.stderr
            raise RuntimeError(f"comentor {' '.join(arguments)} failed:\n{output}")
        return done.stdout

    def start(self, timeout: float = 60) -> Self:
        self._ready = threading.Event()
        self._answering = False
        self._process = self._begin("--host", "127.0.0.1", "--port", str(self.port))
        self._reader = threading.Thread(target=self._read, args=(self._process,), daemon=True)
        self._reader.start()
        self._ready.wait(timeout)
        if not self._answering:
            self.kill()
            raise RuntimeError(f"The server did not become ready.\n{self.log()}")
        return self

    def _begin(self, *where: str) -> subprocess.Popen[str] | Child:
        if self.nursery is not None:
            module, arguments = _module(self.command)
            order = Order(module, [*arguments, *where], self.env, str(self.folder))
            return self.nursery.start(order)
        return subprocess.Popen(
            [*self.command, "serve", *where],
            env=self.env,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def stop(self, timeout: float = 30) -> None:
        """The polite end, as a service manager asks for it. It has to be an end."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise RuntimeError(f"SIGTERM did not end the server.\n{self.log()}") from None
        self._close()

    def kill(self) -> None:
        """The crash: no handler runs, nothing is flushed."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._close()

    def has_died(self, timeout: float = 30) -> bool:
        """Whether it came to its end by itself within that time."""
        try:
            self._running().wait(timeout)
        except subprocess.TimeoutExpired:
            return False
        self._close()
        return True

    def wake(self) -> None:
        """Started if it was stopped, where it was."""
        if self._process is None:
            self.start()

    def restart(self) -> Self:
        """Stopped if still running, then started on the same port with the same data."""
        self.stop()
        return self.start()

    def log(self) -> str:
        return "".join(self._log) or "(the server said nothing)"

    def _read(self, process: subprocess.Popen[str] | Child) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self._log.append(line)
            if line.startswith(READY):
                self.port = int(line.strip().rpartition(":")[2])
                self._answering = True
                self._ready.set()
        self._ready.set()  # it ended: nobody needs to wait any longer

    def _running(self) -> subprocess.Popen[str] | Child:
        if self._process is None:
            raise RuntimeError("The server is not running.")
        return self._process

    def _close(self) -> None:
        process, self._process = self._running(), None
        self._reader.join(60)  # whoever makes transcripts for it may have to finish a line
        if process.stdout is not None:
            process.stdout.close()

    def __enter__(self) -> Self:
        self.wake()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            error.add_note(f"The server's last lines:\n{self.log()}")
        self.stop()


def _module(command: Sequence[str | Path]) -> tuple[str, list[str]]:
    """What the command runs, once it has looked at the database; and before its own options."""
    if command is COMENTOR:
        return "wsgi", []
    assert command[1] == "-m", f"{command} cannot be forked"
    return str(command[2]), ["serve"]


def _environment(data: Path, database_url: str | None, redis_url: str | None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COMENTOR_")}
    kept |= {"COMENTOR_DATA": str(data), "PYTHONUNBUFFERED": "1"}
    if database_url:
        kept["COMENTOR_DATABASE_URL"] = database_url
    if redis_url:
        kept["COMENTOR_REDIS_URL"] = redis_url
    return kept
