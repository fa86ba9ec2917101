"""The run-sheet: asked from in its order, each question once, whoever presses."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.core.errors import Forbidden, NotFound, Refused
from community.rooms.actions.plan import ask_planned, move_planned
from community.rooms.models import Item
from community.rooms.plan import next_of
from community.sessions.actions import hosting
from community.sessions.actions.schedule import Prepared
from tests.doing import at_once, do, refusals
from tests.evenings import ask_next, desk_of, live, plan_of, session_of
from tests.sessions.test_evening import make_host
from tests.town import Evening, Town

FOUR = tuple(Prepared(f"Question {name}?", minute=10 * n) for n, name in enumerate("ABCD"))


def order(evening: Evening) -> list[tuple[str, int | None]]:
    return [(one.body.split()[1][0], one.minute) for one in plan_of(evening)]


def test_it_stands_on_the_desk_with_the_times_of_the_evening(town: Town) -> None:
    evening = live(town, questions=FOUR)
    plan = desk_of(evening.room_id)["plan"]
    started = session_of(evening).started_at
    assert started is not None
    assert [one["excerpt"] for one in plan] == [one.body for one in FOUR]
    due = [datetime.fromisoformat(one["at"]) for one in plan]
    assert [round((one - due[0]) / timedelta(minutes=1)) for one in due] == [0, 10, 20, 30]
    assert abs(due[0] - started) < timedelta(seconds=1)


def test_a_circles_room_has_none(town: Town) -> None:
    desk = desk_of(town.circle(town.hana).room_id)
    assert (desk["session"], desk["plan"]) == (None, [])


def test_the_next_question_is_put_to_everybody_and_crossed_off(town: Town) -> None:
    evening = live(town, town.milo, questions=(Prepared("What works?", unseen=True), *FOUR))
    asked = ask_next(town.hana, evening)
    assert (asked.body, asked.unseen, asked.author_id) == ("What works?", True, town.hana.id)
    desk = desk_of(evening.room_id)
    assert desk["plan"][0]["item"] == asked.id
    following = next_of(desk["plan"])
    assert following is not None
    assert following["excerpt"] == "Question A?"
    said = town.say(town.milo, evening, "Foam.")
    assert not any(one["id"] == said.id for one in town.items(town.hana, evening))


def test_two_hosts_at_once_ask_one_question(town: Town) -> None:
    evening = live(town, questions=FOUR)
    make_host(town, town.milo, evening)
    pressed = [partial(ask_next, who, evening) for who in (town.hana, town.milo) * 2]
    answers = at_once(*pressed)
    assert not refusals(answers)
    assert len({one.id for one in answers if isinstance(one, Item)}) == 1
    assert len(desk_of(evening.room_id)["questions"]) == 1


def test_pressed_again_nothing_is_asked_again(town: Town) -> None:
    evening = live(town, questions=FOUR)
    first = ask_next(town.hana, evening)
    do(town.hana, hosting.end, evening.id)
    do(town.hana, hosting.close, evening.id)
    assert ask_next(town.hana, evening).id == first.id
    with pytest.raises(Refused, match="read only"):
        ask_next(town.hana, evening, 1)


def test_only_its_hosts_ask_from_it_and_only_in_its_room(town: Town) -> None:
    evening, other = live(town, town.milo), live(town)
    with pytest.raises(Forbidden):
        ask_next(town.milo, evening)
    with pytest.raises(NotFound):
        do(town.hana, ask_planned, evening.room_id, plan_of(other)[0].id)
    with pytest.raises(NotFound):
        do(town.hana, ask_planned, evening.room_id, "no such thing")
    with pytest.raises(Forbidden):
        do(town.milo, move_planned, evening.room_id, plan_of(evening)[0].id, 1)


def test_moved_questions_take_the_times_of_their_new_places(town: Town) -> None:
    evening = live(town, questions=FOUR)
    ask_next(town.hana, evening)
    last = plan_of(evening)[3].id
    do(town.hana, move_planned, evening.room_id, last, 0)
    assert order(evening) == [("A", 0), ("D", 10), ("B", 20), ("C", 30)]
    version = desk_of(evening.room_id)["plan"]
    do(town.hana, move_planned, evening.room_id, last, 0)
    assert desk_of(evening.room_id)["plan"] == version
    do(town.hana, move_planned, evening.room_id, last, 99)
    assert order(evening) == [("A", 0), ("B", 10), ("C", 20), ("D", 30)]


def test_what_was_asked_keeps_its_place(town: Town) -> None:
    evening = live(town, questions=FOUR)
    ask_next(town.hana, evening)
    do(town.hana, move_planned, evening.room_id, plan_of(evening)[0].id, 3)
    assert order(evening)[0] == ("A", 0)


@given(st.lists(st.booleans(), max_size=6))
def test_the_next_one_is_the_first_that_was_not_asked(asked: list[bool]) -> None:
    plan = [{"id": n, "item": "asked" if one else None} for n, one in enumerate(asked)]
    found = next_of(plan)
    assert (found["id"] if found else None) == (asked.index(False) if False in asked else None)
