"""How a room's cost grows: with its members, with rooms at once, with its past, with processes.

No bars: these figures show where a limit will be met, and whether a change moved it.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.rooms import finish, loading, measure
from bench.scenarios import COMMITTED, Measured, Scenario
from bench.servers import Absent, Comentor, Peer, Running, node_peer
from tests.outside.valkey import Valkey

Row = dict[str, Any]
MEMBERS = (100, 500, 1000, 2000)
ROOMS = (1, 10, 100)
PAST = (0, 10_000, 1_000_000)


def run(quick: bool) -> list[Row]:
    seconds = 2.0 if quick else 5.0
    with tempfile.TemporaryDirectory(prefix="comentor-bench-") as data:
        ours = Comentor(Path(data), max(MEMBERS), max(ROOMS))
        rows = [*_by_members(ours, seconds), *_by_rooms(ours, seconds)]
        rows += [*_by_processes(ours, seconds)]
        return [*rows, *_by_past(ours, seconds, PAST[:2] if quick else PAST)]


def _by_members(ours: Comentor, seconds: float) -> Iterator[Row]:
    servers: list[Comentor | Peer] = [ours]
    try:
        servers.append(node_peer())
    except Absent as absent:
        print(absent)
    for members in MEMBERS:
        for server in servers:
            burst = Scenario("", {"members": members, "in_flight": 16}, "deliveries_per_second", "")
            usual = Scenario("", {"members": members, "rate": 20.0}, "p99", "")
            yield {
                "name": f"one room of {members:,}, {server.name}",
                "deliveries/s": measure(server, burst, seconds)["deliveries_per_second"],
                **_usual(measure(server, usual, seconds)),
            }


def _by_rooms(ours: Comentor, seconds: float) -> Iterator[Row]:
    for rooms in ROOMS:
        scenario = Scenario(
            "", {"members": 20 * rooms, "rate": 5.0 * rooms}, "p99", "", small_rooms=True
        )
        with ours.running() as running:
            few = replace(running, world=_first_rooms(running, rooms))
            with loading(few, scenario, seconds) as load:
                yield {"name": f"{rooms} rooms of 20 at 5/s each", **_usual(finish(load))}


def _first_rooms(running: Running, rooms: int) -> dict[str, Any]:
    """The members of the first rooms: number 100 sits in room 0 again, and so on."""
    world = running.world
    seats = [room + of * max(ROOMS) for of in range(20) for room in range(rooms)]
    return {
        **world,
        "small_rooms": world["small_rooms"][:rooms],
        "cookies": [world["cookies"][seat] for seat in seats],
    }


def _by_processes(ours: Comentor, seconds: float) -> Iterator[Row]:
    """Both processes have one core between them, as all of our servers here."""
    for members in (500, 1000):
        for processes in (1, 2):
            with ExitStack() as stack:
                bus = stack.enter_context(Valkey())
                server = ours.joined_by(bus.url)
                running = [stack.enter_context(server.running()) for _ in range(processes)]
                plan = {
                    "members": members,
                    "rate": 20.0,
                    "more_ports": [one.port for one in running[1:]],
                    "more_pids": [one.pid for one in running[1:]],
                }
                with loading(running[0], Scenario("", plan, "p99", ""), seconds) as load:
                    measured = finish(load)
            yield {
                "name": f"{processes} process{'es' * (processes - 1)}, one room of {members:,}",
                **_usual(measured),
                "out of turn": measured["disordered"],
            }


def _by_past(ours: Comentor, seconds: float, pasts: tuple[int, ...]) -> Iterator[Row]:
    for past in pasts:
        ours.told_by("bench.past", ours.world["big_room"], str(past))
        with ours.running() as running:
            enter = Scenario("", {"members": 200, "at_once": 1}, "entered_seconds", "")
            began = time.perf_counter()
            with loading(running, enter, seconds) as load:
                entered = finish(load)
            took = time.perf_counter() - began
        committed = measure(ours, COMMITTED, seconds)
        yield {
            "name": f"a room with {past:,} items",
            "ms to enter": round(entered["entered_seconds"] / 200 * 1000, 2),
            "acknowledged/s": committed["acknowledged_per_second"],
            "s in all": round(took, 1),
        }


def _usual(measured: Measured) -> Row:
    return {
        "p50": measured["p50"],
        "p99": measured["p99"],
        "µs cpu": measured["cpu_us_each"],
        "cpu": measured["cpu"],
        "load": measured["load_cpu"],
        "lost": measured["lost"],
    }
