"""What processes tell each other arrives in order; what cannot be told or read ends nothing."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import pytest
import redis

from realtime import bus
from realtime.bus import CHANNEL, Bus
from tests.outside.valkey import Valkey

Heard = list[dict[str, Any]]


@pytest.fixture
def connect(valkey: Valkey) -> Iterator[Callable[[Heard], Bus]]:
    valkey.start()
    with ExitStack() as ends:

        def new(heard: Heard) -> Bus:
            one = Bus(valkey.url, heard.append, lambda: None)
            ends.callback(one.close)
            return one

        yield new
    valkey.start()


def wait(what: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not what():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def join(first: Bus, heard: Heard) -> None:
    """Until what one says is heard by the other."""

    def is_heard() -> bool:
        first.publish({"kind": "hello"})
        return bool(heard)

    wait(is_heard)


def numbers(heard: Heard) -> list[int]:
    return [message["n"] for message in heard if message["kind"] == "number"]


def test_the_others_hear_everything_in_order_and_oneself_nothing(
    connect: Callable[[Heard], Bus],
) -> None:
    mine: Heard = []
    others: Heard = []
    first, _second = connect(mine), connect(others)
    join(first, others)
    for n in range(200):
        first.publish({"kind": "number", "n": n})
    wait(lambda: len(numbers(others)) == 200)
    assert numbers(others) == list(range(200))
    assert mine == []


def test_a_message_that_cannot_be_told_ends_nothing(connect: Callable[[Heard], Bus]) -> None:
    others: Heard = []
    first, _second = connect([]), connect(others)
    join(first, others)
    first.publish({"kind": "odd", "at": datetime.now(UTC)})
    first.publish({"kind": "number", "n": 1})
    wait(lambda: numbers(others) == [1])


@pytest.mark.parametrize("odd", [b"no JSON", b"[]", b"{}", b"\xff"])
def test_a_message_that_cannot_be_read_ends_nothing(
    connect: Callable[[Heard], Bus], valkey: Valkey, odd: bytes
) -> None:
    others: Heard = []
    first, _second = connect([]), connect(others)
    join(first, others)
    with redis.Redis.from_url(valkey.url) as stranger:
        stranger.publish(CHANNEL, odd)
    first.publish({"kind": "number", "n": 1})
    wait(lambda: numbers(others) == [1])


def test_what_waited_too_long_is_not_told_any_more(
    connect: Callable[[Heard], Bus], valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    others: Heard = []
    first, _second = connect([]), connect(others)
    join(first, others)
    valkey.stop()
    for n in range(5):
        first.publish({"kind": "number", "n": n})
    time.sleep(0.1)
    monkeypatch.setattr(bus, "OLD", 0.0)
    valkey.start()
    wait(lambda: not first._waiting)
    monkeypatch.undo()
    others.clear()
    join(first, others)
    first.publish({"kind": "number", "n": 9})
    wait(lambda: numbers(others) != [])
    assert numbers(others) == [9]
