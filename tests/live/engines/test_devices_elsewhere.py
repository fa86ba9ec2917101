"""As `tests.live.test_devices`."""

import pytest

from tests.live.test_devices import *  # noqa: F403 - its tests, and what they stand on

pytestmark = pytest.mark.slow
