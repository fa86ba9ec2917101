"""The tests of the folder above, on the engines that we do not run on unless told to."""

from collections.abc import Iterator

import pytest

from tests.live.stage import FAST, Stage
from tests.outside.fixtures import StartServer


@pytest.fixture(scope="session", params=["gevent", "threading"])
def other_stage(request: pytest.FixtureRequest, lasting_server: StartServer) -> Stage:
    return Stage(lasting_server(env={**FAST, "COMENTOR_ASYNC_MODE": request.param}))


@pytest.fixture
def stage(other_stage: Stage) -> Iterator[Stage]:
    with other_stage:
        yield other_stage


@pytest.fixture
def either_stage(stage: Stage) -> Stage:
    """The engine is what differs here; both databases are tried on ours."""
    return stage
