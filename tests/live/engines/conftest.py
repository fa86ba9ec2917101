"""The tests of the folder above, on the engines that we do not run on unless told to."""

from collections.abc import Iterator

import pytest

from tests.live.stage import Stage, StartStage


@pytest.fixture(scope="session", params=["gevent", "threading"])
def other_stage(request: pytest.FixtureRequest, lasting_stage: StartStage) -> Stage:
    return lasting_stage(COMENTOR_ASYNC_MODE=request.param)


@pytest.fixture
def stage(other_stage: Stage) -> Iterator[Stage]:
    with other_stage.awake():
        yield other_stage


@pytest.fixture
def either_stage(stage: Stage) -> Stage:
    """The engine is what differs here; both databases are tried on ours."""
    return stage
