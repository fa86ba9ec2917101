"""Identifiers that say nothing, and how much one person may do."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.core.errors import SlowDown
from community.core.ids import is_id, new_id
from community.core.limits import Budget


def test_ids_are_all_different_and_none_tells_when_it_was_made() -> None:
    made = [new_id() for _ in range(1000)]
    assert len(set(made)) == 1000
    assert all(map(is_id, made))
    rank = {value: place for place, value in enumerate(sorted(made))}
    steps = sum(rank[later] > rank[before] for before, later in pairwise(made))
    assert 400 < steps < 600  # half go up and half go down, as among strangers


@pytest.mark.parametrize(
    "value",
    [None, 0, -1, 2**63, [], {}, "", "a" * 15, "a" * 17, "A" * 16, "0" * 16, "a" * 15 + " ",
     "../../etc/passwd", "a" * 15 + "\0", "a" * 15 + "\n", "\uff41" * 16, b"a" * 16],
)  # fmt: skip
def test_what_is_no_id_of_ours_need_not_reach_the_database(value: object) -> None:
    assert not is_id(value)


@given(st.text())
def test_only_ids_are_ids(text: str) -> None:
    assert is_id(text) == (len(text) == 16 and set(text) <= set("abcdefghijklmnopqrstuvwxyz234567"))


def test_a_burst_may_be_spent_at_once_and_no_more() -> None:
    budget = Budget(rate=0.001, burst=5)
    for _ in range(5):
        budget.spend("milo")
    with pytest.raises(SlowDown) as refusal:
        budget.spend("milo")
    assert 900 < refusal.value.retry_after <= 1000


def test_one_persons_budget_is_not_anothers() -> None:
    budget = Budget(rate=0.001, burst=1)
    budget.spend("milo")
    budget.spend("hana")
    with pytest.raises(SlowDown):
        budget.spend("milo")


def test_being_refused_costs_nothing() -> None:
    budget = Budget(rate=0.001, burst=2)
    with pytest.raises(SlowDown):
        budget.spend("milo", cost=3)
    budget.spend("milo", cost=2)


def test_what_is_forgotten_is_forgiven_and_memory_stays_bounded() -> None:
    budget = Budget(rate=0.001, burst=1, size=3)
    for key in ("a", "b", "c", "d"):
        budget.spend(key)
    budget.spend("a")
    with pytest.raises(SlowDown):
        budget.spend("d")
    assert len(budget._left) == 3


def test_the_wait_is_said_as_people_say_it() -> None:
    assert "in a second." in SlowDown(0.2).message
    assert "in 12 seconds." in SlowDown(12.1).message
