"""As `tests.live.test_delivery`."""

import pytest

from tests.live.test_delivery import *  # noqa: F403 - its tests, and what they stand on

pytestmark = pytest.mark.slow
