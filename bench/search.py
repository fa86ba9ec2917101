"""How fast search is, beside SQLite's FTS5 on the same documents in the same run.

The documents are generated: words drawn by Zipf's law from a made-up vocabulary, in 5,000 circles,
a third of them public. FTS5 runs as one would use it: Porter stemming, any word may match, bm25.
In the class `page`, for a reader in 20 circles, both answer with permission, total, facet and ten
snippets; in the other classes ours still does all of that and FTS5 only finds the ten best.
"""

import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any

from search.api import Document, Query, SearchEngine, open_engine

SEED = 7
CIRCLES, MINE = 5_000, 20
KINDS = ("message", "message", "message", "insight", "session", "circle")
Row = dict[str, Any]


def run(quick: bool) -> list[Row]:
    """Measure 1,000 and 10,000 documents (quick: 300 and 2,000)."""
    sizes = (300, 2_000) if quick else (1_000, 10_000)
    return [row for size in sizes for row in _measure(size, 30 if quick else 100)]


class World:
    """Seeded documents and queries."""

    def __init__(self, size: int) -> None:
        self._dice = random.Random(SEED)  # noqa: S311 (no secret, only the same every time)
        self._words = [self._word() for _ in range(20_000)]
        self._zipf = list(accumulate(1 / (rank + 10) for rank in range(len(self._words))))
        self._circles = list(accumulate(1 / (rank + 10) ** 0.7 for rank in range(CIRCLES)))
        self.documents = [self._document(number) for number in range(size)]
        mine = self._dice.choices(range(CIRCLES), cum_weights=self._circles, k=MINE)
        self.audiences = frozenset({"public", *(f"c{circle}" for circle in mine)})

    def words(self, count: int) -> list[str]:
        return self._dice.choices(self._words, cum_weights=self._zipf, k=count)

    def queries(self, kind: str, count: int) -> list[str]:
        """Queries about words people would ask for: not the most common hundred."""
        return [self._query(kind) for _ in range(count)]

    def _query(self, kind: str) -> str:
        if kind == "phrase":
            body = self._dice.choice(self.documents).body.split()
            start = self._dice.randrange(len(body) - 1)
            return f'"{body[start]} {body[start + 1]}"'
        rare = set(self._words[100:])
        found = [word for word in self.words(60) if word in rare]
        return " ".join(found[: 1 if kind == "one word" else 3])

    def _word(self) -> str:
        syllables = [
            self._dice.choice("bcdfgklmnrstvz") + self._dice.choice("aeiou") for _ in "abc"
        ]
        return "".join(syllables[: self._dice.randint(2, 3)]) + self._dice.choice("snrtl")

    def _document(self, number: int) -> Document:
        circle = self._dice.choices(range(CIRCLES), cum_weights=self._circles)[0]
        return Document(
            key=f"item:{number}",
            kind=self._dice.choice(KINDS),
            title=" ".join(self.words(5)),
            body=" ".join(self.words(self._dice.randint(20, 200))),
            audience="public" if self._dice.random() < 0.3 else f"c{circle}",
            skills=tuple(self.words(2)),
            circle=f"circle {circle}",
            updated_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
        )


