"""What is kept in memory for a moment."""

import pytest

from community.core import kept
from community.core.kept import Kept


def test_what_is_kept_is_had_again_until_its_seconds_are_over() -> None:
    assert Kept[str, int](most=2, seconds=60).keep("a", 1) == 1
    fresh, old = (Kept[str, int](most=2, seconds=seconds) for seconds in (60, 0))
    for one in (fresh, old):
        one.keep("a", 1)
    assert fresh.get("a") == 1
    assert old.get("a") is None
    assert fresh.get("b") is None


def test_the_oldest_makes_room_and_what_is_kept_again_is_new() -> None:
    some = Kept[str, int](most=2, seconds=60)
    for key, value in (("a", 1), ("b", 2), ("a", 3), ("c", 4)):
        some.keep(key, value)
    assert [some.get(key) for key in "abc"] == [3, None, 4]


@pytest.mark.parametrize("how", ["one", "all"])
def test_what_is_forgotten_is_read_anew(how: str) -> None:
    some = Kept[str, int](most=2, seconds=60)
    some.keep("a", 1)
    some.forget() if how == "one" else kept.forget_everything()
    assert some.get("a") is None
