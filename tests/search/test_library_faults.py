"""Known faults of Whoosh 2.7.4, and that none of them can reach us.

Where a fault lies in a part we never enter, entering it fails here. Wrong answers after edits and
folding are looked for in test_model.py, locks left behind in test_damage.py, threads in
test_turns.py, words of any length in test_hostile.py.
"""

import importlib
import os
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from search import pinned
from search.api import Document, Query, open_engine
from tests.search.conftest import HANA, Opened
from tests.search.messages import EVERYBODY, found, message

TYPED = (
    "management",
    "python management silence",
    '"time management" night',
    "mana* -python",
    "teach:python kind:person",
    "facilitatnig",
    "in:owls before:2026-12",
)


def entered(*_: object, **__: object) -> None:
    raise AssertionError("a faulty part of the library was entered")


@pytest.mark.parametrize(
    ("module", "kind", "method"),
    [
        ("whoosh.matching", "UnionMatcher", "skip_to_quality"),  # an endless loop
        ("whoosh.matching", "IntersectionMatcher", "skip_to_quality"),
        ("whoosh.searching", "Searcher", "__init__"),  # its refresh finds what was deleted
        ("whoosh.searching", "Results", "__len__"),  # counts too low where a limit is set
        ("whoosh.collectors", "TimeLimitCollector", "__init__"),  # forgets the filter
        ("whoosh.collectors", "Collector", "prepare"),
        ("whoosh.query.qcore", "Query", "matcher"),
        ("whoosh.query.compound", "Require", "__init__"),  # finds the wrong ten
        (
            "whoosh.query.terms",
            "Prefix",
            "__init__",
        ),  # nine seconds in the texts; no boost
        ("whoosh.query.ranges", "NumericRange", "__init__"),  # an open start matches everything
        ("whoosh.qparser", "QueryParser", "__init__"),  # takes a minute for one long word
        ("whoosh.writing", "BufferedWriter", "__init__"),  # columns wrong, during and afterwards
        ("whoosh.writing", "AsyncWriter", "__init__"),
        ("whoosh.writing", "IndexWriter", "update_document"),  # opens everything for every row
    ],
)
def test_no_search_and_no_change_enters_what_is_faulty(
    village: list[Document],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: str,
    kind: str,
    method: str,
) -> None:
    monkeypatch.setattr(getattr(importlib.import_module(module), kind), method, entered)
    engine = open_engine("whoosh", tmp_path / "index")
    engine.apply(village, (), 1)
    for number in range(2, 15):
        engine.apply(village[:3], [village[4].key], number)
    engine.apply((), (), 14)
    engine.rebuild(iter(village), 15)

    totals = [engine.search(Query.parse(typed), HANA, limit=1).total for typed in TYPED]
    assert all(totals[:-2])
    assert engine.check().ok
    engine.close()


def test_a_prefix_adds_to_the_score(opened: Opened, place: Path) -> None:
    """The library's own prefixes weigh nothing."""
    engine = opened(place)
    engine.apply(
        [
            Document("insight:1", "insight", "Handover", "at night", "public"),
            Document("insight:2", "insight", "Silences", "at night", "public"),
        ],
        (),
        1,
    )

    hits = engine.search(Query.parse("night sile*"), EVERYBODY).hits

    assert [hit.key for hit in hits] == ["insight:2", "insight:1"]
    assert hits[0].score > hits[1].score


def test_no_file_holds_a_whole_segment(place: Path) -> None:
    """Every process would copy it into its memory."""
    engine = open_engine("whoosh", place)
    for number in range(25):
        engine.apply([message(n) for n in range(number * 40, number * 40 + 40)], (), number + 1)
    engine.apply((), (), 25)
    assert not list(place.rglob("*.seg"))

    engine.rebuild((message(n) for n in range(100)), 30)

    assert not list(place.rglob("*.seg"))
    assert len(found(engine)) == 100
    engine.close()


def test_one_package_alone_brings_whoosh() -> None:
    """Several exist of that name, each writing over the files of the others."""
    assert packages_distributions()["whoosh"] == ["Whoosh"]


def test_the_library_is_byte_for_byte_the_one_we_know(tmp_path: Path) -> None:
    assert pinned.is_known()
    real = Path(importlib.import_module("whoosh").__path__[0])
    shutil.copytree(real, tmp_path / "whoosh", ignore=shutil.ignore_patterns("__pycache__"))
    program = "from search import pinned; print(pinned.is_known())"
    assert _python(program, PYTHONPATH=str(tmp_path)).stdout == "True\n"
    (tmp_path / "whoosh" / "query" / "extra.py").write_text("")

    assert _python(program, PYTHONPATH=str(tmp_path)).stdout == "False\n"


def test_another_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "whoosh").mkdir()
    real = Path(importlib.import_module("whoosh").__path__[0])
    init = (real / "__init__.py").read_text().replace("(2, 7, 4)", "(2, 7, 5)")
    (tmp_path / "whoosh" / "__init__.py").write_text(f"__path__.append({str(real)!r})\n{init}")

    done = _python("import search.library", PYTHONPATH=str(tmp_path))

    assert done.returncode
    assert "needs Whoosh 2.7.4; installed is (2, 7, 5)" in done.stderr


def test_without_the_extra_the_engine_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "tantivy.py").write_text("raise ImportError('not installed')\n")

    done = _python(
        "from pathlib import Path; from search.api import open_engine;"
        "open_engine('tantivy', Path('nowhere'))",
        PYTHONPATH=str(tmp_path),
    )

    assert 'The engine tantivy needs pip install "comentor[fast]".' in done.stderr


def _python(program: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=Path(__file__).parents[2],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
