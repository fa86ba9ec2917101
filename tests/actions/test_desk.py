"""What hosts set for everybody: within bounds, told once, and for nobody else to do."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from community.access.policy import Permission
from community.core import clock
from community.core.errors import Forbidden, Invalid, NotFound, SlowDown
from community.core.transaction import reading
from community.rooms import actions
from community.rooms.abilities import abilities_in, abilities_now, why_silent
from community.rooms.actions import Wishes
from community.rooms.desk import desk_now
from community.rooms.queries import access_room, changes
from community.rooms.standing import place_in_line, standing
from tests.doing import do
from tests.town import Meeting, Person, Town

EVENING = datetime(2026, 3, 5, 20, 0, tzinfo=UTC)


@pytest.fixture
def circle(town: Town) -> Meeting:
    return town.circle(town.hana, town.milo)


def desk_of(who: Person, where: Meeting) -> dict[str, Any]:
    actor = who.actor
    with reading() as db:
        return desk_now(db, access_room(db, actor, where.room_id, Permission.ROOM_READ))


def version_of(where: Meeting) -> int:
    actor = where.host.actor
    with reading() as db:
        return access_room(db, actor, where.room_id, Permission.ROOM_READ).version


def wish(where: Meeting, **wishes: Any) -> None:
    do(where.host, actions.set_room, where.room_id, Wishes(**wishes))


def test_what_a_host_sets_stands_on_everybodys_desk_and_the_rest_stays(
    town: Town, circle: Meeting
) -> None:
    wish(circle, slow=30, band="  We start\nat eight.  ")
    wish(circle, read_only=True)
    wish(circle, nameless=False)
    desk = desk_of(town.milo, circle)
    assert desk == desk_of(town.hana, circle)
    assert (desk["slow"], desk["read_only"], desk["nameless"]) == (30, True, False)
    assert desk["band"] == "We start at eight."
    wish(circle, slow=0, band="", read_only=False, nameless=True)
    desk = desk_of(town.milo, circle)
    assert (desk["slow"], desk["read_only"], desk["nameless"], desk["band"]) == (0, False, True, "")


def test_setting_what_is_set_already_changes_nothing(circle: Meeting) -> None:
    wish(circle, slow=30, read_only=True, band="We start at eight.")
    before = version_of(circle)
    wish(circle, slow=30, band=" We start at eight. ")
    wish(circle)
    do(circle.host, actions.stop_timer, circle.room_id)
    do(circle.host, actions.pause, circle.room_id, 0)
    assert version_of(circle) == before
    wish(circle, slow=31)
    assert version_of(circle) == before + 1


@pytest.mark.parametrize(
    ("wishes", "field"),
    [({"slow": 3_601}, "slow"), ({"band": "x" * 201}, "band")],
)
def test_what_is_beyond_its_bound_is_refused_in_a_sentence(
    town: Town, circle: Meeting, wishes: dict[str, Any], field: str
) -> None:
    before = desk_of(town.hana, circle)
    with pytest.raises(Invalid) as refused:
        wish(circle, read_only=True, **wishes)
    assert refused.value.message.endswith((".", "off."))
    assert list(refused.value.fields) == [field]
    assert desk_of(town.hana, circle) == before


@pytest.mark.parametrize("wishes", [{"slow": 3_600}, {"band": "x" * 200}, {"slow": 0}])
def test_the_bounds_themselves_are_allowed(circle: Meeting, wishes: dict[str, Any]) -> None:
    wish(circle, **wishes)
    assert wishes.items() <= desk_of(circle.host, circle).items()


def test_a_pause_ends_by_itself_or_by_the_host(town: Town, circle: Meeting) -> None:
    with clock.fixed(EVENING) as at:
        do(town.hana, actions.pause, circle.room_id, 60)
        with pytest.raises(Forbidden, match="short pause"):
            town.say(town.milo, circle)
        town.say(town.hana, circle, "Hosts go on.")
        at(EVENING + timedelta(seconds=59))
        assert "paused" in standing(desk_of(town.milo, circle))
        with pytest.raises(Forbidden):
            town.say(town.milo, circle)
        at(EVENING + timedelta(seconds=60))
        assert "paused" not in standing(desk_of(town.milo, circle))
        town.say(town.milo, circle, "Now I may.")
        do(town.hana, actions.pause, circle.room_id, 60)
        do(town.hana, actions.pause, circle.room_id, 0)
        town.say(town.milo, circle, "At once.")
        assert desk_of(town.milo, circle)["paused_until"] is None
        with pytest.raises(Invalid, match="ten minutes"):
            do(town.hana, actions.pause, circle.room_id, 601)


def test_while_it_is_read_only_members_take_part_without_words(town: Town, circle: Meeting) -> None:
    said = town.say(town.milo, circle)
    wish(circle, read_only=True)
    with pytest.raises(Forbidden, match="Only hosts write"):
        town.say(town.milo, circle)
    with pytest.raises(Forbidden, match="Only hosts write"):
        do(town.milo, actions.edit, said.id, "Other words")
    do(town.milo, actions.react, said.id, "👍", on=True)
    do(town.milo, actions.raise_hand, circle.room_id)
    do(town.milo, actions.withdraw, said.id)
    town.say(town.hana, circle, "Hosts write.")
    wish(circle, read_only=False)
    town.say(town.milo, circle, "And now I.")


def test_what_one_can_by_ones_place_and_what_one_can_now_are_told_apart(
    town: Town, circle: Meeting
) -> None:
    wish(circle, read_only=True)
    for who, now, why in (
        (town.milo, ["withdraw", "react"], "Only hosts write here at the moment."),
        (town.hana, ["say", "edit", "withdraw", "react", "host"], ""),
    ):
        actor = who.actor
        with reading() as db:
            room = access_room(db, actor, circle.room_id, Permission.ROOM_READ)
            assert "say" in abilities_in(actor, room)
            assert abilities_now(actor, room) == now
            assert why_silent(actor, room) == why


def test_slow_mode_holds_for_each_member_apart_and_not_for_hosts(
    town: Town, circle: Meeting
) -> None:
    town.bring(town.otto, circle.id, town.hana)
    with clock.fixed(EVENING) as at:
        town.say(town.milo, circle, "Before it was slow.")
        at(EVENING + timedelta(seconds=10))
        wish(circle, slow=30)
        with pytest.raises(SlowDown, match="one message each 30 seconds") as wait:
            town.say(town.milo, circle)
        assert wait.value.retry_after == 20
        town.say(town.otto, circle, "My first.")
        for _ in range(2):
            town.say(town.hana, circle, "I host.")
        at(EVENING + timedelta(seconds=30))
        town.say(town.milo, circle, "After half a minute.", key="again-and-again")
        town.say(town.milo, circle, "After half a minute.", key="again-and-again")
        wish(circle, slow=0)
        town.say(town.milo, circle, "No wait any more.")


def test_a_timer_is_replaced_by_the_next_and_taken_away(town: Town, circle: Meeting) -> None:
    with clock.fixed(EVENING) as at:
        do(town.hana, actions.start_timer, circle.room_id, 300, " Silent\nwriting ")
        timer = desk_of(town.milo, circle)["timer"]
        assert timer == {"name": "Silent writing", "ends_at": "2026-03-05T20:05:00Z"}
        do(town.hana, actions.start_timer, circle.room_id, 60)
        timer = desk_of(town.milo, circle)["timer"]
        assert timer == {"name": "", "ends_at": "2026-03-05T20:01:00Z"}
        at(EVENING + timedelta(seconds=119))
        assert "timer" in standing(desk_of(town.milo, circle))
        at(EVENING + timedelta(seconds=120))
        assert "timer" not in standing(desk_of(town.milo, circle))
        do(town.hana, actions.stop_timer, circle.room_id)
        assert desk_of(town.milo, circle)["timer"] is None


@pytest.mark.parametrize("seconds", [0, 4 * 3_600 + 1])
def test_a_timer_has_its_bounds(town: Town, circle: Meeting, seconds: int) -> None:
    with pytest.raises(Invalid, match="one second to four hours"):
        do(town.hana, actions.start_timer, circle.room_id, seconds)
    with pytest.raises(Invalid, match="80 characters"):
        do(town.hana, actions.start_timer, circle.room_id, 60, "x" * 81)
    assert desk_of(town.hana, circle)["timer"] is None


HOSTS_ONLY: list[tuple[Any, tuple[Any, ...]]] = [
    (actions.set_room, (Wishes(slow=30),)),
    (actions.pause, (60,)),
    (actions.start_timer, (60,)),
    (actions.stop_timer, ()),
    (actions.call_hand, ("nobody",)),
    (actions.lower_hand, ("nobody",)),
]


@pytest.mark.parametrize(("action", "more"), HOSTS_ONLY, ids=[a.__name__ for a, _ in HOSTS_ONLY])
def test_only_hosts_of_this_very_circle_do_it(
    town: Town, circle: Meeting, action: Any, more: tuple[Any, ...]
) -> None:
    """Otto hosts a circle of his own, and is no more than anybody else in this one."""
    town.circle(town.otto, name="Another circle")
    before = version_of(circle)
    with pytest.raises(Forbidden):
        do(town.milo, action, circle.room_id, *more)
    with pytest.raises(Forbidden):
        do(town.otto, action, circle.room_id, *more)
    with pytest.raises(NotFound):
        do(town.otto, action, "nothing-of-the-kind", *more)
    town.archive(circle)
    with pytest.raises(Forbidden, match="archived"):
        do(town.hana, action, circle.room_id, *more)
    assert version_of(circle) == before


def test_whoever_asks_what_changed_is_given_the_desk_only_if_it_did(
    town: Town, circle: Meeting
) -> None:
    town.say(town.milo, circle)
    actor, before = town.milo.actor, version_of(circle)
    wish(circle, slow=30)
    town.say(town.hana, circle)
    with reading() as db:
        room = access_room(db, actor, circle.room_id, Permission.ROOM_READ)
        told = changes(db, actor, room, before)
        assert told.desk is not None
        assert told.desk["slow"] == 30
        assert changes(db, actor, room, before + 1).desk is None


def test_nobody_has_a_place_in_a_line_they_do_not_stand_in(town: Town, circle: Meeting) -> None:
    desk = desk_of(town.milo, circle)
    assert place_in_line(desk, town.milo.id) is None
    assert standing(desk, town.milo.id) == set()
