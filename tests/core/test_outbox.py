"""What is owed after a commit is delivered, at least once, whatever fails."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from community.administration.actions import try_again
from community.administration.queries import queue_state
from community.core import clock, events, outbox, relay
from community.core.errors import NotFound
from community.core.events import record
from community.core.outbox import Job, Payload, enqueue, subscribe
from community.core.transaction import database, reading, transaction
from tests.doing import at_once, do
from tests.town import Town

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class LetterWritten:
    to: str


class Postman:
    """Takes deliveries down; refuses those it was told to."""

    def __init__(self) -> None:
        self.delivered: list[str] = []
        self.rounds: list[int] = []
        self.refuses: set[str] = set()

    def __call__(self, jobs: Sequence[Payload]) -> None:
        self.rounds.append(len(jobs))
        for job in jobs:
            if job["to"] in self.refuses:
                raise ValueError(f"Nobody lives at {job['to']}.")
        self.delivered += [job["to"] for job in jobs]


@pytest.fixture
def postman(town: Town) -> Iterator[Postman]:
    postman = Postman()
    outbox.handlers["letters"] = postman
    yield postman
    del outbox.handlers["letters"]


@pytest.fixture
def clock_at() -> Iterator[Callable[[datetime], None]]:
    with clock.fixed(NOON) as set_clock:
        yield set_clock


def post(*names: str) -> None:
    with transaction() as db:
        for name in names:
            enqueue(db, "letters", {"to": name})


def owed() -> list[Job]:
    with reading() as db:
        return list(db.scalars(select(Job).order_by(Job.id)))


def test_what_is_owed_is_delivered_in_one_round_and_struck_off(postman: Postman) -> None:
    post("a", "b", "c")
    assert relay.run_once() == 3
    assert (postman.delivered, postman.rounds, owed()) == (["a", "b", "c"], [3], [])
    assert relay.run_once() == 0


def test_an_event_owes_a_delivery_only_if_it_is_committed(town: Town) -> None:
    postman = Postman()
    subscribe(LetterWritten, "post.letter", postman)
    subscribe(LetterWritten, "post.letter", postman)
    with suppress(KeyError), transaction() as db:
        record(db, LetterWritten(to="nobody"))
        raise KeyError
    with transaction() as db:
        record(db, LetterWritten(to="milo"))
    relay.run_once()
    assert postman.delivered == ["milo"]
    with pytest.raises(ValueError, match="Two handlers"):
        subscribe(LetterWritten, "post.letter", Postman())
    del outbox.handlers["post.letter"]
    events._within.pop(LetterWritten)


def test_a_failing_job_waits_longer_each_time_and_holds_up_no_other(
    postman: Postman, clock_at: Callable[[datetime], None]
) -> None:
    postman.refuses = {"b"}
    post("a", "b")
    relay.run_once()  # together they fail; from now on each goes alone
    assert postman.delivered == []
    post("c")
    relay.run_once()
    assert postman.delivered == ["c"]
    waited = []
    for _ in range(3):
        moment = owed()[-1].due_at
        waited.append(moment)
        clock_at(moment)
        relay.run_once()
    assert postman.delivered == ["c", "a"]
    assert [job.payload for job in owed()] == [json.dumps({"to": "b"})]
    gaps = [later - sooner for sooner, later in zip([NOON, *waited], waited, strict=False)]
    assert gaps == [timedelta(seconds=seconds) for seconds in (2, 4, 8)]
    assert "Nobody lives at b." in owed()[0].error


def test_a_job_is_not_tried_before_its_time(
    postman: Postman, clock_at: Callable[[datetime], None]
) -> None:
    postman.refuses = {"a"}
    post("a")
    relay.run_once()
    clock_at(NOON + timedelta(seconds=1))
    assert relay.run_once() == 0
    clock_at(NOON + timedelta(seconds=2))
    assert relay.run_once() == 1


def test_after_twelve_tries_it_is_dead_until_an_administrator_tries_again(
    town: Town, postman: Postman, clock_at: Callable[[datetime], None]
) -> None:
    postman.refuses = {"a"}
    post("a")
    moment = NOON
    for _ in range(relay.TRIES + 3):
        relay.run_once()
        moment += timedelta(hours=2)
        clock_at(moment)
    assert len(postman.rounds) == relay.TRIES
    state = do(town.ada, lambda db, actor: queue_state(db, actor))
    assert (state.waiting, [job.tries for job in state.dead]) == (0, [relay.TRIES])
    for who in (town.milo, town.hana):
        with pytest.raises(NotFound):
            do(who, try_again, state.dead[0].id)
    postman.refuses = set()
    assert relay.run_once() == 0
    do(town.ada, try_again, state.dead[0].id)
    assert relay.run_once() == 1
    assert (postman.delivered, owed()) == (["a"], [])
    do(town.ada, try_again, state.dead[0].id)  # gone by now, and nothing happens


def test_a_name_nobody_handles_is_kept_with_the_reason(town: Town) -> None:
    with transaction() as db:
        enqueue(db, "nobody's", {"to": "a"})
    relay.run_once()
    assert [(job.tries, "nobody's" in job.error) for job in owed()] == [(1, True)]


def test_a_claim_that_was_never_struck_off_is_taken_up_after_a_minute(
    postman: Postman, clock_at: Callable[[datetime], None]
) -> None:
    post("a")
    assert sum(map(len, relay._claim().values())) == 1  # and its process dies
    clock_at(NOON + timedelta(seconds=59))
    assert relay.run_once() == 0
    clock_at(NOON + timedelta(seconds=61))
    assert relay.run_once() == 1
    assert postman.delivered == ["a"]


def test_relays_at_work_together_deliver_everything_once(postman: Postman) -> None:
    names = [f"letter {number:03d}" for number in range(300)]
    post(*names)

    def work() -> int:
        done = 0
        while claimed := relay.run_once():
            done += claimed
        return done

    worked: list[Any] = at_once(work, work, work, work)
    assert sum(worked) == 300
    assert sorted(postman.delivered) == names
    assert owed() == []


def test_two_claims_at_the_same_moment_never_hold_the_same_job(postman: Postman) -> None:
    if database().is_sqlite:
        pytest.skip("SQLite has one writer, and so one claim at a time")
    post(*map(str, range(50)))
    claims: list[Any] = at_once(*[relay._claim] * 4)
    ids = [job.id for claim in claims for job in claim.get("letters", [])]
    assert sorted(ids) == sorted(set(ids))
    assert len(ids) == 50


def test_what_a_handler_does_runs_with_no_transaction_open(town: Town) -> None:
    done: list[bool] = []

    def handler(_jobs: Sequence[Payload]) -> None:
        with transaction():
            done.append(True)

    outbox.handlers["letters"] = handler
    post("a")
    relay.run_once()
    del outbox.handlers["letters"]
    assert done == [True]
