"""How well the best are found first, on test collections that people have judged.

    python -m bench relevance DIRECTORY …

A directory holds `docs.jsonl` (`id`, `title`, `text`, `tags`), `queries.jsonl` (`id`, `text`) and
`qrels.tsv` (query, document, gain; tabs between), each with or without `.gz`. Every engine is asked
as a member asks it, with and without meaning; beside it, in the same run, plain BM25 of SQLite
FTS5 with any of the words.
"""

import gzip
import json
import math
import re
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import meaning
from search.api import Document, Query, open_engine

TOP = 10
ALLOWANCE = 0.01  # that the best of the others may be ahead
GAIN = 0.08  # that meaning adds to the same engine
ENGINES = ("whoosh", "tantivy")
PEERS = {
    "FTS5": ("unicode61", (1, 1, 1)),
    "FTS5, stemmed": ("porter unicode61", (1, 1, 1)),
    "FTS5, stemmed, title ×3, tags ×2": ("porter unicode61", (3, 2, 1)),
}
EVERYBODY = frozenset({"public"})
Row = dict[str, Any]
Asking = Callable[[str], Sequence[str]]
Judged = Mapping[str, float]


@dataclass(frozen=True)
class Collection:
    """Documents, questions, and what people said of the answers: gains by question."""

    documents: list[dict[str, Any]]
    questions: dict[str, str]
    judged: dict[str, dict[str, float]]

    @classmethod
    def read(cls, directory: Path) -> "Collection":
        judged: dict[str, dict[str, float]] = {}
        for line in _lines(directory, "qrels.tsv"):
            question, document, gain = line.split("\t")
            judged.setdefault(question, {})[document] = float(gain)
        questions = map(json.loads, _lines(directory, "queries.jsonl"))
        return cls(
            [json.loads(line) for line in _lines(directory, "docs.jsonl")],
            {one["id"]: one["text"] for one in questions if one["id"] in judged},
            judged,
        )


def main(directories: Sequence[str]) -> int:
    if not directories:
        sys.exit("Say which directories hold the collections: python -m bench relevance DIRECTORY")
    for name in directories:
        print(f"{Path(name).name}\n{'':38}nDCG@{TOP}  MRR@{TOP}")
        rows = measure(Collection.read(Path(name)))
        for row in rows:
            print(f"  {row['name']:36}{row['ndcg']:.4f}   {row['mrr']:.4f}  {_verdict(row)}")
    return 0


def _verdict(row: Row) -> str:
    gain = f"{row['gain']:+.1%} by meaning" if "gain" in row else ""
    if row["holds"] is None:
        return gain
    return "BAR MISSED " + gain if not row["holds"] else gain or "at least the best less 0.01"


def measure(collection: Collection) -> list[Row]:
    """Each engine and each peer; `holds` says of engines whether they reach the best, and of
    meaning whether it adds as much as it should."""
    with tempfile.TemporaryDirectory() as place:
        rows = [{"name": name, **_engine(name, collection, Path(place) / name)} for name in ENGINES]
        meant = list(_meant(rows, collection, Path(place) / "meaning"))
    peers = [{"name": name, **_peer(*how, collection)} for name, how in PEERS.items()]
    bar = max(row["ndcg"] for row in (*rows, *peers)) - ALLOWANCE
    return [
        *({**row, "holds": row["ndcg"] >= bar} for row in rows),
        *meant,
        *({**row, "holds": None} for row in peers),
    ]


def _meant(rows: Sequence[Row], collection: Collection, place: Path) -> Iterator[Row]:
    """The same engines with meaning beside them, where that is installed."""
    encoder = meaning.model()
    reader = meaning.Reader(encoder) if encoder else None
    for row in rows if reader else ():
        found = _engine(row["name"], collection, place / row["name"], reader)
        gain = found["ndcg"] / row["ndcg"] - 1 if row["ndcg"] else 0.0
        yield {"name": f"{row['name']} and meaning", **found, "gain": gain, "holds": gain >= GAIN}


def ndcg(found: Sequence[str], judged: Judged) -> float:
    """The gains of the first ten, each worth less further down, by the most there is to have."""
    most = _worth(sorted(judged.values(), reverse=True)[:TOP])
    return _worth([judged.get(one, 0.0) for one in found[:TOP]]) / most if most else 0.0


def mrr(found: Sequence[str], judged: Judged) -> float:
    """One by the place of the first that is any good."""
    places = (n for n, one in enumerate(found[:TOP], start=1) if judged.get(one, 0.0) > 0)
    return 1 / next(places, math.inf)


def _worth(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))


def _means(ask: Asking, collection: Collection) -> Row:
    answers = [(ask(text), collection.judged[one]) for one, text in collection.questions.items()]
    count = max(len(answers), 1)
    return {
        "ndcg": sum(ndcg(found, judged) for found, judged in answers) / count,
        "mrr": sum(mrr(found, judged) for found, judged in answers) / count,
    }


def _engine(
    name: str, collection: Collection, place: Path, reader: meaning.Reader | None = None
) -> Row:
    words = open_engine(name, place)
    both = meaning.beside(words, place, reader) if reader else None
    with closing(both or words) as engine:
        engine.rebuild(map(_document, collection.documents), 1)
        while both and both.think():
            pass

        def ask(text: str) -> list[str]:
            return [hit.key for hit in engine.search(Query.parse(text), EVERYBODY, limit=TOP).hits]

        return _means(ask, collection)


def _document(one: Mapping[str, Any]) -> Document:
    return Document(
        one["id"],
        "insight",
        one.get("title", ""),
        one["text"],
        "public",
        skills=tuple(one.get("tags", ())),
    )


def _peer(tokenizer: str, weights: tuple[int, int, int], collection: Collection) -> Row:
    rows = [
        (one["id"], one.get("title", ""), " ".join(one.get("tags", ())), one["text"])
        for one in collection.documents
    ]
    order = f"bm25(found, 0, {', '.join(map(str, weights))})"
    asked = f"SELECT id FROM found WHERE found MATCH ? ORDER BY {order} LIMIT {TOP}"  # noqa: S608
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(
            "CREATE VIRTUAL TABLE found USING fts5"
            f"(id UNINDEXED, title, tags, text, tokenize='{tokenizer}')"
        )
        db.executemany("INSERT INTO found VALUES (?, ?, ?, ?)", rows)

        def ask(text: str) -> list[str]:
            match = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", text))
            return [one for (one,) in db.execute(asked, (match,))] if match else []

        return _means(ask, collection)


def _lines(directory: Path, name: str) -> Iterator[str]:
    path = directory / name
    if path.exists():
        text = path.read_text()
    elif (packed := path.with_name(f"{name}.gz")).exists():
        text = gzip.decompress(packed.read_bytes()).decode()
    else:
        sys.exit(f"{directory} holds no {name}.")
    return (line for line in text.split("\n") if line)
