"""Measures Comentor and prints what it found.

    python -m bench [SUITE …] [--quick] [--json FILE]
    python -m bench relevance DIRECTORY …
    python -m bench chats FILE

Without a name everything is measured: quickly in about three minutes, fully in about fifteen.
"""

import argparse
import importlib
import json
import os
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.machine import versions

SUITES = (
    *("searching", "freshness", "suggest", "start", "pages", "journeys", "sessions"),
    *("rooms", "trouble", "growth"),
)
HIDDEN = ("all",)
Row = dict[str, Any]


def main() -> int:
    if sys.argv[1:2] in (["relevance"], ["chats"]):
        return int(importlib.import_module(f"bench.{sys.argv[1]}").main(sys.argv[2:]))
    arguments = _arguments()
    rows: dict[str, list[Row]] = {}
    _announce()
    for name in arguments.suites or SUITES:
        began = time.perf_counter()
        rows[name] = importlib.import_module(f"bench.{name}").run(arguments.quick)
        print(f"\n{name} ({time.perf_counter() - began:.0f} s)\n{_table(rows[name])}", flush=True)
    if arguments.json:
        found = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "quick": arguments.quick,
            "versions": versions(),
            "rows": rows,
        }
        arguments.json.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    missed = [row["name"] for found in rows.values() for row in found if row.get("holds") is False]
    print(f"\n{len(missed)} bars missed{':' if missed else '.'}")
    for name in missed:
        print(f"  {name}")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__.partition("\n")[0])
    parser.add_argument("suites", nargs="*", metavar="suite", help=", ".join(SUITES))
    parser.add_argument("--quick", action="store_true", help="fewer and shorter runs")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write all figures there")
    arguments = parser.parse_args()
    if unknown := set(arguments.suites) - set(SUITES):
        parser.error(f"no such suite: {', '.join(sorted(unknown))}")
    return arguments


def _announce() -> None:
    print(", ".join(f"{name} {number}" for name, number in versions().items()))
    busy = os.getloadavg()[0]
    if busy > 0.5:
        print(f"Other work is running here (load {busy:.1f}): take the figures with care.")


def _table(rows: Sequence[Row]) -> str:
    columns: dict[str, None] = {}
    for row in rows:
        columns |= dict.fromkeys(name for name in row if name not in HIDDEN)
    cells = [[_text(row.get(column)) for column in columns] for row in rows]
    lines = [list(columns), *cells]
    widths = [max(len(line[at]) for line in lines) for at in range(len(columns))]
    return "\n".join(
        "  ".join(
            text.ljust(width) if at == 0 else text.rjust(width)
            for at, (text, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "NO"
    if isinstance(value, int) or (isinstance(value, float) and abs(value) >= 1000):
        return f"{value:,.0f}"
    return str(value)


if __name__ == "__main__":
    raise SystemExit(main())
