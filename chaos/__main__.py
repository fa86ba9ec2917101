"""Kills servers, stops Redis and breaks lines while people talk, then counts what is missing.

    python -m chaos [sqlite] [postgresql] [--quick] [--seed N]

Ends with 1 when anything acknowledged was lost, doubled or moved, or when anybody's list
differs from the database in the end.
"""

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path

from chaos.plan import FULL, QUICK
from chaos.run import Outcome, run

DATABASES = ("sqlite", "postgresql")


def main() -> int:
    arguments = _arguments()
    plan = replace(QUICK if arguments.quick else FULL, seed=arguments.seed)
    outcomes: dict[str, Outcome] = {}
    for database in arguments.databases or DATABASES:
        print(f"{database}: {plan.clients} clients, {plan.kills} kills …", flush=True)
        with tempfile.TemporaryDirectory(prefix="comentor-chaos-") as data:
            outcomes[database] = run(database, Path(data), plan)
        print(table({database: figures(outcomes[database])}), flush=True)
    return 0 if all(holds(outcome) for outcome in outcomes.values()) else 1


def holds(outcome: Outcome) -> bool:
    return outcome.verdict.holds and outcome.integrity in ("ok", "–")


def figures(outcome: Outcome) -> dict[str, str]:
    verdict, happened, away = outcome.verdict, outcome.happened, outcome.away
    middle = away[len(away) // 2] if away else 0.0
    return {
        "acknowledged": f"{verdict.acknowledged:,}",
        "stored": f"{verdict.stored:,}",
        "lost": str(verdict.lost),
        "doubled": str(verdict.doubled),
        "reordered": str(verdict.reordered),
        "gaps": str(verdict.gaps),
        "refused": str(verdict.refused),
        "seconds": f"{outcome.seconds:.0f}",
        "servers killed": str(happened.kills),
        "no server up for": f"{happened.dark:.1f} s",
        "Redis stopped": str(happened.outages + 1),
        "lines cut": str(happened.cuts),
        "came back": f"{len(away):,}",
        "back after, p50": f"{middle:.1f} s",
        "back after, longest": f"{away[-1] if away else 0.0:.1f} s",
        "all complete after": f"{outcome.settled:.1f} s",
        "integrity_check": outcome.integrity,
    }


def table(columns: dict[str, dict[str, str]]) -> str:
    names = list(next(iter(columns.values())))
    lines = [["", *columns], *[[name, *[c[name] for c in columns.values()]] for name in names]]
    return "\n".join(
        line[0].ljust(20) + "".join(text.rjust(14) for text in line[1:]) for line in lines
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="chaos", description=__doc__.partition("\n")[0])
    parser.add_argument("databases", nargs="*", metavar="database", help=", ".join(DATABASES))
    parser.add_argument("--quick", action="store_true", help="a quarter of it")
    parser.add_argument("--seed", type=int, default=1, help="other dice")
    arguments = parser.parse_args()
    if unknown := set(arguments.databases) - set(DATABASES):
        parser.error(f"no such database: {', '.join(sorted(unknown))}")
    return arguments


if __name__ == "__main__":
    raise SystemExit(main())