class Peer:
    """SQLite FTS5 on the same documents."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path)
        self._db.execute(
            "CREATE VIRTUAL TABLE found USING fts5"
            "(text, audience UNINDEXED, kind UNINDEXED, tokenize='porter unicode61')"
        )

    def add(self, documents: list[Document]) -> None:
        rows = [(f"{d.title} {' '.join(d.skills)} {d.body}", d.audience, d.kind) for d in documents]
        with self._db:
            self._db.executemany("INSERT INTO found VALUES (?, ?, ?)", rows)

    def search(self, typed: str) -> int:
        """Ten best of any of the words."""
        match = typed if typed.startswith('"') else " OR ".join(f'"{w}"' for w in typed.split())
        best = "SELECT rowid FROM found WHERE found MATCH ? ORDER BY bm25(found) LIMIT 10"
        return len(self._db.execute(best, (match,)).fetchall())

    def page(self, typed: str, audiences: frozenset[str]) -> int:
        """The same for these audiences, with snippets, total and facet."""
        match = " OR ".join(f'"{word}"' for word in typed.split())
        marks = ", ".join("?" * len(audiences))
        where = f"FROM found WHERE found MATCH ? AND audience IN ({marks})"
        snippet = "snippet(found, 0, '<mark>', '</mark>', '…', 30)"
        best = f"SELECT rowid, {snippet} {where} ORDER BY bm25(found) LIMIT 10"
        self._db.execute(best, (match, *audiences)).fetchall()
        facet = f"SELECT kind, count(*) {where} GROUP BY kind"
        return sum(count for _, count in self._db.execute(facet, (match, *audiences)))

    def close(self) -> None:
        self._db.close()


def _measure(size: int, times: int) -> Iterator[Row]:
    world = World(size)
    with tempfile.TemporaryDirectory() as directory:
        engine, peer = open_engine("whoosh", Path(directory) / "ours"), Peer(Path(directory) / "db")
        try:
            yield _build(world, engine, peer)
            yield from _queries(world, engine, peer, times)
            yield _freshness(world, engine, peer)
        finally:
            engine.close()
            peer.close()


def _build(world: World, engine: SearchEngine, peer: Peer) -> Row:
    """Everything written at once."""
    thousands = len(world.documents) / 1_000
    ours = _seconds(lambda: engine.rebuild(iter(world.documents), 1)) / thousands
    theirs = _seconds(lambda: peer.add(world.documents)) / thousands
    name = f"search, build of {len(world.documents):,}, each thousand"
    return _row(name, [ours, ours], [theirs, theirs])


def _queries(world: World, engine: SearchEngine, peer: Peer, times: int) -> Iterator[Row]:
    for kind in ("one word", "three words", "phrase"):
        typed = world.queries(kind, times)
        ours = [_seconds(_search(engine, text, world.audiences)) for text in typed]
        theirs = [_seconds(partial(peer.search, text)) for text in typed]
        yield _row(f"search, {kind}, {len(world.documents):,}", ours, theirs)
    typed = world.queries("three words", times)
    ours = [_seconds(_search(engine, text, world.audiences)) for text in typed]
    theirs = [_seconds(partial(peer.page, text, world.audiences)) for text in typed]
    yield _row(f"search, page, 20 of 5,000 circles, {len(world.documents):,}", ours, theirs)


def _freshness(world: World, engine: SearchEngine, peer: Peer) -> Row:
    """From applying one document to finding it, thirty times."""
    ours: list[float] = []
    theirs: list[float] = []
    for number in range(30):
        word = f"fresh{number}"
        new = Document(f"item:new{number}", "message", "", f"{word} said", "public")
        ours.append(_seconds(partial(_add_and_find, engine, new, word, 2 + number)))
        theirs.append(_seconds(partial(peer.add, [new])) + _seconds(partial(peer.search, word)))
    return _row(f"search, one document until found, {len(world.documents):,}", ours, theirs)


def _add_and_find(engine: SearchEngine, new: Document, word: str, position: int) -> None:
    engine.apply([new], (), position)
    if engine.search(Query.parse(word), frozenset({"public"})).total != 1:
        raise RuntimeError(f"{word} was applied and is not found")


def _search(engine: SearchEngine, typed: str, audiences: frozenset[str]) -> Callable[[], object]:
    return lambda: engine.search(Query.parse(typed), audiences)


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _row(name: str, ours: list[float], theirs: list[float]) -> Row:
    (our_half, our_most), (half, most) = _figures(ours), _figures(theirs)
    return {
        "name": name,
        "ours p50": our_half,
        "ours p95": our_most,
        "peer p50": half,
        "peer p95": most,
        "ratio": round(our_half / half, 2),
    }


def _figures(seconds: list[float]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    cuts = statistics.quantiles(seconds, n=20, method="inclusive")
    return round(cuts[9] * 1000, 3), round(cuts[18] * 1000, 3)
