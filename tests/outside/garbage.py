"""Looking for garbage took a quarter of the time of the tests: each look goes through all the
modules and mappings of the product, which stay to the end.

They are set aside once everything is loaded, and what tests leave behind is looked for after each
file, so that whatever it left open is still told beside it. What stays then is set aside as well.
"""

import gc

import pytest

RARELY = 100_000, 50, 1_000


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(*RARELY)


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    if nextitem is None or nextitem.path != item.path:
        gc.collect()
        gc.freeze()
