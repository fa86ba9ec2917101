"""Hands: one order for everybody, each up once, down when its owner cannot speak any more."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from community.access.memberships import Bar
from community.circles import actions as circles
from community.circles.events import PlaceChanged
from community.core import clock
from community.core.errors import Forbidden, Refused
from community.core.events import record
from community.core.transaction import transaction
from community.rooms import actions
from community.rooms.actions import Wishes
from community.rooms.standing import place_in_line, standing
from tests.actions.test_desk import desk_of, version_of
from tests.doing import at_once, do
from tests.town import Meeting, Person, Town


@pytest.fixture
def circle(town: Town) -> Meeting:
    return town.circle(town.hana, town.milo, town.otto, town.ada)


def up(where: Meeting) -> list[tuple[str, bool]]:
    return [(hand["name"], hand["called"]) for hand in desk_of(where.host, where)["hands"]]


def lift(where: Meeting, *people: Person) -> None:
    for one in people:
        do(one, actions.raise_hand, where.room_id)


def call(where: Meeting, who: Person) -> None:
    do(where.host, actions.call_hand, where.room_id, who.id)


def test_hands_stand_in_the_order_in_which_they_went_up(town: Town, circle: Meeting) -> None:
    lift(circle, town.otto, town.milo, town.hana, town.otto)
    assert [name for name, _ in up(circle)] == ["Otto", "Milo", "Hana"]
    desk = desk_of(town.milo, circle)
    assert [place_in_line(desk, one.id) for one in (town.otto, town.milo, town.ada)] == [0, 1, None]
    do(town.otto, actions.lower_hand, circle.room_id)
    lift(circle, town.otto)
    assert [name for name, _ in up(circle)] == ["Milo", "Hana", "Otto"]


def test_whatever_is_done_twice_is_told_once(town: Town, circle: Meeting) -> None:
    lift(circle, town.milo, town.otto)
    call(circle, town.milo)
    before = version_of(circle)
    lift(circle, town.milo)
    call(circle, town.milo)
    do(town.hana, actions.lower_hand, circle.room_id, town.ada.id)
    do(town.ada, actions.lower_hand, circle.room_id)
    assert version_of(circle) == before
    assert up(circle) == [("Milo", True), ("Otto", False)]


def test_calling_the_next_one_lowers_the_last(town: Town, circle: Meeting) -> None:
    lift(circle, town.milo, town.otto, town.ada)
    call(circle, town.otto)
    assert up(circle) == [("Milo", False), ("Otto", True), ("Ada", False)]
    desk = desk_of(town.otto, circle)
    assert standing(desk, town.otto.id) >= {"hand", "called"}
    assert place_in_line(desk, town.otto.id) is None
    assert place_in_line(desk, town.ada.id) == 1
    call(circle, town.ada)
    assert up(circle) == [("Milo", False), ("Ada", True)]
    do(town.hana, actions.lower_hand, circle.room_id, town.milo.id)
    do(town.ada, actions.lower_hand, circle.room_id)
    assert up(circle) == []


def test_a_hand_that_went_down_meanwhile_is_not_called(town: Town, circle: Meeting) -> None:
    lift(circle, town.milo, town.otto)
    call(circle, town.milo)
    do(town.otto, actions.lower_hand, circle.room_id)
    with pytest.raises(Refused, match="down again"):
        call(circle, town.otto)
    assert up(circle) == [("Milo", True)]


def test_members_lower_their_own_hand_only(town: Town, circle: Meeting) -> None:
    lift(circle, town.milo, town.otto)
    with pytest.raises(Forbidden):
        do(town.milo, actions.lower_hand, circle.room_id, town.otto.id)
    do(town.milo, actions.lower_hand, circle.room_id, town.milo.id)
    assert up(circle) == [("Otto", False)]


def test_two_hands_raised_at_the_same_moment_keep_one_order(town: Town, circle: Meeting) -> None:
    everybody = [town.hana, town.milo, town.otto, town.ada]
    at_once(*(lambda one=one: lift(circle, one) for one in everybody))  # type: ignore[misc]
    order = up(circle)
    assert sorted(name for name, _ in order) == ["Ada", "Hana", "Milo", "Otto"]
    for one in everybody:
        assert [(hand["name"], hand["called"]) for hand in desk_of(one, circle)["hands"]] == order


def test_a_clock_that_runs_behind_does_not_jump_the_queue(town: Town, circle: Meeting) -> None:
    evening = datetime(2026, 3, 5, 20, 0, tzinfo=UTC)
    with clock.fixed(evening) as at:
        lift(circle, town.milo)
        at(evening - timedelta(minutes=5))
        lift(circle, town.otto)
        at(evening)
        lift(circle, town.ada)
    assert [name for name, _ in up(circle)] == ["Milo", "Otto", "Ada"]


def bar(where: Meeting, who: Person, **until: Any) -> None:
    """As a host's mute or putting out leaves it."""
    with transaction() as db:
        times = {"silent_until": None, "out_until": None, **until}
        db.merge(Bar(circle_id=where.id, member_id=who.id, **times))
        record(db, PlaceChanged(circle_id=where.id, member_id=who.id))


@pytest.mark.parametrize("bars", ["silent_until", "out_until"])
def test_the_hand_of_somebody_silenced_or_put_out_goes_down(
    town: Town, circle: Meeting, bars: str
) -> None:
    lift(circle, town.milo, town.otto)
    bar(circle, town.milo, **{bars: clock.now() + timedelta(hours=1)})
    assert up(circle) == [("Otto", False)]
    with pytest.raises(Forbidden):
        lift(circle, town.milo)
    bar(circle, town.milo)
    lift(circle, town.milo)
    assert up(circle) == [("Otto", False), ("Milo", False)]


def test_the_hand_of_somebody_who_leaves_goes_down_and_of_a_new_host_stays(
    town: Town, circle: Meeting
) -> None:
    lift(circle, town.milo, town.otto, town.ada)
    do(town.hana, circles.set_host, circle.id, town.ada.id, host=True)
    do(town.milo, circles.leave, circle.id)
    do(town.hana, circles.remove, circle.id, town.otto.id)
    assert up(circle) == [("Ada", False)]


def test_a_hand_can_be_taken_down_in_an_archived_circle_but_not_raised(
    town: Town, circle: Meeting
) -> None:
    lift(circle, town.milo)
    town.archive(circle)
    with pytest.raises(Forbidden, match="archived"):
        lift(circle, town.otto)
    do(town.milo, actions.lower_hand, circle.room_id)
    assert up(circle) == []


def test_while_only_hosts_write_hands_still_go_up(town: Town, circle: Meeting) -> None:
    do(town.hana, actions.set_room, circle.room_id, Wishes(read_only=True))
    lift(circle, town.milo)
    assert up(circle) == [("Milo", False)]


def test_whoever_has_the_word_writes_while_only_hosts_do(town: Town, circle: Meeting) -> None:
    do(town.hana, actions.set_room, circle.room_id, Wishes(read_only=True))
    lift(circle, town.milo, town.otto)
    call(circle, town.milo)
    town.say(town.milo, circle, "Thank you for the word.")
    with pytest.raises(Forbidden, match="Only hosts"):
        town.say(town.otto, circle)
    call(circle, town.otto)
    with pytest.raises(Forbidden, match="Only hosts"):
        town.say(town.milo, circle)
    do(town.otto, actions.lower_hand, circle.room_id)
    with pytest.raises(Forbidden, match="Only hosts"):
        town.say(town.otto, circle)
