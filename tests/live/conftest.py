"""The real server as a process, with the cast signed in to it over real sockets."""

import sys
from collections.abc import Iterator
from functools import partial

import pytest
from hypothesis import settings

from tests.live.stage import FAST, Stage
from tests.outside.fixtures import StartServer
from tests.outside.postgres import Postgres

# Machines that run tests are shared: how long an example takes says nothing about our code.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")
WITHOUT_ROUNDS = [sys.executable, "-m", "tests.live.without_rounds"]


@pytest.fixture(scope="module")
def live_server(live_server: StartServer) -> StartServer:
    """As everywhere, with rounds that can be stopped; see `no_rounds`."""
    return partial(live_server, command=WITHOUT_ROUNDS)


@pytest.fixture(scope="session")
def lasting_server(lasting_server: StartServer) -> StartServer:
    return partial(lasting_server, command=WITHOUT_ROUNDS)


@pytest.fixture(scope="session")
def sqlite_stage(lasting_server: StartServer) -> Stage:
    return Stage(lasting_server(env=FAST))


@pytest.fixture(scope="session")
def postgres_stage(lasting_server: StartServer, postgres: Postgres) -> Stage:
    url = postgres.new_database()
    return Stage(lasting_server(database_url=url, env=FAST), url)


@pytest.fixture
def stage(sqlite_stage: Stage) -> Iterator[Stage]:
    """One server for all tests; each makes a circle of its own."""
    with sqlite_stage:
        yield sqlite_stage


@pytest.fixture
def no_rounds(stage: Stage) -> Iterator[None]:
    """Whatever ends was told of at once: no check by the clock can stand in for it."""
    with stage.no_rounds():
        yield


@pytest.fixture(params=["sqlite", "postgresql"])
def either_stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    """The same on both databases."""
    name = "sqlite_stage" if request.param == "sqlite" else "postgres_stage"
    stage: Stage = request.getfixturevalue(name)
    with stage:
        yield stage
