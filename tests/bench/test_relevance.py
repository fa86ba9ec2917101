"""The measure of relevance tells the truth, and both engines reach what plain BM25 reaches."""

import gzip
import json
import math
from pathlib import Path

import pytest

from bench.relevance import Collection, main, measure, mrr, ndcg

JUDGED = {"a": 2.0, "b": 1.0, "c": 1.0, "d": 0.0}


@pytest.mark.parametrize(
    ("found", "worth"),
    [
        (["a", "b", "c"], 1.0),
        (["a", "c", "b", "d"], 1.0),
        ([], 0.0),
        (["d", "x"], 0.0),
        (["b"], 1 / (2 + 1 / math.log2(3) + 1 / 2)),
        (["x", "a"], (2 / math.log2(3)) / (2 + 1 / math.log2(3) + 1 / 2)),
        ([*"xxxxxxxxxx", "a"], 0.0),
    ],
)
def test_what_is_found_is_worth_more_further_up(found: list[str], worth: float) -> None:
    assert ndcg(found, JUDGED) == pytest.approx(worth)


def test_only_the_first_that_is_any_good_counts_for_the_mean_rank() -> None:
    assert mrr(["d", "x", "b", "a"], JUDGED) == pytest.approx(1 / 3)
    assert mrr(["d"], JUDGED) == 0.0


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    """Two questions about three documents; one is told apart by its tag alone."""
    documents = [
        {"id": "1", "title": "Handover at night", "text": "What a handover needs.", "tags": []},
        {"id": "2", "title": "Rotas", "text": "Planning a fair rota.", "tags": ["statistics"]},
        {"id": "3", "title": "Splints", "text": "How to make\u2028splints.", "tags": []},
    ]
    lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in documents)
    (tmp_path / "docs.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    questions = [
        {"id": "q1", "text": "how do handovers go?"},
        {"id": "q2", "text": "statistics"},
        {"id": "q3", "text": "nobody has judged this"},
    ]
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, questions)) + "\n")
    (tmp_path / "qrels.tsv").write_text("q1\t1\t2\nq2\t2\t1\n")
    return tmp_path


def test_a_collection_is_read_from_its_files(collection: Path) -> None:
    read = Collection.read(collection)

    assert [one["id"] for one in read.documents] == ["1", "2", "3"]
    assert set(read.questions) == {"q1", "q2"}
    assert read.judged == {"q1": {"1": 2.0}, "q2": {"2": 1.0}}


def test_each_engine_is_measured_beside_plain_bm25(collection: Path) -> None:
    rows = {row["name"]: row for row in measure(Collection.read(collection))}

    for engine in ("whoosh", "tantivy"):
        assert rows[engine]["ndcg"] == rows[engine]["mrr"] == 1.0
        assert rows[engine]["holds"]
    assert rows["FTS5"]["ndcg"] == 0.5  # it does not know that handovers are of handover
    assert rows["FTS5, stemmed"]["ndcg"] == 1.0
    assert rows["FTS5"]["holds"] is None


def test_what_is_missing_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match=r"holds no qrels\.tsv"):
        main([str(tmp_path)])
    with pytest.raises(SystemExit, match="Say which directories"):
        main([])


def test_the_figures_are_printed(collection: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(collection)]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == collection.name
    assert lines[2].split()[:3] == ["whoosh", "1.0000", "1.0000"]
