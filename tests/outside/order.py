"""Which tests come first when several run beside one another."""

import pytest

# Each takes a minute or more, on a machine with two cores: begun first, none of them is what all
# wait for in the end.
LONGEST = (
    "test_pages_in_a_browser.py",
    "test_replay.py",
    "test_two_worlds.py",
    "test_failpoints.py",
    "test_in_a_browser.py",
    "test_killed.py",
    "test_rights_in_any_order.py",
    "test_chaos_short.py",
    "test_groups.py",
    "test_commands.py",
    "test_backups.py",
)
MARKS = ("browser", "slow", "wide")


def place(item: pytest.Item) -> int:
    """The longest, what waits for processes, what goes through many cases, and all the rest."""
    if item.path.name in LONGEST:
        return LONGEST.index(item.path.name)
    found = next((n for n, mark in enumerate(MARKS) if item.get_closest_marker(mark)), len(MARKS))
    return len(LONGEST) + found
