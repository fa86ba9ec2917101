"""Small groups: everybody in exactly one, nobody reads another's, and all come back."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.access.policy import Audience, Permission
from community.circles import actions as circles
from community.core import clock
from community.core.errors import Forbidden, Invalid, NotFound, Problem, Refused
from community.core.ids import new_id
from community.core.transaction import reading, transaction
from community.members.models import Member
from community.rooms import actions as rooms
from community.rooms.actions import barring, groups, groups_end, hiding
from community.rooms.actions.groups_end import LAST_MINUTE, look_at_groups
from community.rooms.actions.reading import Stay, note_entered
from community.rooms.desk import desk_now
from community.rooms.groups_notice import NOTHING
from community.rooms.groups_rules import HERE, How, deal, how_many_groups
from community.rooms.mentions import mentions_in, named
from community.rooms.models import Room
from community.rooms.queries import access_room, my_rooms, people_called
from tests.doing import at_once, do, refusals
from tests.town import Meeting, Person, Town

PEOPLE = [f"member-{number}" for number in range(60)]


# Placing, without a database.


@given(st.integers(0, 60), st.integers(2, 20))
def test_everybody_is_dealt_into_exactly_one_group_of_even_sizes(people: int, count: int) -> None:
    dealt = deal(PEOPLE[:people], count)
    assert sorted(chain(*dealt)) == sorted(PEOPLE[:people])
    sizes = [len(group) for group in dealt]
    assert len(dealt) == count
    assert max(sizes) - min(sizes) <= 1


@given(
    st.integers(2, 40),
    st.integers(2, 20),
    st.dictionaries(st.integers(0, 39), st.integers(0, 19), max_size=20),
)
def test_who_was_given_a_place_by_hand_has_it_and_the_others_even_out(
    people: int, count: int, places: dict[int, int]
) -> None:
    chosen = {PEOPLE[who]: where % count for who, where in places.items() if who < people}
    dealt = deal(PEOPLE[:people], count, chosen)
    assert Counter(chain(*dealt)) == Counter(PEOPLE[:people])
    assert all(member in dealt[place] for member, place in chosen.items())
    free = [len(g) for p, g in enumerate(dealt) if len(g) > list(chosen.values()).count(p)]
    assert not free or max(free) - min(len(group) for group in dealt) <= 1


def test_dealing_twice_is_not_always_the_same() -> None:
    assert len({tuple(map(tuple, deal(PEOPLE, 5))) for _ in range(20)}) > 1


@given(st.integers(0, 200), st.integers(0, 60))
def test_groups_of_a_size_are_as_many_as_hold_everybody(people: int, size: int) -> None:
    try:
        count = how_many_groups(people, groups=None, size=size)
    except (Invalid, Refused):
        assert not 2 <= size <= 50 or people <= size
        return
    assert 2 <= count <= 20
    assert count == 20 or count * size >= people > (count - 1) * size


@pytest.mark.parametrize(
    ("people", "groups_wanted", "size"),
    [(9, 1, None), (90, 21, None), (3, 4, None), (9, None, None), (9, 3, 3), (9, None, 1)],
)
def test_a_number_of_groups_that_makes_no_sense_is_refused(
    people: int, groups_wanted: int | None, size: int | None
) -> None:
    with pytest.raises((Invalid, Refused)):
        how_many_groups(people, groups=groups_wanted, size=size)


# With a room.


def come(person: Person, where: Meeting) -> None:
    with transaction() as db:
        note_entered(db, [Stay(new_id(), where.room_id, person.id)])


@pytest.fixture
def people(town: Town) -> list[Person]:
    return [town.milo, *(town.person(name) for name in ("Ana", "Ben", "Cyn", "Dot"))]


@pytest.fixture
def circle(town: Town, people: list[Person]) -> Meeting:
    circle = town.circle(town.hana, *people)
    for person in (town.hana, *people):
        come(person, circle)
    return circle


def split(circle: Meeting, count: int = 2, minutes: int = 10, **more: Any) -> list[Meeting]:
    made = do(circle.host, groups.split, circle.room_id, groups=count, minutes=minutes, **more)
    return [Meeting(circle.id, room.id, circle.host) for room in made]


def room_of(where: Meeting) -> Room:
    with reading() as db:
        return db.get_one(Room, where.room_id)


def people_of(where: Meeting) -> set[str]:
    return set(room_of(where).people or ())


def desk(who: Person, where: Meeting) -> dict[str, Any]:
    actor = who.actor
    with reading() as db:
        return desk_now(db, access_room(db, actor, where.room_id, Permission.ROOM_READ))


def placed(circle: Meeting) -> list[str]:
    """Everybody of all groups, as the desk tells."""
    shown = desk(circle.host, circle)["groups"]
    return [one["id"] for group in shown["groups"] for one in group["people"]]


def in_it(people: list[Person], group: Meeting) -> Person:
    return next(one for one in people if one.id in people_of(group))


def outside(people: list[Person], group: Meeting) -> Person:
    return next(one for one in people if one.id not in people_of(group))


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


# What they bring back.


def test_the_last_written_stands_but_nothing_is_written_over_unseen(
    town: Town, circle: Meeting, people: list[Person]
) -> None:
    group = split(circle)[0]
    insider, outsider = in_it(people, group), outside(people, group)
    room = do(insider, groups.bring_back, group.room_id, "First", 0)
    with pytest.raises(Refused, match="Somebody changed this"):
        do(town.hana, groups.bring_back, group.room_id, "Unseen", 0)
    do(town.hana, groups.bring_back, group.room_id, "Second", room.brings_back_version)
    shown = desk(insider, group)["group"]
    assert (shown["brings_back"], shown["version"]) == ("Second", 2)
    with pytest.raises(Forbidden):
        do(outsider, groups.bring_back, group.room_id, "Mine", 2)
    with pytest.raises(Invalid):
        do(insider, groups.bring_back, group.room_id, "x" * 1_001, 2)
    with pytest.raises(Refused, match="Only a small group"):
        do(insider, groups.bring_back, circle.room_id, "Nothing", 0)
    assert "Second" not in str(desk(outsider, circle))


def notices(who: Person, circle: Meeting) -> list[str]:
    return [item["html"] for item in Town().items(who, circle) if item["kind"] == "notice"]


def test_everybody_returns_with_what_the_groups_bring(
    town: Town, circle: Meeting, people: list[Person]
) -> None:
    first, second = split(circle)
    speaker = in_it(people, second)
    do(town.hana, groups.bring_back, first.room_id, "We *agree*.", 0)
    town.say(speaker, second, "Too early")
    town.say(speaker, second, "One <b>bold</b> word")
    town.say(speaker, second, "For hosts", audience=Audience.HOSTS)
    town.say(speaker, second, "The last")
    do(town.hana, groups_end.call_back, circle.room_id)
    one, two = notices(town.milo, circle)
    assert "Group 1" in one
    assert "<em>agree</em>" in one
    assert all(p.name in one for p in people if p.id in people_of(first))
    assert "Group 2" in two
    assert "Too early" not in two
    assert "For hosts" not in two
    assert two.index("&lt;b&gt;bold") < two.index("The last")
    assert desk(town.milo, circle)["groups"] is None
    for group in (first, second):
        assert room_of(group).closed
        with pytest.raises(Forbidden):
            town.say(town.hana, group)
    assert len(town.items(speaker, second)) == 4
    with pytest.raises(Forbidden):
        town.items(outside(people, second), second)
    with pytest.raises(Refused, match="not split"):
        do(town.hana, groups_end.call_back, circle.room_id)


def test_a_group_that_said_nothing_brings_nothing(town: Town, circle: Meeting) -> None:
    split(circle)
    do(town.hana, groups_end.call_back, circle.room_id)
    assert all(NOTHING in notice for notice in notices(town.milo, circle))


def test_names_and_words_are_read_as_they_are(town: Town, circle: Meeting) -> None:
    tricky = town.person("Eve")
    with transaction() as db:
        db.get_one(Member, tricky.id).name = "Eve *Star* [x](http://x.example) `tick`"
    town.bring(tricky, circle.id, town.hana)
    come(tricky, circle)
    group = next(one for one in split(circle) if tricky.id in people_of(one))
    town.say(tricky, group, "# loud\n- and\n> quoted @milo")
    do(town.hana, groups_end.call_back, circle.room_id)
    told = next(one for one in notices(town.hana, circle) if "Eve" in one)
    assert "Eve *Star* [x](" in told
    assert "<em>Star" not in told
    assert "<code>" not in told
    assert "mention" not in told


@pytest.mark.parametrize("gone", ["withdrawn", "hidden"])
def test_a_line_that_is_gone_later_is_gone_from_the_notice_too(
    town: Town, circle: Meeting, people: list[Person], gone: str
) -> None:
    group = split(circle)[0]
    speaker = in_it(people, group)
    town.say(speaker, group, "Before it")
    said = town.say(speaker, group, "CANARY")
    do(town.hana, groups_end.call_back, circle.room_id)
    assert "CANARY" in str(notices(town.milo, circle))
    version = room_of(circle).version
    if gone == "withdrawn":
        do(speaker, rooms.withdraw, said.id)
    else:
        do(town.hana, hiding.hide, said.id, "Not here")
    assert "CANARY" not in str(notices(town.milo, circle))
    assert "Before it" in str(notices(town.milo, circle))
    assert room_of(circle).version == version + 1


# Time.


def test_a_minute_before_the_end_each_group_is_told_once(
    town: Town, circle: Meeting, people: list[Person]
) -> None:
    made = split(circle, minutes=5)
    assert look_at_groups() == 0
    with clock.fixed(clock.now() + timedelta(minutes=4, seconds=1)):
        assert look_at_groups() == 1
        assert look_at_groups() == 0
        for group in made:
            assert [i["html"] for i in town.items(town.hana, group)] == [f"<p>{LAST_MINUTE}</p>\n"]
        assert town.items(town.hana, circle) == []
        do(town.hana, groups.extend_groups, circle.room_id, 5)
        assert look_at_groups() == 0
    with clock.fixed(clock.now() + timedelta(minutes=9, seconds=1)):
        assert look_at_groups() == 1
        assert len(town.items(town.hana, made[0])) == 2


def test_when_time_is_over_whoever_looks_brings_all_back_once(town: Town, circle: Meeting) -> None:
    split(circle, minutes=5)
    with clock.fixed(clock.now() + timedelta(minutes=5, seconds=1)):
        at_once(look_at_groups, look_at_groups, look_at_groups)
        assert len(notices(town.milo, circle)) == 2
        assert look_at_groups() == 0
        assert desk(town.hana, circle)["groups"] is None
    split(circle, minutes=5)
    assert [group["name"] for group in desk(town.hana, circle)["groups"]["groups"]] == [
        "Group 1",
        "Group 2",
    ]


@pytest.mark.parametrize("minutes", [0, 181])
def test_groups_last_a_while_and_not_for_ever(circle: Meeting, minutes: int) -> None:
    with pytest.raises(Invalid):
        split(circle, minutes=minutes)


def test_archiving_the_circle_ends_its_groups(town: Town, circle: Meeting) -> None:
    group = split(circle)[0]
    town.say(town.hana, group, "Before the end")
    town.archive(circle)
    assert desk(town.milo, circle)["groups"] is None
    assert room_of(group).closed
    assert len(notices(town.milo, circle)) == 2


def test_a_silenced_member_is_in_a_group_and_reads_there(
    town: Town, circle: Meeting, people: list[Person]
) -> None:
    do(town.hana, barring.mute, circle.room_id, town.milo.id, 10)
    group = next(one for one in split(circle) if town.milo.id in people_of(one))
    assert town.items(town.milo, group) == []
    with pytest.raises(Forbidden):
        town.say(town.milo, group)
    with pytest.raises(Forbidden):
        do(town.milo, groups.bring_back, group.room_id, "Mine", 0)
