"""The real server as a process, with the cast signed in to it over real sockets."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.live.stage import FAST, Stage
from tests.outside.fixtures import StartServer
from tests.outside.postgres import Postgres

# Machines that run tests are shared: how long an example takes says nothing about our code.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")


@pytest.fixture(scope="session")
def sqlite_stage(live_server: StartServer) -> Stage:
    return Stage(live_server(env=FAST))


@pytest.fixture(scope="session")
def postgres_stage(live_server: StartServer, postgres: Postgres) -> Stage:
    url = postgres.new_database()
    return Stage(live_server(database_url=url, env=FAST), url)


@pytest.fixture
def stage(sqlite_stage: Stage) -> Iterator[Stage]:
    """One server for all tests; each makes a circle of its own."""
    with sqlite_stage:
        yield sqlite_stage


@pytest.fixture(params=["sqlite", "postgresql"])
def either_stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    """The same on both databases."""
    name = "sqlite_stage" if request.param == "sqlite" else "postgres_stage"
    stage: Stage = request.getfixturevalue(name)
    with stage:
        yield stage
