"""What fails beside others is tried once more alone; see tests/everything.py."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.outside.live_server import ROOT

TESTS = """
from pathlib import Path
import pytest

def test_good():
    pass

def test_fails_at_first():
    here = Path("tried")
    tried, _ = here.exists(), here.touch()
    assert tried

@pytest.mark.parametrize("number", range(9))
def test_fails_always(number):
    assert False
"""


@pytest.mark.parametrize(
    ("chosen", "code", "told"),
    [
        (
            "good or first",
            0,
            "passed alone. To be mended all the same:\n  test_some.py::test_fails",
        ),
        (
            "first or always and 0",
            1,
            "not all of them passed alone:\n  test_some.py::test_fails_at",
        ),
        ("always", 1, "9 tests failed: too many to try again."),
        ("nothing", 0, "deselected"),
        ("good", 0, "1 passed"),
    ],
)
def test_what_failed_is_tried_again_and_named(
    tmp_path: Path, chosen: str, code: int, told: str
) -> None:
    (tmp_path / "pytest.ini").touch()
    (tmp_path / "test_some.py").write_text(TESTS)
    done = subprocess.run(
        [sys.executable, "-m", "tests.everything", "-n", "0", "-k", chosen],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, told in done.stdout) == (code, True), done.stdout
