"""As `tests.live.test_protocol`."""

import pytest

from tests.live.test_protocol import *  # noqa: F403 - its tests, and what they stand on

pytestmark = pytest.mark.slow
