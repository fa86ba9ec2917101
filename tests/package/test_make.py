"""What `make` says to somebody who has just arrived."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def empty_checkout(tmp_path: Path) -> Path:
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_without_a_target_it_lists_what_there_is(empty_checkout: Path) -> None:
    listed = set(re.findall(r"^make ([a-z]+)", make(empty_checkout).stdout, re.MULTILINE))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert listed == targets - {"help"}


def test_a_python_that_is_too_old_is_answered_with_a_sentence(empty_checkout: Path) -> None:
    old = empty_checkout / "old-python"
    old.write_text("#!/bin/sh\nexit 1\n")  # as any Python answers that is asked and too old
    old.chmod(0o755)
    refused = make(empty_checkout, "run", f"PYTHON={old}")
    assert refused.returncode
    assert refused.stdout.startswith("Python 3.11 or newer is needed")
    assert not (empty_checkout / ".venv").exists()


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)
