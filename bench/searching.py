"""How fast search is: both engines beside SQLite's FTS5 on the same documents in the same run.

Each answers with permission, total, facets of kind and ten snippets; FTS5 as one would use it:
Porter stemming, any word may match, bm25. It forgives no typing error and knows no facets but with
a second query. Figures are milliseconds, if nothing else is said.
"""

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from bench.documents import World
from bench.freshness import sustained
from bench.meaning import added
from search.api import Document, Query, SearchEngine, open_engine

ENGINES = ("whoosh", "tantivy")
CLASSES = ("one word", "three words", "phrase", "prefix", "typing error", "skill and mark")
FACETS = ("kind", "skill", "circle", "site", "grade", "month")
MINE = 20  # circles of the reader
MEMBERS = 10_000  # that come to the documents, at most
# p95 of three words by documents and engine.
BARS = {(10_000, "whoosh"): 30.0, (100_000, "whoosh"): 180.0, (100_000, "tantivy"): 5.0}
FRESH = 1_000.0
FEW, MANY = 30, 100  # questions of each class
Row = dict[str, Any]
Times = list[float]


def run(quick: bool) -> list[Row]:
    """Measure 1,000, 10,000 and 100,000 documents (quick: without the last)."""
    sizes = (1_000, 10_000) if quick else (1_000, 10_000, 100_000)
    return [row for size in sizes for row in _measure(size, FEW if quick else MANY)]


