"""As `tests.live.test_archived`."""

import pytest

from tests.live.test_archived import *  # noqa: F403 - its tests, and what they stand on

pytestmark = pytest.mark.slow
