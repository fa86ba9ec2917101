"""Pages are tried on SQLite; those below on PostgreSQL as well.

A page adds templates and forms to queries and actions. Actions have their tests on both databases
(tests/actions), and `test_unknown_parameters.py` opens every page there is on both, so that no
statement is left which PostgreSQL has never seen. What a page says in tests of its own is the same
Python either way. Lists and sights that are found by SQL stay on both.

    COMENTOR_TEST_PAGES=both make test      tries all of them on both
"""

import os

import pytest

FEATURES = {"asks", "evidence", "feeds", "follows", "insights", "mail", "sessions", "transcripts"}
ON_BOTH = {
    "test_guests.py",
    "test_session_lists.py",
    "test_unseen_by_every_door.py",
    "test_calm_and_missed.py",
    "test_circle_ways.py",
    "test_every_route.py",
    "test_finding_and_keeping.py",
    "test_history.py",
    "test_paging.py",
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
    asked = getattr(item, "callspec", None)
    if asked is None or asked.params.get("database_url") != "postgresql":
        return False
    return is_a_page(item) and item.path.name not in ON_BOTH


def is_a_page(item: pytest.Item) -> bool:
    """Where pages have no folder of their own, whatever is looked at as by a browser."""
    if "pages" in item.path.parts:
        return True
    looked_at = "browsing" in getattr(item, "fixturenames", ())
    return looked_at and not FEATURES.isdisjoint(item.path.parts)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("COMENTOR_TEST_PAGES") == "both":
        return
    left_out = [item for item in items if twice_for_nothing(item)]
    items[:] = [item for item in items if not twice_for_nothing(item)]
    config.hook.pytest_deselected(items=left_out)
