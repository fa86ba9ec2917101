"""Small groups: everybody in exactly one, nobody reads another's, and all come back."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from community.access.policy import Permission
from community.circles import actions as circles
from community.core import clock
from community.core.errors import Forbidden, Invalid, NotFound, Problem, Refused
from community.core.transaction import reading
from community.rooms import actions as rooms
from community.rooms.actions import barring, groups, groups_end
from community.rooms.groups_rules import HERE, How
from community.rooms.mentions import mentions_in, named
from community.rooms.models import Room
from community.rooms.queries import access_room, my_rooms, people_called
from tests.doing import at_once, do, refusals
from tests.grouping import come, desk, in_it, open_room, outside, people_of, placed, split
from tests.town import Meeting, Person, Town


@pytest.fixture
def opened(town: Town) -> tuple[Meeting, list[Person]]:
    return open_room(town)


@pytest.fixture
def circle(opened: tuple[Meeting, list[Person]]) -> Meeting:
    return opened[0]


@pytest.fixture
def people(opened: tuple[Meeting, list[Person]]) -> list[Person]:
    return opened[1]


def test_those_who_are_here_are_placed_evenly_and_hosts_are_not(
    town: Town, circle: Meeting, people: list[Person]
) -> None:
    made = split(circle)
    assert sorted(len(people_of(group)) for group in made) == [2, 3]
    assert sorted(placed(circle)) == sorted(one.id for one in people)
    assert [group["name"] for group in desk(town.hana, circle)["groups"]["groups"]] == [
        "Group 1",
        "Group 2",
    ]


def test_who_left_a_while_ago_is_not_placed(town: Town, circle: Meeting) -> None:
    with clock.fixed(clock.now() + HERE + timedelta(seconds=1)):
        with pytest.raises(Refused, match="0 people are here"):
            split(circle)
        come(town.milo, circle)
        with pytest.raises(Refused, match="1 person is here"):
            split(circle)


def test_who_was_put_out_is_not_placed(town: Town, circle: Meeting, people: list[Person]) -> None:
    do(town.hana, barring.put_out, circle.room_id, town.milo.id, 10)
    split(circle)
    assert town.milo.id not in placed(circle)


def test_a_host_places_by_hand_and_the_rest_even_out(
    town: Town, circle: Meeting, people: list[Person]
) -> None:
    places = {people[0].id: 2, people[1].id: 2, people[2].id: 2}
    first, second = split(circle, how=How.BY_HAND, places=places)
    assert people_of(second) == set(places)
    assert people_of(first) == {people[3].id, people[4].id}


def test_nobody_from_outside_a_host_or_into_no_group_is_placed(town: Town, circle: Meeting) -> None:
    for member_id, problem in ((town.otto.id, NotFound), (town.hana.id, Refused)):
        with pytest.raises(problem):
            split(circle, how=How.BY_HAND, places={member_id: 1})
    with pytest.raises(Invalid):
        split(circle, how=How.BY_HAND, places={town.milo.id: 3})
    assert desk(town.hana, circle)["groups"] is None


def test_a_room_is_split_once_at_a_time_and_a_group_not_at_all(town: Town, circle: Meeting) -> None:
    group = split(circle)[0]
    with pytest.raises(Refused, match="split already"):
        split(circle)
    with pytest.raises(Refused, match="not split again"):
        split(group)


def test_two_hosts_at_once_split_it_once(town: Town, circle: Meeting) -> None:
    answers = at_once(lambda: split(circle), lambda: split(circle))
    assert refusals(answers) == ["Refused"]
    assert len(desk(town.hana, circle)["groups"]["groups"]) == 2


def test_only_hosts_split_move_extend_and_call_back(town: Town, circle: Meeting) -> None:
    tries: list[tuple[Callable[..., Room], tuple[int, ...]]] = [
        (groups.extend_groups, (5,)),
        (groups_end.call_back, ()),
    ]
    with pytest.raises(Forbidden):
        do(town.milo, groups.split, circle.room_id, groups=2, minutes=5)
    made = split(circle)
    for action, more in tries:
        with pytest.raises(Forbidden):
            do(town.milo, action, circle.room_id, *more)
        with pytest.raises(Problem):
            do(town.otto, action, circle.room_id, *more)
    for group in made:
        with pytest.raises(Forbidden):
            do(town.milo, groups.move_to_group, group.room_id, town.milo.id)


def test_what_is_said_in_a_group_is_read_by_its_people_and_hosts(
    town: Town, circle: Meeting, people: list[Person]
) -> None:
    group = split(circle)[0]
    insider, outsider = in_it(people, group), outside(people, group)
    said = town.say(insider, group, "CANARY")
    assert town.items(insider, group)[0]["id"] == said.id
    assert town.items(town.hana, group)[0]["id"] == said.id
    for other in (outsider, town.otto):
        with pytest.raises((Forbidden, NotFound)):
            town.items(other, group)
        with pytest.raises((Forbidden, NotFound)):
            town.say(other, group)
        with pytest.raises(NotFound):
            do(other, rooms.react, said.id, "👍", on=True)
    assert "CANARY" not in str(town.items(outsider, circle))
    assert "CANARY" not in str(desk(outsider, circle))


def test_groups_are_no_rooms_of_today(town: Town, circle: Meeting, people: list[Person]) -> None:
    group = split(circle)[0]
    insider = in_it(people, group)
    town.say(town.hana, group)
    actor = insider.actor
    with reading() as db:
        assert [(mark.room.id, mark.unread) for mark in my_rooms(db, actor)] == [
            (circle.room_id, 0)
        ]


def test_in_a_group_nobody_outside_it_is_called_but_hosts(
    town: Town, circle: Meeting, people: list[Person]
) -> None:
    group = split(circle)[0]
    insider, outsider = in_it(people, group), outside(people, group)
    words = f"@{insider.handle} @{outsider.handle} @hana"
    town.say(town.hana, group, words)
    assert set(town.items(insider, group)[0]["mentions"]) == {insider.id, town.hana.id}
    said = town.say(insider, group)
    do(insider, rooms.edit, said.id, words)
    assert outsider.id not in town.items(insider, group)[-1]["mentions"]
    actor = insider.actor
    with reading() as db:
        room = access_room(db, actor, group.room_id, Permission.ROOM_READ)
        assert outsider.id not in [one["id"] for one in people_called(db, actor, room, "")]
        known = named(db, [room.circle_id], [insider.id], [words])
        assert list(mentions_in(words, room, insider.id, known)) == sorted([insider.handle, "hana"])


def test_late_comers_are_placed_where_the_fewest_are_and_stay_there(
    town: Town, circle: Meeting
) -> None:
    made = split(circle)
    late = [town.person(f"Late {number}") for number in range(3)]
    for person in late:
        town.bring(person, circle.id, town.hana)
        first = do(person, groups.come_to_group, circle.room_id).id
        assert do(person, groups.come_to_group, circle.room_id).id == first
    assert sorted(len(people_of(group)) for group in made) == [4, 4]
    assert len(placed(circle)) == len(set(placed(circle))) == 8


def test_many_late_comers_at_once_are_placed_evenly(town: Town, circle: Meeting) -> None:
    made = split(circle, 3)
    late = [town.person(f"Late {number}") for number in range(7)]
    for person in late:
        town.bring(person, circle.id, town.hana)
    answers = at_once(
        *(lambda who=person: do(who, groups.come_to_group, circle.room_id) for person in late)
    )
    assert refusals(answers) == []
    assert [len(people_of(group)) for group in made] == [4, 4, 4]
    assert len(set(placed(circle))) == 12


def test_hosts_and_strangers_are_given_no_group(town: Town, circle: Meeting) -> None:
    with pytest.raises(Refused, match="not split"):
        do(town.milo, groups.come_to_group, circle.room_id)
    split(circle)
    with pytest.raises(Refused, match="Hosts"):
        do(town.hana, groups.come_to_group, circle.room_id)
    with pytest.raises(Forbidden):
        do(town.otto, groups.come_to_group, circle.room_id)


def test_who_is_moved_is_in_the_new_group_only(
    town: Town, circle: Meeting, people: list[Person]
) -> None:
    first, second = split(circle)
    moved = in_it(people, first)
    do(town.hana, groups.move_to_group, second.room_id, moved.id)
    do(town.hana, groups.move_to_group, second.room_id, moved.id)
    assert moved.id not in people_of(first)
    assert moved.id in people_of(second)
    assert sorted(placed(circle)) == sorted(one.id for one in people)
    with pytest.raises(Forbidden):
        town.say(moved, first)
    town.say(moved, second)
    for stranger in (town.otto, town.hana):
        with pytest.raises((NotFound, Refused)):
            do(town.hana, groups.move_to_group, second.room_id, stranger.id)
    with pytest.raises(Refused, match="no small group"):
        do(town.hana, groups.move_to_group, circle.room_id, moved.id)


def test_who_leaves_the_circle_is_in_no_group(town: Town, circle: Meeting) -> None:
    split(circle)
    do(town.milo, circles.leave, circle.id)
    assert town.milo.id not in placed(circle)
