"""Writes to an index until somebody kills it: `python -m tests.search.killed ENGINE DIRECTORY`.

With `meaning` as a third word it learns after each batch as well.

Batch n replaces the three messages of n, takes away one of batch n - 1, and says so when it is
stored. What an index must hold at a position follows from the position alone.
"""

import sys
from pathlib import Path

from search.api import Document, open_engine
from search.meaning import MeaningEngine
from tests.search.meanings import Thesaurus


def batch(number: int) -> tuple[list[Document], list[str]]:
    slots = range(number * 3 % 60, number * 3 % 60 + 3)
    documents = [
        Document(f"message:{slot}", "message", "", f"batch{number} steady", "public")
        for slot in slots
    ]
    return documents, [f"message:{(number - 1) * 3 % 60}"]


def expected(position: int) -> dict[str, int]:
    """Which batch each message comes from."""
    found: dict[str, int] = {}
    for number in range(1, position + 1):
        documents, deletes = batch(number)
        for key in deletes:
            found.pop(key, None)
        found.update({document.key: number for document in documents})
    return found


def main() -> None:
    place = Path(sys.argv[2])
    engine = open_engine(sys.argv[1], place)
    learning = sys.argv[3:] == ["meaning"]
    if learning:
        engine = beside = MeaningEngine(engine, place, Thesaurus())
    number = engine.position()
    while True:
        number += 1
        engine.apply(*batch(number), number)
        print(number, flush=True)
        while learning and beside.think():
            pass


if __name__ == "__main__":
    main()
