"""What the clock does to sessions while nobody does it."""

from datetime import timedelta

import pytest

from community.access.session_rules import SessionState
from community.core import clock
from community.core.transaction import transaction
from community.rooms.actions.reading import note_left
from community.sessions import by_clock
from community.sessions.actions import hosting
from community.sessions.actions.schedule import Prepared
from community.sessions.by_clock import look_at_sessions
from tests.doing import do
from tests.evenings import after, ask_next, be_there, live, plan_of, room_of, session_of
from tests.sessions.test_evening import make_host
from tests.town import Evening, Person, Town

THREE = tuple(Prepared(f"Question {n}?", minute=n) for n in (0, 10, 20))


def asked(evening: Evening) -> list[str]:
    return [one.body for one in plan_of(evening) if one.item_id]


def at(minutes: float, evening: Evening, *there: Person) -> int:
    """The clock looks so many minutes after the start, with these in the room."""
    session = session_of(evening)
    moment = after(minutes, session.started_at or session.starts_at)
    for who in there:
        be_there(who, evening, moment - timedelta(seconds=5))
    with clock.fixed(moment):
        return look_at_sessions()


def test_it_begins_at_its_hour_once_a_host_is_there(town: Town) -> None:
    evening = town.session(town.circle(town.hana))
    town.come(town.milo, evening)
    assert at(-1, evening, town.hana) == 0
    assert at(1, evening, town.milo) == 0
    assert session_of(evening).state is SessionState.PUBLISHED
    assert at(2, evening, town.hana) == 1
    assert session_of(evening).state is SessionState.LIVE
    assert at(2, evening, town.hana) == 0


def test_while_a_host_is_there_the_clock_asks_nothing(town: Town) -> None:
    evening = live(town, questions=THREE)
    assert at(11, evening, town.hana) == 0
    assert asked(evening) == []


def test_with_no_host_it_goes_on_by_the_clock_and_nothing_is_asked_twice(town: Town) -> None:
    evening = live(town, town.milo, questions=THREE)
    ask_next(town.hana, evening)
    assert at(9, evening, town.milo) == 0
    assert at(11, evening, town.milo) == 1
    assert asked(evening) == ["Question 0?", "Question 10?"]
    again = ask_next(town.hana, evening, 1)  # the host is back, and presses what they saw
    assert room_of(evening).last_position == 2
    assert again.author_id == town.hana.id
    assert at(12, evening, town.milo) == 0


def test_what_stands_before_a_question_that_is_due_is_asked_before_it(town: Town) -> None:
    plan = (Prepared("Sometime?"), Prepared("At ten?", minute=10), Prepared("At the end?"))
    evening = live(town, questions=plan)
    at(15, evening)
    assert asked(evening) == ["Sometime?", "At ten?"]


def test_a_co_host_who_is_there_keeps_the_clock_from_asking(town: Town) -> None:
    evening = live(town, questions=THREE)
    make_host(town, town.milo, evening)
    assert at(11, evening, town.milo) == 0
    ask_next(town.milo, evening)
    assert asked(evening) == ["Question 0?"]


def test_a_host_whose_line_is_cut_is_gone_within_a_minute(town: Town) -> None:
    evening = live(town, questions=THREE)
    be_there(town.hana, evening, after(10, session_of(evening).started_at))
    assert at(10.5, evening) == 0
    assert at(11, evening) == 1


def test_a_host_who_was_seen_to_go_is_gone_within_seconds(town: Town) -> None:
    evening = live(town, questions=THREE)
    left = after(11, session_of(evening).started_at)
    stay = be_there(town.hana, evening, left - timedelta(seconds=20))
    with clock.fixed(left), transaction() as db:
        note_left(db, [stay])
    assert at(11 + 5 / 60, evening) == 0  # who loads the page anew
    assert at(11 + 15 / 60, evening) == 1


def test_what_nobody_ended_is_ended_two_hours_later(town: Town) -> None:
    evening = live(town, town.milo)
    assert at(60 + 119, evening, town.hana) == 0
    assert at(60 + 121, evening, town.hana) == 1
    assert session_of(evening).state is SessionState.LATE
    assert at(60 + 122, evening) == 0


def test_late_answers_end_when_their_time_is_over(town: Town) -> None:
    evening = live(town, late_hours=2)
    do(town.hana, hosting.end, evening.id)
    assert at(119, evening) == 0
    assert at(121, evening) == 1
    assert session_of(evening).state is SessionState.CLOSED
    assert room_of(evening).closed


@pytest.mark.parametrize("talked", [False, True])
def test_what_nobody_began_closes_and_what_was_said_in_it_counts(town: Town, talked: bool) -> None:
    evening = town.session(town.circle(town.hana, town.milo))
    if talked:
        town.say(town.hana, evening)
    starts = session_of(evening).starts_at
    assert at(60 + 121, evening) == 1
    found = session_of(evening)
    assert found.state is (SessionState.LATE if talked else SessionState.CLOSED)
    assert found.started_at == (starts if talked else None)


def test_an_archived_circles_sessions_wait(town: Town) -> None:
    circle = town.circle(town.hana)
    evening = town.session(circle, questions=THREE)
    town.archive(circle)
    assert at(300, evening) == 0


def test_many_that_wait_for_their_hosts_keep_no_other_waiting(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_clock, "AT_ONCE", 2)
    circle = town.circle(town.hana)
    for _ in range(2):
        town.session(circle, starts_in=-0.5)
    for _ in range(2):
        looked_after = town.session(circle, starts_in=-0.4, questions=THREE)
        do(town.hana, hosting.start, looked_after.id)
        be_there(town.hana, looked_after)
    evening = town.session(circle, starts_in=-0.3)
    be_there(town.hana, evening)
    assert look_at_sessions() == 1
    assert session_of(evening).state is SessionState.LIVE
