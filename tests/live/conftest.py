"""The real server as a process, with the cast signed in to it over real sockets."""

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings

from tests.live.stage import FAST, Stage, StartStage
from tests.outside.fixtures import StartServer
from tests.outside.live_server import LiveServer
from tests.outside.postgres import Postgres

# Machines that run tests are shared: how long an example takes says nothing about our code.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")
HERE = Path(__file__).parent
_lasting: list[LiveServer] = []
WITHOUT_ROUNDS = [sys.executable, "-m", "tests.live.without_rounds"]


@pytest.fixture(scope="module")
def live_server(live_server: StartServer) -> StartServer:
    """As everywhere, with rounds that can be stopped; see `no_rounds`."""
    return partial(live_server, command=WITHOUT_ROUNDS)


@pytest.fixture(scope="session")
def lasting_server(lasting_server: StartServer) -> StartServer:
    return partial(lasting_server, command=WITHOUT_ROUNDS)


@pytest.fixture(scope="session")
def lasting_stage(lasting_server: StartServer) -> Iterator[StartStage]:
    """A stage for the tests of many files, with a server that rests while others have their
    turn: one that waits for nobody still looks at its clock."""

    def start(database_url: str | None = None, **more: str) -> Stage:
        server = lasting_server(database_url=database_url, env={**FAST, **more})
        _lasting.append(server)
        return Stage(server, database_url)

    yield start
    _lasting.clear()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    if nextitem is None or HERE not in nextitem.path.parents:
        for server in _lasting:
            server.stop()


@pytest.fixture(scope="session")
def sqlite_stage(lasting_stage: StartStage) -> Stage:
    return lasting_stage()


@pytest.fixture(scope="session")
def postgres_stage(lasting_stage: StartStage, postgres: Postgres) -> Stage:
    return lasting_stage(postgres.new_database())


@pytest.fixture
def stage(sqlite_stage: Stage) -> Iterator[Stage]:
    """One server for all tests; each makes a circle of its own."""
    with sqlite_stage.awake():
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
    with stage.awake():
        yield stage
