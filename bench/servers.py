"""Ours and the peers as processes on a core of their own."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from bench.machine import SERVER_CORE, pinned, python

ROOT = Path(__file__).parents[1]
PEERS = ROOT / "bench" / "peers"
READY = "Comentor is ready at "
SETTLED = 2.0  # seconds of work right after a start, which `bench start` looks at
# A load speaks through few members, each many times faster than a person may.
UNLIMITED = {"COMENTOR_POSTS_PER_SECOND": "1000000", "COMENTOR_POSTS_BURST": "1000000"}


class Absent(Exception):
    """Something this machine does not have; says what in a sentence."""


@dataclass
class Running:
    """A server that answers."""

    dialect: str
    port: int
    pid: int
    process: "subprocess.Popen[str]"
    world: dict[str, Any] = field(default_factory=dict)


class Comentor:
    """Our own server on data in a directory of its own, kept for the whole run."""

    name = "ours"

    def __init__(
        self, data: Path, members: int = 0, small_rooms: int = 0, database_url: str = ""
    ) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("COMENTOR_")}
        self.env = {
            **kept,
            **UNLIMITED,
            "COMENTOR_DATA": str(data),
            "COMENTOR_DATABASE_URL": database_url,
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
        }
        self.command("upgrade")
        self.world = self.make_world(members, small_rooms) if members else {}

    def joined_by(self, redis_url: str) -> "Comentor":
        """The same server, for several processes with a bus between them."""
        other = copy(self)
        other.env = {**self.env, "COMENTOR_REDIS_URL": redis_url}
        return other

    def command(self, *arguments: str) -> str:
        program = "from community.cli import main; main()"
        return self._run(python("-c", program, *arguments))

    def make_world(self, members: int, small_rooms: int) -> dict[str, Any]:
        """See bench.world."""
        world = self.told_by("bench.world", str(members), str(small_rooms))
        self.command("reindex")
        return world

    def told_by(self, module: str, *arguments: str) -> dict[str, Any]:
        """What a program of ours prints as JSON when it is run on these data."""
        return dict(json.loads(self._run(python("-m", module, *arguments))))

    def _run(self, command: list[str]) -> str:
        done = subprocess.run(  # noqa: S603 - our own commands
            command, env=self.env, cwd=ROOT, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command[3:])} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    @contextmanager
    def running(self, *, settled: bool = True) -> Iterator[Running]:
        """`settled`: not before it is done with what it does right after a start."""
        command = pinned(SERVER_CORE, python("-m", "wsgi", "--port", "0"))
        with _process(command, self.env) as process:
            port = int(_line_from(process, READY).rpartition(":")[2])
            if settled:
                time.sleep(SETTLED)
            yield Running("comentor", port, process.pid, process, self.world)


class Peer:
    """A server that says its port as JSON."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self._command = command

    @contextmanager
    def running(self) -> Iterator[Running]:
        with _process(pinned(SERVER_CORE, self._command), dict(os.environ)) as process:
            port = json.loads(_line_from(process, "{"))["port"]
            yield Running("peer", port, process.pid, process)


@cache
def node_peer() -> Peer:
    """socket.io on Node.js; npm fetches it the first time."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise Absent("There is no node with npm here, so socket.io on Node.js is left out.")
    if not (PEERS / "node_modules" / "socket.io").exists():
        done = subprocess.run(  # noqa: S603 - our own command
            [npm, "ci", "--no-update-notifier"], cwd=PEERS, capture_output=True, text=True
        )
        if done.returncode:
            raise Absent("npm could not fetch socket.io, so Node.js is left out.")
    return Peer("node", [node, str(PEERS / "socketio.mjs")])


@cache
def c_peer() -> Peer:
    """The broadcaster in C, compiled for this run."""
    compiler = shutil.which("cc")
    if compiler is None:
        raise Absent("There is no C compiler here, so the broadcaster in C is left out.")
    program = Path(tempfile.mkdtemp(prefix="comentor-bench-")) / "broadcast"
    subprocess.run(  # noqa: S603 - our own source
        [compiler, "-O2", "-o", str(program), str(PEERS / "broadcast.c")], check=True
    )
    return Peer("C", [str(program)])


@contextmanager
def _process(command: list[str], env: dict[str, str]) -> "Iterator[subprocess.Popen[str]]":
    with (
        tempfile.TemporaryFile("w+") as errors,
        subprocess.Popen(  # noqa: S603 - our own servers
            command, env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        try:
            yield process
        except BaseException as error:
            errors.seek(0)
            error.add_note("The server's last words: " + errors.read()[-2000:])
            raise
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def _line_from(process: "subprocess.Popen[str]", start: str) -> str:
    assert process.stdout is not None  # noqa: S101 - it was opened as a pipe
    for line in process.stdout:
        if line.startswith(start):
            return line
    raise RuntimeError("The server ended before it was ready.")
