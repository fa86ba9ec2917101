"""Live rooms: ours, with every message stored first, beside servers that store nothing.

The server has one core and the load generator another. Ratios are only true within one run on a
quiet machine: `cpu` says how much of its core the server got, `load` the same of the generator.
"""

import json
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.machine import LOAD_CORE, percentile, pinned, python
from bench.scenarios import COMMITTED, SCENARIOS, Measured, Scenario
from bench.servers import ROOT, Absent, Comentor, Peer, Running, c_peer, node_peer
from tests.outside.postgres import Postgres

Row = dict[str, Any]
Server = Comentor | Peer

MEMBERS, SMALL_ROOMS = 2000, 100


def run(quick: bool) -> list[Row]:
    """Every scenario (quick: all but the greatest, two seconds each)."""
    with tempfile.TemporaryDirectory(prefix="comentor-bench-") as data:
        ours = Comentor(Path(data), MEMBERS, SMALL_ROOMS)
        rows = [*_scenarios(ours, quick), *_pages_while_busy(ours, quick)]
    return rows if quick else [*rows, *_committed_on_postgres()]


def _scenarios(ours: Comentor, quick: bool) -> Iterator[Row]:
    rounds, seconds = (1, 2.0) if quick else (2, 5.0)
    for scenario in SCENARIOS:
        if quick and scenario.only_full:
            continue
        servers: list[Server] = [ours, *_peers(scenario.peers)]
        best: dict[str, Measured] = {}
        # Turn by turn, so that a busy moment of the machine does not hit one server alone.
        for _ in range(rounds):
            for server in servers:
                measured = measure(server, scenario, seconds)
                best[server.name] = _better(scenario, measured, best.get(server.name))
                print(f"  {scenario.name}: {server.name} {measured[scenario.figure]:,}", flush=True)
        yield _row(scenario, best)


def _peers(names: tuple[str, ...]) -> Iterator[Peer]:
    for name in names:
        try:
            yield node_peer() if name == "node" else c_peer()
        except Absent as absent:
            print(absent)


def measure(server: Server, scenario: Scenario, seconds: float) -> Measured:
    """One scenario on a newly started server."""
    with server.running() as running, loading(running, scenario, seconds) as load:
        return finish(load)


def plan_for(running: Running, scenario: Scenario, seconds: float) -> dict[str, Any]:
    rooms = ["room"]
    if running.world:
        rooms = [running.world["big_room"]]
    if scenario.small_rooms:
        rooms = running.world.get("small_rooms") or [f"room{n}" for n in range(SMALL_ROOMS)]
    return {
        "port": running.port,
        "pid": running.pid,
        "dialect": running.dialect,
        "rooms": rooms,
        "cookies": running.world.get("cookies", []),
        "seconds": seconds,
        **scenario.plan,
    }


def loading(running: Running, scenario: Scenario, seconds: float) -> "subprocess.Popen[str]":
    """The load generator at work; `finish` waits for what it measured."""
    load = subprocess.Popen(  # noqa: S603 - our own program
        pinned(LOAD_CORE, python("-m", "bench.load")),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert load.stdin is not None  # noqa: S101 - it was opened as a pipe
    load.stdin.write(json.dumps(plan_for(running, scenario, seconds)))
    load.stdin.close()
    load.stdin = None
    return load


def finish(load: "subprocess.Popen[str]") -> Measured:
    said, errors = load.communicate()
    if load.returncode:
        raise RuntimeError(f"The load generator failed:\n{errors[-2000:]}")
    return dict(json.loads(said.strip().rpartition("\n")[2]))


def _better(scenario: Scenario, new: Measured, old: Measured | None) -> Measured:
    if old is None or (new[scenario.figure] > old[scenario.figure]) is scenario.more_is_better:
        return new
    return old


def _row(scenario: Scenario, best: dict[str, Measured]) -> Row:
    ours = best["ours"]
    peers = {name: measured for name, measured in best.items() if name != "ours"}
    row: Row = {"name": scenario.name, "ours": ours[scenario.figure]}
    for name, measured in peers.items():
        row[name] = measured[scenario.figure]
        if measured[scenario.figure]:
            row[f"÷ {name}"] = round(ours[scenario.figure] / measured[scenario.figure], 2)
    row["bar"] = scenario.bar
    row["holds"] = scenario.holds(ours, peers) if scenario.holds else None
    row["cpu"], row["load"] = ours["cpu"], ours["load_cpu"]
    if scenario.figure == "entered_seconds":
        row |= {f"ms cpu {name}": found["entered_cpu_each"] for name, found in best.items()}
    elif ours["deliveries"]:
        row |= {f"µs cpu {name}": found["cpu_us_each"] for name, found in best.items()}
    row["faults"] = ours["lost"] + ours["disordered"] + ours["refused"]
    row["all"] = best
    return row


def _pages_while_busy(ours: Comentor, quick: bool) -> Iterator[Row]:
    """Every page while a room of 1,000 runs at 50 messages a second, and at rest."""
    seconds = 4.0 if quick else 10.0
    busy_room = Scenario("", {"members": 1000, "rate": 50.0}, "p99", "")
    with ours.running() as running:
        paths = ["/", "/circles", f"/rooms/{running.world['big_room']}"]
        rest = _probe(running, seconds, paths)
        with loading(running, busy_room, seconds + 2) as load:
            assert load.stdout is not None  # noqa: S101 - it was opened as a pipe
            load.stdout.readline()  # it has begun to talk
            busy = _probe(running, seconds, paths)
            measured = finish(load)
    for path, name in zip(paths, ("/", "/circles", "/rooms/…"), strict=True):
        quiet, loaded = percentile(rest[path], 0.99), percentile(busy[path], 0.99)
        yield {
            "name": f"page {name} while 1,000 × 50/s, p99 ms more than at rest",
            "ours": round(loaded - quiet, 1),
            "bar": "≤ 20",
            "holds": loaded - quiet <= 20,
            "cpu": measured["cpu"],
            "load": measured["load_cpu"],
            "at rest p50": round(percentile(rest[path], 0.5), 1),
            "at rest p99": round(quiet, 1),
            "busy p50": round(percentile(busy[path], 0.5), 1),
            "busy p99": round(loaded, 1),
        }


def _committed_on_postgres() -> Iterator[Row]:
    try:
        with Postgres(durable=True) as postgres, tempfile.TemporaryDirectory() as data:
            url = postgres.new_database()
            ours = Comentor(Path(data), members=200, database_url=url)
            measured = measure(ours, COMMITTED, 5.0)
    except RuntimeError as missing:
        print(missing)
        return
    yield _row(replace(COMMITTED, name=f"{COMMITTED.name}, PostgreSQL"), {"ours": measured})


def _probe(running: Running, seconds: float, paths: list[str]) -> dict[str, list[float]]:
    url = f"http://127.0.0.1:{running.port}"
    cookie = running.world["cookies"][0]
    command = python("-m", "bench.prober", url, str(seconds), "0.02", cookie, *paths)
    done = subprocess.run(  # noqa: S603 - our own program
        pinned(LOAD_CORE, command), cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"The pages could not be fetched:\n{done.stderr[-2000:]}")
    return dict(json.loads(done.stdout))
