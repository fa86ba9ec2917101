"""The loads of live rooms, and what each has to reach (the bars of the design)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Measured = dict[str, Any]


@dataclass(frozen=True)
class Scenario:
    """One load, the figure of it that counts, and what it is to reach."""

    name: str
    plan: dict[str, Any]
    figure: str
    bar: str
    peers: tuple[str, ...] = ()
    small_rooms: bool = False
    only_full: bool = False
    holds: Callable[[Measured, dict[str, Measured]], bool] | None = None

    @property
    def more_is_better(self) -> bool:
        return self.figure.endswith("_per_second")


def _times(figure: str, node: float, c: float = 0.0) -> Callable[..., bool]:
    def holds(ours: Measured, peers: dict[str, Measured]) -> bool:
        wanted = {"node": node, "C": c}
        return all(ours[figure] >= wanted[name] * peer[figure] for name, peer in peers.items())

    return holds


def _soon(milliseconds: float) -> Callable[..., bool]:
    def holds(ours: Measured, peers: dict[str, Measured]) -> bool:
        return ours["p99"] <= min([milliseconds, *(peer["p99"] for peer in peers.values())])

    return holds


COMMITTED = Scenario(
    "into one room of 200, acknowledged and committed/s",
    {"members": 200, "in_flight": 50, "counted_by": "ack"},
    "acknowledged_per_second",
    "≥ 2,000",
    holds=lambda ours, _: ours["acknowledged_per_second"] >= 2000,
)

SCENARIOS = [
    Scenario(
        "2,000 connect and enter one room",
        {"members": 2000, "at_once": 2000},
        "entered_seconds",
        "≤ 2 s",
        ("node",),
        holds=lambda ours, _: ours["entered_seconds"] <= 2,
    ),
    Scenario(
        "memory of the server for each of 1,000, KB",
        {"members": 1000},
        "memory_kb_each",
        "≤ 60",
        ("node",),
        holds=lambda ours, _: ours["memory_kb_each"] <= 60,
    ),
    Scenario(
        "one room of 500, 16 in flight, deliveries/s",
        {"members": 500, "in_flight": 16},
        "deliveries_per_second",
        "≥ 8 × node, ≥ 0.6 × C",
        ("node", "C"),
        holds=_times("deliveries_per_second", 8, 0.6),
    ),
    Scenario(
        "one room of 1,000, 16 in flight, deliveries/s",
        {"members": 1000, "in_flight": 16},
        "deliveries_per_second",
        "≥ 8 × node, ≥ 0.6 × C",
        ("node", "C"),
        holds=_times("deliveries_per_second", 8, 0.6),
    ),
    Scenario(
        "one room of 1,000, each message alone, deliveries/s",
        {"members": 1000, "in_flight": 1},
        "deliveries_per_second",
        "≥ 1.3 × node",
        ("node",),
        holds=_times("deliveries_per_second", 1.3),
    ),
    Scenario(
        "500 members × 20/s, p99 ms",
        {"members": 500, "rate": 20.0},
        "p99",
        "≤ 25, ≤ node",
        ("node",),
        holds=_soon(25),
    ),
    Scenario(
        "1,000 members × 100/s, p99 ms",
        {"members": 1000, "rate": 100.0},
        "p99",
        "≤ 60, ≤ node",
        ("node",),
        holds=_soon(60),
    ),
    Scenario(
        "2,000 members × 100/s, p99 ms",
        {"members": 2000, "rate": 100.0},
        "p99",
        "≤ 150, ≤ node",
        ("node",),
        only_full=True,
        holds=_soon(150),
    ),
    Scenario(
        "100 rooms of 20 at 500/s, p99 ms",
        {"members": 2000, "rate": 500.0},
        "p99",
        "≤ 20 at ≤ 0.6 cpu",
        ("node",),
        small_rooms=True,
        holds=lambda ours, _: ours["p99"] <= 20 and ours["cpu"] <= 0.6,
    ),
    COMMITTED,
    Scenario(
        "900 of 1,000 cut at 50/s, all back and complete, s",
        {"members": 1000, "rate": 50.0, "cut": 900, "warm_up": 3.0},
        "back_seconds",
        "≤ 3 s, 0 missing",
        holds=lambda ours, _: ours["back_seconds"] <= 3 and not ours["lost"] + ours["disordered"],
    ),
]
