"""A few seconds of `make chaos` on each database; the whole of it takes minutes."""

from pathlib import Path

import pytest

from chaos.__main__ import figures, holds, table
from chaos.plan import SHORT
from chaos.run import run
from tests.live.apart import apart


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_nothing_is_lost_doubled_or_moved_whatever_breaks(database: str, tmp_path: Path) -> None:
    outcome = apart(run, database, tmp_path, SHORT)
    print(table({database: figures(outcome)}))
    assert holds(outcome)
    assert outcome.happened.kills > 0
    assert outcome.verdict.acknowledged > 0
    assert outcome.verdict.refused == 0
