"""What was promised against what is there: the acknowledged, the stored and the shown."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chaos.client import Record
from chaos.timeline import Item


@dataclass(frozen=True)
class Row:
    """An item as the database holds it."""

    id: str
    position: int
    version: int
    body: str


@dataclass(frozen=True)
class Verdict:
    acknowledged: int
    stored: int
    lost: int
    doubled: int
    reordered: int
    gaps: int
    refused: int

    @property
    def holds(self) -> bool:
        return not (self.lost or self.doubled or self.reordered or self.gaps)


def judge(
    rows: Sequence[Row], records: Sequence[Record], lists: Sequence[Iterable[Item]]
) -> Verdict:
    """`rows` in the order of their positions; `lists` are what the clients ended with."""
    held = [{item["id"]: item for item in shown} for shown in lists]
    return Verdict(
        acknowledged=sum(len(record.words) for record in records),
        stored=len(rows),
        lost=_lost(rows, records) + _only_shown(rows, held) + _empty_places(rows),
        doubled=_doubled(rows),
        reordered=_out_of_turn(rows) + _moved(rows, held),
        gaps=sum(_missing(rows, mine) for mine in held),
        refused=sum(len(record.refused) for record in records),
    )


def _lost(rows: Sequence[Row], records: Sequence[Record]) -> int:
    """Acknowledged, and not stored as it was answered."""
    stored = {(row.id, row.position, row.body) for row in rows}
    words = [word for record in records for word in record.words]
    return sum((word.id, word.position, word.body) not in stored for word in words)


def _only_shown(rows: Sequence[Row], held: Sequence[dict[str, Item]]) -> int:
    """Shown to somebody, and gone."""
    return len({item_id for mine in held for item_id in mine} - {row.id for row in rows})


def _empty_places(rows: Sequence[Row]) -> int:
    return (rows[-1].position if rows else 0) - len(rows)


def _doubled(rows: Sequence[Row]) -> int:
    said = Counter(row.body.split(" ")[0] for row in rows)
    return sum(times - 1 for times in said.values())


def _out_of_turn(rows: Sequence[Row]) -> int:
    """Stored before something that its author had said earlier."""
    newest: dict[str, int] = {}
    wrong = 0
    for row in rows:
        author, _, turn = row.body.split(" ")[0].partition(".")
        wrong += int(turn) < newest.get(author, 0)
        newest[author] = max(int(turn), newest.get(author, 0))
    return wrong


def _moved(rows: Sequence[Row], held: Sequence[dict[str, Item]]) -> int:
    """Shown to somebody in another place than it is stored."""
    return sum(
        row.id in mine and mine[row.id]["position"] != row.position for mine in held for row in rows
    )


def _missing(rows: Sequence[Row], mine: dict[str, Item]) -> int:
    """What one client does not have, or has in an older form."""
    return sum(row.id not in mine or mine[row.id]["version"] != row.version for row in rows)
