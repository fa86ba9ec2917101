"""Deliveries that wait for somebody outside: one at a time, and nothing else waits for them."""

from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import select

from community.core import outbox, relay
from community.core.outbox import Job, Payload, enqueue, handle
from community.core.relay import Where
from community.core.transaction import reading, transaction
from tests.town import Town


class Carrier:
    """Takes down what it is given, batch by batch; refuses what it was told to."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.refuses: set[str] = set()

    def __call__(self, jobs: Sequence[Payload]) -> None:
        self.batches.append([job["to"] for job in jobs])
        if self.refuses.intersection(self.batches[-1]):
            raise ValueError("Not today.")


@pytest.fixture
def carriers(town: Town) -> Iterator[tuple[Carrier, Carrier]]:
    inside, far = Carrier(), Carrier()
    handle("test.inside", inside)
    handle("test.far", far, waits_outside=True)
    yield inside, far
    for name in ("test.inside", "test.far"):
        del outbox.handlers[name]
    outbox.outside.discard("test.far")


def owe(name: str, *receivers: str) -> None:
    with transaction() as db:
        for to in receivers:
            enqueue(db, name, {"to": to})


def owed() -> list[str]:
    with reading() as db:
        return sorted(db.scalars(select(Job.name)))


def test_each_kind_has_a_relay_of_its_own(carriers: tuple[Carrier, Carrier]) -> None:
    inside, far = carriers
    owe("test.inside", "a", "b")
    owe("test.far", "c", "d")
    assert relay.run_once(Where.INSIDE) == 2
    assert (inside.batches, far.batches) == ([["a", "b"]], [])
    assert relay.run_once(Where.INSIDE) == 0
    assert relay.run_once(Where.OUTSIDE) == 2
    assert far.batches == [["c"], ["d"]]
    assert owed() == []


def test_one_that_fails_makes_nobody_get_theirs_twice(carriers: tuple[Carrier, Carrier]) -> None:
    _, far = carriers
    far.refuses = {"b"}
    owe("test.far", "a", "b", "c")
    relay.run_once()
    assert far.batches == [["a"], ["b"], ["c"]]
    assert owed() == ["test.far"]


def test_few_are_claimed_at_once_because_each_may_take_long(
    carriers: tuple[Carrier, Carrier],
) -> None:
    owe("test.far", *"abcdefg")
    assert relay.run_once(Where.OUTSIDE) == relay.FEW


def test_two_handlers_cannot_have_one_name(carriers: tuple[Carrier, Carrier]) -> None:
    with pytest.raises(ValueError, match=r"test\.far"):
        handle("test.far", Carrier())
