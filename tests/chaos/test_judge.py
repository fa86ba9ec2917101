"""The judge of the chaos run finds each kind of fault, and nothing where there is none."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from chaos.client import Record, Word
from chaos.judge import Row, Verdict, judge
from chaos.timeline import Item, Timeline

ROWS = [
    Row("a", 1, 1, "0.1"),
    Row("b", 2, 5, "1.1 again 1"),
    Row("c", 3, 3, "0.2"),
    Row("d", 4, 4, "1.2"),
]


def shown(rows: Sequence[Row]) -> list[Item]:
    return [{"id": row.id, "position": row.position, "version": row.version} for row in rows]


def record(author: int, rows: Sequence[Row]) -> Record:
    """What somebody whose words are in `rows` was told of them."""
    mine = [row for row in rows if row.body.startswith(f"{author}.")]
    words = [
        Word(f"key-{row.id}", turn, row.body, row.id, row.position)
        for turn, row in enumerate(mine, 1)
    ]
    return Record(words=words)


def verdict(rows: Sequence[Row], *lists: Sequence[Row]) -> Verdict:
    """Of a run whose people were answered as `ROWS` says, and which ended with `rows`."""
    held = [shown(one) for one in lists or (rows, rows)]
    return judge(rows, [record(0, ROWS), record(1, ROWS)], held)


def test_a_run_in_which_all_went_well() -> None:
    found = verdict(ROWS)
    assert (found.acknowledged, found.stored) == (4, 4)
    assert found.holds


def moved(rows: list[Row]) -> list[Row]:
    first, second, *rest = rows
    return [replace(second, position=1), replace(first, position=2), *rest]


FAULTS: dict[str, tuple[Callable[[list[Row]], list[Row]], str]] = {
    "an acknowledged item is gone": (lambda rows: rows[:-1], "lost"),
    "one is gone from the middle": (lambda rows: [rows[0], *rows[2:]], "lost"),
    "an acknowledged edit is gone": (
        lambda rows: [rows[0], replace(rows[1], body="1.1"), *rows[2:]],
        "lost",
    ),
    "one is stored twice": (lambda rows: [*rows, Row("e", 5, 6, "1.2")], "doubled"),
    "one stands before what was said earlier": (
        lambda rows: [*rows[:2], replace(rows[3], position=3), Row("f", 4, 6, "1.1")],
        "reordered",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_in_the_database_is_found(name: str) -> None:
    spoil, where = FAULTS[name]
    found = verdict(spoil(list(ROWS)))
    assert getattr(found, where) > 0
    assert not found.holds


def test_what_somebody_was_shown_and_is_gone_counts_as_lost() -> None:
    assert verdict(ROWS, [*ROWS, Row("x", 5, 6, "0.3")]).lost == 1


def test_what_somebody_was_shown_elsewhere_counts_as_reordered() -> None:
    assert verdict(ROWS, ROWS, moved(ROWS)).reordered == 2


@pytest.mark.parametrize(
    "mine", [ROWS[:-1], [*ROWS[:3], replace(ROWS[3], version=2)]], ids=["missing", "old"]
)
def test_what_one_client_lacks_is_a_gap(mine: list[Row]) -> None:
    found = verdict(ROWS, ROWS, mine)
    assert (found.gaps, found.lost, found.holds) == (1, 0, False)


def item(number: int, version: int | None = None) -> Item:
    return {"id": str(number), "position": number, "version": version or number}


def test_a_timeline_stays_behind_until_the_gap_is_filled() -> None:
    timeline = Timeline()
    timeline.apply(0, 1, [item(1)])
    timeline.apply(2, 3, [item(3)])
    assert (timeline.version, timeline.behind) == (1, True)
    timeline.apply(1, 2, [item(2)])
    assert (timeline.version, timeline.behind) == (3, False)
    timeline.apply(1, 2, [item(2)])
    timeline.hear(4)
    assert (timeline.version, timeline.behind, len(timeline.items)) == (3, True, 3)


def test_a_timeline_keeps_the_newest_form_of_an_item() -> None:
    timeline = Timeline()
    timeline.apply(0, 2, [item(1, 2)])
    timeline.apply(0, 1, [item(1, 1)])
    assert [one["version"] for one in timeline.items.values()] == [2]
