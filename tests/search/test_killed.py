"""A writer killed in the middle of its work: what it had said is stored, whole batches only.

Six kills of each engine; `KILLS=50` in the environment makes it fifty.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from search.api import Query, SearchEngine
from search.vectors import Vectors
from tests.search.conftest import Opened, Opening
from tests.search.killed import batch, expected
from tests.search.meanings import Thesaurus, keys, think
from tests.search.messages import EVERYBODY, found, message

KILLS = int(os.environ.get("KILLS", "6"))
ROOT = Path(__file__).parents[2]


def test_what_a_killed_writer_had_stored_is_complete(
    called: str, opened: Opened, tmp_path: Path
) -> None:
    dice, reader, said = random.Random(5), opened(tmp_path / "index"), 0
    for _ in range(KILLS):
        before = said
        said = _killed(called, tmp_path / "index", dice.uniform(0, 0.1))

        position = reader.position()
        assert position in (said, said + 1)
        assert said > before
        assert reader.check().ok
        _holds(reader, position)
    reader.apply([message(1, "afterwards")], (), 10_000)
    assert found(reader, "afterwards") == {"message:1"}
    assert len([path for path in (tmp_path / "index").iterdir() if path.is_dir()]) == 1


def test_who_learns_and_is_killed_has_learnt_nothing_wrong(
    called: str, opening: Opening, tmp_path: Path
) -> None:
    place, dice = tmp_path / "index", random.Random(7)
    for _ in range(KILLS // 2):
        said = _killed(called, place, dice.uniform(0, 0.1), "meaning")

        engine = opening(place)
        position = engine.position()
        assert position in (said, said + 1)
        engine.apply(*batch(position + 1), position + 1)  # as who follows would go on
        think(engine)
        assert set(keys(engine, "steady", EVERYBODY)) == set(expected(position + 1))
        assert _learnt(place) == {
            key: Thesaurus().encode(f"batch{number} steady").astype("float16").tobytes()
            for key, number in expected(position + 1).items()
        }


def _learnt(place: Path) -> dict[str, bytes | None]:
    changes = Vectors(place, Thesaurus.name).changes_since(0)
    return {row.key: row.vector for row in changes.rows if row.audience} if changes else {}


def test_readers_of_other_processes_see_whole_commits_while_one_writes(
    called: str, opened: Opened, tmp_path: Path
) -> None:
    readers = [opened(tmp_path / "index") for _ in range(2)]
    writer = _writer(called, tmp_path / "index")
    try:
        seen = 0
        while seen < 15:
            assert writer.stdout is not None
            seen = int(writer.stdout.readline())
            for reader in readers:
                assert reader.position() >= seen
                results = reader.search(Query.parse("steady"), EVERYBODY, limit=100)
                # A commit may come between the two looks; the size tells whether it is whole.
                sizes = {len(expected(reader.position() - back)) for back in range(4)}
                assert results.total == len(results.hits)
                assert results.total in sizes
    finally:
        writer.kill()
        writer.communicate()


def _holds(reader: SearchEngine, position: int) -> None:
    wanted = expected(position)
    assert found(reader, "steady") == set(wanted)
    for number in {*wanted.values(), position}:
        assert found(reader, f"batch{number}") == {key for key in wanted if wanted[key] == number}


def _killed(called: str, place: Path, after: float, *also: str) -> int:
    """The last batch of which a writer said that it is stored."""
    writer = _writer(called, place, *also)
    assert writer.stdout is not None
    first = int(writer.stdout.readline())
    time.sleep(after)
    writer.send_signal(signal.SIGKILL)
    rest, _ = writer.communicate()
    return max([first, *map(int, rest.split())])


def _writer(called: str, place: Path, *also: str) -> "subprocess.Popen[str]":
    program = [sys.executable, "-m", "tests.search.killed", called, str(place), *also]
    return subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, text=True)
