"""Nobody learns of what they may not see: with and without it, everything reads the same.

Two communities, equal but for one private thing. Otto receives the same bytes from every page,
the API, the search with its totals, the suggestions, and the same letters.
"""

import shutil
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
    "nothing at all",
    "a hidden circle",
    "a session for those invited",
    "a part of a profile for circles",
    "somebody who blocked him",
    "what was said before he came",
)


@dataclass
class Begun:
    """The settled community, and how one comes by a database with a copy of it."""

    url: str
    here: Settled
    server: Postgres | None = None

    def read(self, folder: Path, name: str | None) -> dict[str, str]:
        return self.read_with(folder, SECRETS[name] if name else None)

    def read_with(self, folder: Path, secret: Secret | None) -> dict[str, str]:
        url = self._copy(folder)
        try:
            return World(folder, self.here, secret).read(url)
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
    return begun.read(tmp_path_factory.mktemp("without"), None)


# Each database by a decorator of its own: together with names, pytest begins anew for each test.
@pytest.mark.parametrize("begun", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", SECRETS)
def test_everything_an_outsider_receives_is_the_same(
    begun: Begun, without: dict[str, str], tmp_path: Path, name: str
) -> None:
    receives_the_same(begun, without, tmp_path, name)


@pytest.mark.parametrize("begun", ["postgresql"], indirect=True)
@pytest.mark.parametrize("name", ON_BOTH)
def test_it_is_the_same_where_other_sql_lets_it_through(
    begun: Begun, without: dict[str, str], tmp_path: Path, name: str
) -> None:
    receives_the_same(begun, without, tmp_path, name)


def receives_the_same(begun: Begun, without: dict[str, str], tmp_path: Path, name: str) -> None:
    with_it = begun.read(tmp_path, name)
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
