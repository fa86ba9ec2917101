"""What small groups bring back, and when."""

from datetime import timedelta

import pytest

from community.access.policy import Audience
from community.core import clock
from community.core.errors import Forbidden, Invalid, Refused
from community.core.transaction import transaction
from community.members.models import Member
from community.rooms import actions as rooms
from community.rooms.actions import barring, groups, groups_end, hiding
from community.rooms.actions.groups_end import LAST_MINUTE, look_at_groups
from community.rooms.groups_notice import NOTHING
from tests.doing import at_once, do
from tests.grouping import come, desk, in_it, open_room, outside, people_of, room_of, split
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