class Peer:
    """SQLite FTS5 on the same documents."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path)
        self._db.execute(
            "CREATE VIRTUAL TABLE found USING fts5"
            "(text, skills, grades, audience UNINDEXED, kind UNINDEXED, "
            "tokenize='porter unicode61')"
        )

    def add(self, documents: list[Document]) -> None:
        rows = [
            (f"{d.title} {d.body}", _skills(d), _grades(d), d.audience, d.kind) for d in documents
        ]
        with self._db:
            self._db.executemany("INSERT INTO found VALUES (?, ?, ?, ?, ?)", rows)

    def search(self, typed: str, audiences: frozenset[str]) -> int:
        """Ten best for these audiences with snippets, the total, and how many of each kind."""
        match = _match(typed)
        marks = ", ".join("?" * len(audiences))
        where = f"FROM found WHERE found MATCH ? AND audience IN ({marks})"
        snippet = "snippet(found, 0, '<mark>', '</mark>', '…', 30)"
        best = f"SELECT rowid, {snippet} {where} ORDER BY bm25(found) LIMIT 10"
        self._db.execute(best, (match, *audiences)).fetchall()
        facet = f"SELECT kind, count(*) {where} GROUP BY kind"
        return sum(count for _, count in self._db.execute(facet, (match, *audiences)))

    def close(self) -> None:
        self._db.close()


def _skills(document: Document) -> str:
    return " ".join((*document.skills, *document.teaches, *document.learns))


def _grades(document: Document) -> str:
    return " ".join(document.marks.get("grade", ()))


def _match(typed: str) -> str:
    """The question as FTS5 takes it."""
    if typed.startswith('"') or typed.endswith("*"):
        return typed
    if typed.startswith("teach:"):
        return f"skills:{typed.partition(':')[2]}"  # which way is not known here
    words, _, filters = typed.partition(' skill:"')
    skill, _, grade = filters.partition('" grade:')
    any_word = " OR ".join(f'"{word}"' for word in words.split())
    return f'({any_word}) AND skills:"{skill}" AND grades:"{grade}"' if filters else any_word


def _measure(size: int, times: int) -> Iterator[Row]:
    world = World(size)
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        engines = {name: open_engine(name, place / name) for name in ENGINES}
        with closing(Peer(place / "fts5.db")) as peer:
            yield _built(world, engines, peer)
            yield _stored(size, place)
            yield from _questions(world, engines, peer, times)
            yield from _growth(world, engines, peer, times)
            yield from added(world, engines, place / "meaning", times)
            yield _freshness(size, engines, peer)
            yield from sustained(world, engines, seconds=5.0 if times < MANY else 20.0)
        for engine in engines.values():
            engine.close()


def _built(world: World, engines: dict[str, SearchEngine], peer: Peer) -> Row:
    """Everything written at once."""
    row: Row = {"name": f"build of {len(world.documents):,}, seconds"}
    for name, engine in engines.items():
        row[name] = round(_seconds(partial(engine.rebuild, world.documents, 1)), 2)
    return {**row, "FTS5": round(_seconds(partial(peer.add, world.documents)), 2)}


def _stored(size: int, place: Path) -> Row:
    row: Row = {"name": f"files of {size:,}, MB"}
    for name in ENGINES:
        row[name] = round(sum(p.stat().st_size for p in (place / name).rglob("*")) / 1e6, 1)
    return {**row, "FTS5": round((place / "fts5.db").stat().st_size / 1e6, 1)}


def _questions(
    world: World, engines: dict[str, SearchEngine], peer: Peer, times: int
) -> Iterator[Row]:
    size, audiences = len(world.documents), world.audiences(MINE)
    for kind in CLASSES:
        typed = [world.asked(kind) for _ in range(times)]
        name = f"{kind}, {size:,}"
        row = _asked(name, engines, peer, typed, audiences, ("kind",))
        bars = {engine: bar for (documents, engine), bar in BARS.items() if documents == size}
        if bars and kind == "three words":
            row["bar"] = ", ".join(f"{engine} ≤ {bar:g}" for engine, bar in bars.items())
            row["holds"] = all(row[f"{engine} p95"] <= bar for engine, bar in bars.items())
        yield row
    typed = [world.asked("three words") for _ in range(times)]
    yield _asked(f"six facets, {size:,}", engines, peer, typed, audiences, FACETS)


def _growth(
    world: World, engines: dict[str, SearchEngine], peer: Peer, times: int
) -> Iterator[Row]:
    """By readers of few and of very many circles; and with very many members."""
    for circles in (1, 500):
        typed = [world.asked("three words") for _ in range(times)]
        name = f"a reader of {circles} circles, {len(world.documents):,}"
        yield _asked(name, engines, peer, typed, world.audiences(circles), ("kind",))
    members = world.members(min(len(world.documents), MEMBERS))
    for engine in engines.values():
        engine.apply(members, (), 1)
    peer.add(members)
    for kind in ("three words", "who can teach it"):
        typed = [world.asked(kind) for _ in range(times)]
        name = f"{kind}, {len(world.documents):,} and {len(members):,} members"
        yield _asked(name, engines, peer, typed, world.audiences(MINE), ("kind",))


def _asked(
    name: str,
    engines: dict[str, SearchEngine],
    peer: Peer,
    typed: list[str],
    audiences: frozenset[str],
    facets: tuple[str, ...],
) -> Row:
    row: Row = {"name": name}
    for called, engine in engines.items():
        ask = partial(engine.search, audiences=audiences, facets=facets)
        ask(Query.parse(typed[0]))  # opens its files
        row |= _figures(called, [_seconds(partial(_ask, ask, text)) for text in typed])
    return row | _figures("FTS5", [_seconds(partial(peer.search, t, audiences)) for t in typed])


def _ask(search: Callable[[Query], object], typed: str) -> None:
    search(Query.parse(typed))


def _freshness(size: int, engines: dict[str, SearchEngine], peer: Peer) -> Row:
    """From applying one document to finding it, thirty times."""
    row: Row = {"name": f"one document until found, {size:,}"}
    for name, engine in engines.items():
        row |= _figures(name, [_seconds(partial(_find_new, engine, n)) for n in range(30)])
    row |= {"bar": f"≤ {FRESH:,.0f}"}
    row["holds"] = all(row[f"{name} p95"] <= FRESH for name in engines)
    return row | _figures("FTS5", [_seconds(partial(_find_in_peer, peer, n)) for n in range(30)])


def _new(number: int) -> Document:
    return Document(f"item:new{number}", "message", "", f"fresh{number} said", "public")


def _find_new(engine: SearchEngine, number: int) -> None:
    engine.apply([_new(number)], (), 2 + number)
    if engine.search(Query.parse(f"fresh{number}"), frozenset({"public"})).total != 1:
        raise RuntimeError(f"document {number} was applied and is not found")


def _find_in_peer(peer: Peer, number: int) -> None:
    peer.add([_new(number)])
    peer.search(f"fresh{number}", frozenset({"public"}))


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _figures(name: str, seconds: Times) -> Row:
    """Median and 95th percentile."""
    cuts = statistics.quantiles(seconds, n=20, method="inclusive")
    return {f"{name} p50": round(cuts[9] * 1000, 2), f"{name} p95": round(cuts[18] * 1000, 2)}
