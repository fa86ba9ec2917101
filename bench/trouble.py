"""Clients that behave badly, beside a room of 500 that talks: what the others notice of it.

    python -m bench.trouble KIND < trouble.json

As a suite (`run`) it measures the room's p99 while each kind of trouble goes on, and how much
memory the server still holds when it is over. As a program it makes the trouble, from the load
generator's core, so that what it costs the server is all that the others can feel.
"""

import contextlib
import json
import random
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any

from bench.dialect import MASK, Comentor, client_frame
from bench.machine import LOAD_CORE, memory_kb, pinned, python
from bench.rooms import finish, loading
from bench.scenarios import Scenario
from bench.servers import ROOT, Running
from bench.servers import Comentor as Server

Row = dict[str, Any]
MEMBERS, SECONDS, SETTLE = 500, 10.0, 6.0
KINDS = {
    "nothing": "500 × 50/s, nobody makes trouble",
    "deaf": "the same beside 100 who never read",
    "slow": "the same beside 100 who read 1 KB a second",
    "storm": "the same while 2,000 connect at once",
    "typing": "the same beside 10,000 typing events/s",
    "large": "the same beside messages of 1 MB, 20/s, by both ways",
}
P99_MOST, GROWTH_MOST = 250.0, 20_000  # milliseconds, KB


def run(quick: bool) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="comentor-bench-") as data:
        server = Server(Path(data), 3000)
        return list(_measured(server, 5.0 if quick else SECONDS))


def _measured(server: Server, seconds: float) -> Iterator[Row]:
    room = Scenario("", {"members": MEMBERS, "rate": 50.0, "warm_up": 2.0}, "p99", "")
    for kind, name in KINDS.items():
        with server.running() as running:
            # One quiet run first: what a server fetches once is not what trouble costs.
            with loading(running, room, 2.0) as load:
                finish(load)
            time.sleep(1)
            # Twice: what the allocator keeps for the next time is not lost, what grows again is.
            first, _ = _once(running, room, kind, seconds)
            measured, grown = _once(running, room, kind, seconds)
            measured = max(first, measured, key=itemgetter("p99"))
        print(f"  {name}: p99 {measured['p99']}, {grown:,} KB more afterwards", flush=True)
        yield {
            "name": f"{name}: p99 of the others, ms",
            "ours": measured["p99"],
            "bar": f"≤ {P99_MOST:.0f}",
            "holds": measured["p99"] <= P99_MOST and grown <= GROWTH_MOST,
            "longest": measured["longest"],
            "cpu": measured["cpu"],
            "load": measured["load_cpu"],
            "KB more afterwards": grown,
            "faults": measured["lost"] + measured["disordered"] + measured["refused"],
        }


def _once(
    running: Running, room: Scenario, kind: str, seconds: float
) -> tuple[dict[str, Any], int]:
    """What the others measured meanwhile, and how many KB the server has grown by."""
    before = memory_kb(running.pid)
    with loading(running, room, seconds) as load:
        assert load.stdout is not None  # noqa: S101 - it was opened as a pipe
        load.stdout.readline()  # it has begun to talk
        _make(kind, running.port, running.world, seconds)
        measured = finish(load)
    time.sleep(SETTLE)
    return measured, memory_kb(running.pid) - before


def _make(kind: str, port: int, world: dict[str, Any], seconds: float) -> None:
    given = {"port": port, "room": world["big_room"], "seconds": seconds}
    given["cookies"] = world["cookies"][MEMBERS:]
    done = subprocess.run(  # noqa: S603 - our own program
        pinned(LOAD_CORE, python("-m", "bench.trouble", kind)),
        cwd=ROOT,
        input=json.dumps(given),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"The trouble could not be made:\n{done.stderr[-2000:]}")


class Trouble:
    """Plain blocking sockets; `until` is when it has to be over."""

    def __init__(self, port: int, room: str, seconds: float, cookies: list[str]) -> None:
        self.address, self.room, self.cookies = ("127.0.0.1", port), room, cookies
        self.until = time.monotonic() + seconds
        self.dialect = Comentor()

    @property
    def going_on(self) -> bool:
        return time.monotonic() < self.until

    def nothing(self) -> None:
        pass

    def deaf(self) -> None:
        seats = self.seats(100)
        time.sleep(max(0.0, self.until - time.monotonic()))
        _close(seats)

    def slow(self) -> None:
        seats = self.seats(100)
        for seat in seats:
            seat.setblocking(False)
        while self.going_on:
            for seat in seats:
                with contextlib.suppress(OSError):
                    seat.recv(1024)
            time.sleep(1)
        _close(seats)

    def storm(self) -> None:
        _close(self.seats(2000))

    def typing(self) -> None:
        seats = self.seats(40)
        typing = client_frame(f'42/rooms,["typing",{{"room":"{self.room}"}}]')
        while self.going_on:
            began = time.monotonic()
            for seat in seats:
                with contextlib.suppress(OSError):
                    seat.send(typing * 25)
                    seat.recv(1 << 16, socket.MSG_DONTWAIT)
            time.sleep(max(0.0, 0.1 - (time.monotonic() - began)))
        _close(seats)

    def large(self) -> None:
        frame = b"\x81\xff" + (1 << 20).to_bytes(8, "big") + MASK + b"x" * (1 << 20)
        cookie = self.cookies[0]
        post = (
            f"POST /api/v1/rooms/{self.room}/items HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {1 << 20}\r\n\r\n"
        ).encode()
        while self.going_on:
            for seat in self.seats(1):
                with contextlib.suppress(OSError):
                    seat.sendall(frame)
                _close([seat])
            with contextlib.suppress(OSError), socket.create_connection(self.address, 5) as plain:
                plain.sendall(post + b"x" * (1 << 20))
                plain.recv(1 << 16)
            time.sleep(0.05)

    def seats(self, count: int) -> list[socket.socket]:
        """Sockets inside the room, all asked for before the first is waited for."""
        opened = [socket.create_connection(self.address, 30) for _ in range(count)]
        for seat, cookie in zip(
            opened, self.cookies * (count // len(self.cookies) + 1), strict=False
        ):
            seat.sendall(_handshake(self.address[1], cookie))
        for packet in (f"40{self.dialect.namespace},", self.dialect.enter(1, self.room, 0)):
            for seat in opened:
                seat.recv(1 << 16)
                seat.sendall(client_frame(packet))
        random.Random(1).shuffle(opened)  # noqa: S311
        return opened


def _handshake(port: int, cookie: str) -> bytes:
    head = [
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        f"Cookie: {cookie}",
    ]
    return ("\r\n".join(head) + "\r\n\r\n").encode()


def _close(seats: list[socket.socket]) -> None:
    for seat in seats:
        seat.close()


def main() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    getattr(Trouble(**json.load(sys.stdin)), sys.argv[1])()


if __name__ == "__main__":
    main()
