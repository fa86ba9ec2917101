"""As `tests.live.test_silent_host`."""

import pytest

from tests.live.test_silent_host import *  # noqa: F403 - its tests, and what they stand on

pytestmark = pytest.mark.slow
