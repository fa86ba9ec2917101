"""Who is called by an `@handle`, and who is not."""

from typing import Any

import pytest

from community.access.blocks import Block, BlockKind
from community.access.policy import Permission
from community.core import clock
from community.core.transaction import reading, transaction
from community.members.models import Profile, Reach
from community.rooms import actions
from community.rooms.actions import Saying
from community.rooms.queries import access_room, people_called
from tests.counting import counted
from tests.doing import do
from tests.town import Meeting, Person, Town


@pytest.fixture
def circle(town: Town) -> Meeting:
    return town.circle(town.hana, town.milo)


def keeps_away(who: Person, other: Person, kind: BlockKind) -> None:
    with transaction() as db:
        db.add(Block(member_id=who.id, other_id=other.id, kind=kind, created_at=clock.now()))


def reached_by(who: Person, reach: Reach) -> None:
    with transaction() as db:
        profile = db.get(Profile, who.id) or Profile(member_id=who.id)
        profile.reach = reach
        db.add(profile)


def last(town: Town, circle: Meeting) -> dict[str, Any]:
    return town.items(town.hana, circle)[-1]


@pytest.mark.parametrize("milo_blocks", [True, False])
def test_a_block_keeps_both_from_calling_each_other(
    town: Town, circle: Meeting, milo_blocks: bool
) -> None:
    pair = (town.milo, town.hana) if milo_blocks else (town.hana, town.milo)
    keeps_away(*pair, BlockKind.BLOCK)
    for who, handle in ((town.hana, "milo"), (town.milo, "hana")):
        town.say(who, circle, f"And you, @{handle}?")
        item = last(town, circle)
        assert item["mentions"] == []
        assert f"@{handle}" in item["html"]
        assert "href" not in item["html"]
        do(who, actions.edit, item["id"], f"And now, @{handle}?")
        assert last(town, circle)["mentions"] == []


def test_a_block_between_two_says_nothing_to_a_third(town: Town, circle: Meeting) -> None:
    town.bring(town.otto, circle.id, town.hana)
    keeps_away(town.milo, town.hana, BlockKind.BLOCK)
    town.say(town.otto, circle, "@milo and @hana, please")
    assert set(last(town, circle)["mentions"]) == {town.milo.id, town.hana.id}


def test_a_mute_is_quiet_so_nothing_shows_of_it_in_what_is_said(
    town: Town, circle: Meeting
) -> None:
    town.say(town.hana, circle, "And you, @milo?")
    before = last(town, circle)
    keeps_away(town.milo, town.hana, BlockKind.MUTE)
    town.say(town.hana, circle, "And you, @milo?")
    assert {**last(town, circle), **same_place(before)} == before


def same_place(item: dict[str, Any]) -> dict[str, Any]:
    return {name: item[name] for name in ("id", "position", "version", "at")}


@pytest.mark.parametrize(
    ("reach", "called"), [(Reach.MEMBERS, True), (Reach.CIRCLES, True), (Reach.NOBODY, False)]
)
def test_one_is_called_only_by_whom_one_lets(
    town: Town, circle: Meeting, reach: Reach, called: bool
) -> None:
    reached_by(town.milo, reach)
    town.say(town.hana, circle, "And you, @milo?")
    assert (last(town, circle)["mentions"] == [town.milo.id]) is called


def test_suggestions_offer_everybody_in_the_room_but_those_a_block_keeps_apart(
    town: Town, circle: Meeting
) -> None:
    town.bring(town.otto, circle.id, town.hana)
    reached_by(town.otto, Reach.NOBODY)
    keeps_away(town.hana, town.milo, BlockKind.BLOCK)

    def offered(who: Person) -> set[str]:
        with reading() as db:
            room = access_room(db, who.actor, circle.room_id, Permission.ROOM_READ)
            return {person["handle"] for person in people_called(db, who.actor, room, "")}

    assert offered(town.milo) == {"milo", "otto"}
    assert offered(town.hana) == {"hana", "otto"}
    assert offered(town.otto) == {"hana", "milo", "otto"}


def test_who_may_be_called_costs_nothing_where_nobody_is(town: Town, circle: Meeting) -> None:
    """Two queries for a whole batch in which somebody is called, and the notice that is owed;
    none for the others."""
    town.say(town.hana, circle, "Good evening")

    def asked(body: str) -> int:
        saying = Saying(town.hana.actor, circle.room_id, f"count-{len(body):06d}", body)
        with counted() as statements, transaction() as db:
            actions.say(db, saying)
        return len(statements)

    plain = asked("Nobody in particular")
    assert asked("And you, @milo?") == plain + 3
    assert asked("@milo @hana @otto, all of you") == plain + 3
    assert plain <= 5
