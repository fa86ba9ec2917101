"""Nobody learns of what they may not see: with and without it, everything reads the same.

Two communities, equal but for one private thing. Otto receives the same bytes from every page,
the API, the search with its totals, the suggestions, and the same letters.
"""

import shutil
from difflib import ndiff
from pathlib import Path

import pytest

from community.core import clock, transaction
from tests.pages.two_worlds.reading import ADMINISTRATOR, NOON, World
from tests.pages.two_worlds.secrets import SECRETS
from tests.pages.two_worlds.settled import Settled, settle
from tests.town import Town

Begun = tuple[Path, Settled]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Begun:
    database = tmp_path_factory.mktemp("settled") / "comentor.db"
    shutil.copy(sqlite_template, database)
    with clock.fixed(NOON):
        owner = transaction.connect(f"sqlite:///{database}")
        here = settle(Town())
        owner.close()
    return database, here


@pytest.fixture(scope="module")
def without(settled: Begun, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    database, here = settled
    return World(tmp_path_factory.mktemp("without"), here, None).read(database)


@pytest.mark.parametrize("name", SECRETS)
def test_everything_an_outsider_receives_is_the_same(
    settled: Begun, without: dict[str, str], tmp_path: Path, name: str
) -> None:
    database, here = settled
    with_it = World(tmp_path, here, SECRETS[name]).read(database)
    assert len(without) > 300
    assert without.keys() == with_it.keys()
    told = [
        "\n".join([f"{address}:", *difference(without[address], with_it[address])])
        for address in without
        if with_it[address] != without[address]
        and (SECRETS[name].from_administrators or not address.startswith(ADMINISTRATOR))
    ]
    if told:
        pytest.fail("\n".join(told), pytrace=False)


def difference(before: str, after: str) -> list[str]:
    """The lines that only one of two answers has."""
    lines = ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line.startswith(("+ ", "- "))]
