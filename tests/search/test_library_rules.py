"""What of Whoosh may be used. Each name here gave wrong answers, hung or was ruinously slow."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import search

PACKAGE = Path(search.__path__[0])
FORBIDDEN = (
    "refresh(",  # finds deleted documents, counts others twice
    "Require",  # wrong ten best
    "TimeLimitCollector",  # ignores the permission filter
    "BufferedWriter",
    "AsyncWriter",
    "NumericRange",
    "update_document(",  # reopens all segments for every row
    "QueryParser",  # seconds for one long word
    "MultifieldParser",
    "skip_to_quality",  # can loop for ever
)


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_misbehaves_is_not_used(name: str) -> None:
    used = re.compile(rf"(?<![\w`]){re.escape(name)}")
    users = [path.name for path in PACKAGE.glob("*.py") if used.search(_code(path))]

    assert users == []


def test_whoosh_is_imported_in_one_place() -> None:
    users = [
        path.name for path in PACKAGE.glob("*.py") if re.search(r"\bwhoosh\.[a-z]", _code(path))
    ]

    assert users == ["library.py"]


def test_importing_search_warns_of_nothing_and_needs_nothing_else(tmp_path: Path) -> None:
    program = (
        "import sys, search.engine_whoosh as e;"
        "bad = {'flask', 'community', 'realtime', 'eventlet'} & set(sys.modules);"
        "sys.exit(f'imported {bad}' if bad else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=PACKAGE.parent,
        env={**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path)},  # so that everything is compiled
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def _code(path: Path) -> str:
    """The program without its docstrings."""
    return re.sub(r'""".*?"""', "", path.read_text(), flags=re.DOTALL)
