"""As `tests.live.test_rights`, in one process."""

import pytest

from tests.live.test_rights import *  # noqa: F403 - its tests, and what they stand on

pytestmark = pytest.mark.slow
del test_a_right_that_ends_in_one_process_ends_at_once_in_the_other  # noqa: F821
