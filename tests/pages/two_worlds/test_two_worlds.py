"""Nobody learns of what they may not see: with and without it, everything reads the same.

Two communities, equal but for private things. Otto receives the same bytes from every page,
the API, the search with its totals, the suggestions, and the same letters.

Several secrets share a world, since what one gives away another does not take back: to read a
world takes ten seconds. Where a world reads otherwise, each of its secrets is tried alone.
"""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import ndiff
from pathlib import Path

import pytest

from community import migrating
from community.core import clock, transaction
from tests.outside.postgres import Postgres
from tests.pages.two_worlds.reading import ADMINISTRATOR, NOON, World
from tests.pages.two_worlds.secrets import SECRETS, Secret
from tests.pages.two_worlds.settled import Settled, settle
from tests.town import Town

pytestmark = pytest.mark.slow
# What is let through by SQL is asked of both databases; the rest is the same Python on either.
ON_BOTH = (
    "a hidden circle",
    "a session for those invited",
    "a part of a profile for circles",
    "somebody who blocked him",
    "what was said before he came",
)
AT_ONCE = 7


def together(names: Iterable[str]) -> list[tuple[str, ...]]:
    """In worlds: those that administrators may know of apart from the others, else every
    difference to them would pass."""
    worlds: list[tuple[str, ...]] = []
    for kept in (True, False):
        several = [one for one in names if SECRETS[one].from_administrators is kept]
        worlds += [tuple(several[at : at + AT_ONCE]) for at in range(0, len(several), AT_ONCE)]
    return worlds


@dataclass
class Begun:
    """The settled community, and how one comes by a database with a copy of it."""

    url: str
    here: Settled
    server: Postgres | None = None

    def read(self, folder: Path, secrets: Sequence[Secret] = ()) -> dict[str, str]:
        url = self._copy(folder)
        try:
            return World(folder, self.here, secrets).read(url)
        finally:
            if self.server is not None:
                self.server.drop(url)

    def _copy(self, folder: Path) -> str:
        if self.server is not None:
            return self.server.new_database(like=self.url)
        shutil.copy(self.url.removeprefix("sqlite:///"), folder / "comentor.db")
        return f"sqlite:///{folder / 'comentor.db'}"


@pytest.fixture(scope="module")
def begun(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Begun:
    server: Postgres | None = None
    url = f"sqlite:///{tmp_path_factory.mktemp('settled') / 'comentor.db'}"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres")
        assert server is not None
        url = server.new_database()
    owner = transaction.connect(url)
    migrating.upgrade()
    with clock.fixed(NOON):
        here = settle(Town())
    owner.close()
    return Begun(url, here, server)


@pytest.fixture(scope="module")
def without(begun: Begun, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return begun.read(tmp_path_factory.mktemp("without"))


# Each database by a decorator of its own: together with names, pytest begins anew for each test.
@pytest.mark.parametrize("begun", ["sqlite"], indirect=True)
@pytest.mark.parametrize("names", [(), *together(SECRETS)], ids=", ".join)
def test_everything_an_outsider_receives_is_the_same(
    begun: Begun, without: dict[str, str], tmp_path: Path, names: Sequence[str]
) -> None:
    """With no secret at all as well, or chance would pass for a difference."""
    receives_the_same(begun, without, tmp_path, names)


@pytest.mark.parametrize("begun", ["postgresql"], indirect=True)
@pytest.mark.parametrize("names", [(), *together(ON_BOTH)], ids=", ".join)
def test_it_is_the_same_where_other_sql_lets_it_through(
    begun: Begun, without: dict[str, str], tmp_path: Path, names: Sequence[str]
) -> None:
    receives_the_same(begun, without, tmp_path, names)


def receives_the_same(
    begun: Begun, without: dict[str, str], folder: Path, names: Sequence[str]
) -> None:
    assert len(without) > 300
    told = what_tells(begun, without, folder / "all", names)
    if told and len(names) > 1:
        alone = {one: what_tells(begun, without, folder / one, [one]) for one in names}
        told = [f"{one}: {line}" for one, lines in alone.items() for line in lines] or told
    if told:
        pytest.fail("\n".join(told), pytrace=False)


def what_tells(
    begun: Begun, without: dict[str, str], folder: Path, names: Sequence[str]
) -> list[str]:
    """The answers that differ, with the lines that do."""
    folder.mkdir()
    secrets = [SECRETS[one] for one in names]
    with_it = begun.read(folder, secrets)
    assert without.keys() == with_it.keys()
    all_of_them = all(one.from_administrators for one in secrets)
    return [
        "\n".join([f"{address}:", *difference(without[address], with_it[address])])
        for address in without
        if with_it[address] != without[address]
        and (all_of_them or not address.startswith(ADMINISTRATOR))
    ]


def difference(before: str, after: str) -> list[str]:
    """The lines that only one of two answers has."""
    lines = ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line.startswith(("+ ", "- "))]
