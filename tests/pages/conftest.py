"""Pages are tried on SQLite; those below on PostgreSQL as well.

A page adds templates and forms to queries and actions. Actions have their tests on both databases
(tests/actions), and `test_unknown_parameters.py` opens every page there is on both, so that no
statement is left which PostgreSQL has never seen. What a page says in tests of its own is the same
Python either way. Lists and sights that are found by SQL stay on both.

    COMENTOR_TEST_PAGES=both make test      tries all of them on both
"""

import os

import pytest

ON_BOTH = {
    "test_calm_and_missed.py",
    "test_circle_ways.py",
    "test_every_route.py",
    "test_finding_and_keeping.py",
    "test_history.py",
    "test_people_pages.py",
    "test_query_counts.py",
    "test_search_page.py",
    "test_sights.py",
    "test_today.py",
    "test_two_worlds.py",
    "test_unknown_parameters.py",
    "test_welcome_pages.py",
}


def twice_for_nothing(item: pytest.Item) -> bool:
    if "pages" not in item.path.parts or item.path.name in ON_BOTH:
        return False
    asked = getattr(item, "callspec", None)
    return asked is not None and asked.params.get("database_url") == "postgresql"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("COMENTOR_TEST_PAGES") == "both":
        return
    left_out = [item for item in items if twice_for_nothing(item)]
    items[:] = [item for item in items if not twice_for_nothing(item)]
    config.hook.pytest_deselected(items=left_out)
