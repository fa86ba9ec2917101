"""The modules of the pages have tests of their own; they run here with all the others."""

import subprocess
from pathlib import Path

TESTS = Path(__file__).parents[1]


def test_the_modules_of_the_pages_pass_their_own_tests(node: str) -> None:
    files = sorted(str(path) for path in TESTS.rglob("*.test.mjs"))
    assert files
    done = subprocess.run([node, "--test", *files], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
