"""What hosts know or do, in two ways: to everybody else both read the same, to the letter."""

from pathlib import Path

import pytest

from tests.pages.two_worlds import among_hosts, unseen
from tests.pages.two_worlds.test_two_worlds import Begun, begun, difference

__all__ = ["begun"]
pytestmark = pytest.mark.slow
PAIRS = {**among_hosts.PAIRS, **unseen.PAIRS}
# Unseen answers change what comes to a room after them; the rest do not meet, and share two worlds.
ALONE, NOT_MEETING = tuple(unseen.PAIRS), tuple(among_hosts.PAIRS)


@pytest.mark.parametrize("begun", ["sqlite"], indirect=True)
@pytest.mark.parametrize("names", [NOT_MEETING, *[(one,) for one in ALONE]], ids=", ".join)
def test_both_ways_read_the_same(begun: Begun, tmp_path: Path, names: tuple[str, ...]) -> None:
    folders = [tmp_path / "one", tmp_path / "other"]
    for folder in folders:
        folder.mkdir()
    one, other = (
        begun.read(folder, [PAIRS[name][way] for name in names])
        for way, folder in enumerate(folders)
    )
    told = [
        "\n".join([f"{address}:", *difference(one[address], other[address])])
        for address in one
        if other[address] != one[address]
    ]
    if told:
        pytest.fail("\n".join(told), pytrace=False)
