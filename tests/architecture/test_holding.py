"""Whoever holds a row reads the answer to its end.

What is left of an answer stays open on its connection until somebody collects garbage. On SQLite
that connection then looks at an old state, and its next writer is refused for as long.
"""

import re

from tests.architecture.tree import ROOT

HELD = re.compile(r"^ +(db\.(?:execute|scalars)\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))$", re.M)


def test_an_answer_that_holds_rows_is_read_to_its_end() -> None:
    left = [
        f"{path.relative_to(ROOT)}: {found}"
        for path in sorted((ROOT / "community").rglob("*.py"))
        for found in HELD.findall(path.read_text("utf-8"))
        if "with_for_update" in found
    ]
    assert not left
