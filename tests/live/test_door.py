"""Where many come at once: in the order they came, a few in each turn of the loop."""

import threading
from collections.abc import Callable
from itertools import pairwise

import pytest

from realtime import engine
from realtime.door import Door

Turn = Callable[[], None]


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> list[Turn]:
    """What the loop was asked to do in its next turn; here we are the loop."""
    asked: list[Turn] = []
    monkeypatch.setattr(engine, "call_later", lambda _seconds, what: asked.append(what))
    return asked


def let_pass(door: Door, passed: list[int], number: int) -> threading.Thread:
    def go() -> None:
        door.pass_through()
        passed.append(number)

    before = len(door._waiting)
    thread = threading.Thread(target=go)
    thread.start()
    while thread.is_alive() and len(door._waiting) == before:
        thread.join(0.005)
    return thread


def test_a_few_pass_in_each_turn_and_nobody_waits_in_vain(turns: list[Turn]) -> None:
    door, passed = Door(3), list[int]()
    threads = [let_pass(door, passed, number) for number in range(8)]
    seen = [len(passed)]
    while turns:
        turns.pop()()
        for thread in threads[: seen[-1] + 3]:
            thread.join(5)
        seen.append(len(passed))
    assert seen[:3] == [3, 6, 8]
    assert all(later - earlier <= 3 for earlier, later in pairwise(seen))
    assert sorted(passed) == list(range(8))
    assert {*passed[:3]} == {0, 1, 2}
    assert {*passed[3:6]} == {3, 4, 5}


def test_after_a_quiet_turn_one_passes_at_once_again(turns: list[Turn]) -> None:
    door = Door(1)
    for _ in range(3):
        door.pass_through()
        turns.pop()()
    assert turns == []
