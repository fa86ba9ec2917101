"""Keeping somebody silent or out of a room: for a time, by hosts alone, and never a host."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from community.access.memberships import Bar
from community.access.policy import Permission, Visibility, can
from community.circles.actions import hand_over, join, leave, set_host
from community.circles.actions import remove as remove_from_circle
from community.core import clock, relay
from community.core.errors import Forbidden, Invalid, NotFound, Problem, Refused
from community.core.transaction import reading, transaction
from community.members.models import Profile
from community.notifications import queries as inbox
from community.rooms.actions import react
from community.rooms.actions.barring import let_back, mute, put_out, unmute
from community.rooms.actions.promoting import promote
from community.rooms.hosting_models import ActKind, Hand, HostAct
from community.rooms.person_here import person_here
from community.rooms.queries import access_room, my_rooms
from tests.doing import at_once, do, refusals
from tests.town import Meeting, Person, Town

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def circle(town: Town) -> Meeting:
    return town.circle(town.hana, town.milo)


def may(who: Person, permission: Permission, where: Meeting) -> bool:
    actor = who.actor
    with reading() as db:
        room = access_room(db, where.host.actor, where.room_id, Permission.ROOM_READ)
        return can(actor, permission, room)


def acts(kind: ActKind) -> list[HostAct]:
    with reading() as db:
        return list(db.scalars(select(HostAct).where(HostAct.kind == kind).order_by(HostAct.at)))


# A rest.


def test_who_is_to_rest_reads_and_does_not_write_react_or_raise_a_hand(
    town: Town, circle: Meeting
) -> None:
    item = town.say(town.hana, circle).id
    do(town.hana, mute, circle.room_id, town.milo.id, 5)
    assert may(town.milo, Permission.ROOM_READ, circle)
    assert not may(town.milo, Permission.ROOM_TAKE_PART, circle)
    with pytest.raises(Forbidden, match="only read for a while"):
        town.say(town.milo, circle)
    with pytest.raises(Forbidden):
        do(town.milo, react, item, "👍", on=True)


def test_a_rest_ends_by_itself_at_its_minute(town: Town, circle: Meeting) -> None:
    with clock.fixed(NOON) as at:
        do(town.hana, mute, circle.room_id, town.milo.id, 5)
        at(NOON + timedelta(minutes=5) - timedelta(seconds=1))
        assert not may(town.milo, Permission.ROOM_SAY, circle)
        at(NOON + timedelta(minutes=5))
        assert may(town.milo, Permission.ROOM_SAY, circle)


@pytest.mark.parametrize(
    ("zone", "end"),
    [
        ("", NOON.replace(day=22, hour=0)),
        ("Asia/Tokyo", NOON.replace(hour=15)),
        ("America/New_York", NOON.replace(day=22, hour=5)),
        ("Not/AZone", NOON.replace(day=22, hour=0)),
    ],
)
def test_today_is_the_hosts_own_day(town: Town, circle: Meeting, zone: str, end: datetime) -> None:
    with transaction() as db:
        db.get_one(Profile, town.hana.id).time_zone = zone
    with clock.fixed(NOON):
        do(town.hana, mute, circle.room_id, town.milo.id, "today")
    assert [act.until for act in acts(ActKind.MUTE)] == [end]


def test_without_an_end_it_holds_until_a_host_lifts_it(town: Town, circle: Meeting) -> None:
    with clock.fixed(NOON) as at:
        do(town.hana, mute, circle.room_id, town.milo.id, None)
        at(NOON + timedelta(days=3650))
        assert not may(town.milo, Permission.ROOM_SAY, circle)
        do(town.hana, unmute, circle.room_id, town.milo.id)
        assert may(town.milo, Permission.ROOM_SAY, circle)
    with reading() as db:
        assert db.scalar(select(func.count()).select_from(Bar)) == 0


@pytest.mark.parametrize("minutes", [0, -1, 366 * 24 * 60 + 1])
def test_a_time_that_is_none_is_refused(town: Town, circle: Meeting, minutes: int) -> None:
    with pytest.raises(Invalid, match="minutes"):
        do(town.hana, mute, circle.room_id, town.milo.id, minutes)
    assert may(town.milo, Permission.ROOM_SAY, circle)


# Out of the room.


def test_who_is_put_out_stays_in_the_circle_and_sees_nothing_of_its_room(
    town: Town, circle: Meeting
) -> None:
    town.say(town.hana, circle, "canary")
    do(town.hana, put_out, circle.room_id, town.milo.id, 30, "Let us cool down")
    milo = town.milo.actor
    assert milo.in_circle(circle.id)
    with pytest.raises(Forbidden, match="closed this room to you"):
        town.items(town.milo, circle)
    with reading() as db:
        assert my_rooms(db, milo) == []
    with pytest.raises(Forbidden, match="closed this room to you"):
        town.say(town.milo, circle)
    do(town.hana, let_back, circle.room_id, town.milo.id)
    assert "canary" in town.items(town.milo, circle)[0]["html"]


@pytest.mark.parametrize("ways", ["leaves", "is removed"])
def test_leaving_and_coming_again_does_not_open_the_room(
    town: Town, circle: Meeting, ways: str
) -> None:
    do(town.hana, put_out, circle.room_id, town.milo.id, None)
    do(town.hana, mute, circle.room_id, town.milo.id, None)
    if ways == "leaves":
        do(town.milo, leave, circle.id)
    else:
        do(town.hana, remove_from_circle, circle.id, town.milo.id)
    do(town.milo, join, circle.id)
    assert town.milo.actor.in_circle(circle.id)
    assert not may(town.milo, Permission.ROOM_READ, circle)
    do(town.hana, let_back, circle.room_id, town.milo.id)
    assert may(town.milo, Permission.ROOM_READ, circle)
    assert not may(town.milo, Permission.ROOM_SAY, circle)


def test_who_has_just_gone_can_be_kept_from_coming_again(town: Town, circle: Meeting) -> None:
    town.say(town.milo, circle)
    do(town.milo, leave, circle.id)
    do(town.hana, put_out, circle.room_id, town.milo.id, None)
    do(town.milo, join, circle.id)
    assert not may(town.milo, Permission.ROOM_READ, circle)


def test_they_are_told_calmly_in_their_inbox_and_by_nobodys_name(
    town: Town, circle: Meeting
) -> None:
    do(town.hana, put_out, circle.room_id, town.milo.id, 30, "Let us cool down")
    while relay.run_once():
        pass
    actor = town.milo.actor
    with reading() as db:
        [notice, *_] = inbox.inbox(db, actor)
        act = inbox.host_acts(db, [notice])[notice.cause]
    assert (notice.kind.value, notice.about.name, act.reason) == (
        "put_out",
        "Milo",
        "Let us cool down",
    )


def test_a_raised_hand_is_lowered(town: Town, circle: Meeting) -> None:
    for way in (mute, put_out):
        with transaction() as db:
            db.add(Hand(room_id=circle.room_id, member_id=town.milo.id, raised_at=clock.now()))
        do(town.hana, way, circle.room_id, town.milo.id, 5)
        with reading() as db:
            assert db.scalars(select(Hand)).all() == []


def test_a_new_decision_takes_the_place_of_the_last(town: Town, circle: Meeting) -> None:
    do(town.hana, put_out, circle.room_id, town.milo.id, 30)
    do(town.hana, put_out, circle.room_id, town.milo.id, None)
    first, second = acts(ActKind.PUT_OUT)
    assert first.undone_at is not None
    assert second.undone_at is None
    do(town.hana, let_back, circle.room_id, town.milo.id)
    assert acts(ActKind.PUT_OUT)[1].undone_by_id == town.hana.id


# To whom, and by whom.


def test_it_cannot_be_done_to_hosts_or_to_oneself(town: Town, circle: Meeting) -> None:
    do(town.hana, set_host, circle.id, town.milo.id, host=True)
    for member in (town.hana, town.milo):
        for way in (mute, put_out):
            with pytest.raises(Refused, match="Hosts are equals"):
                do(town.hana, way, circle.room_id, member.id, 5)


def test_it_can_be_done_to_nobody_who_was_never_there(town: Town, circle: Meeting) -> None:
    town.circle(town.hana, town.otto)
    for member_id in (town.otto.id, "nobody", "a" * 16, ""):
        for way in (mute, put_out):
            with pytest.raises(NotFound, match="not here"):
                do(town.hana, way, circle.room_id, member_id, 5)
    with reading() as db:
        assert db.scalar(select(func.count()).select_from(Bar)) == 0


def test_nobody_but_a_host_does_it_and_outside_nothing_is_told(town: Town, circle: Meeting) -> None:
    hidden = town.circle(town.hana, town.milo, visibility=Visibility.HIDDEN)
    for room, who, problem in (
        (circle, town.milo, Forbidden),
        (circle, town.otto, Forbidden),
        (hidden, town.otto, NotFound),
    ):
        for change in (
            lambda room=room, who=who: do(who, mute, room.room_id, town.milo.id, 5),  # type: ignore[misc]
            lambda room=room, who=who: do(who, put_out, room.room_id, town.milo.id, 5),  # type: ignore[misc]
            lambda room=room, who=who: do(who, unmute, room.room_id, town.milo.id),  # type: ignore[misc]
            lambda room=room, who=who: do(who, let_back, room.room_id, town.milo.id),  # type: ignore[misc]
            lambda room=room, who=who: do(who, promote, room.room_id, town.milo.id),  # type: ignore[misc]
        ):
            with pytest.raises(problem):
                change()
    assert acts(ActKind.MUTE) == acts(ActKind.PUT_OUT) == acts(ActKind.PROMOTE) == []


def test_a_host_made_of_somebody_is_barred_from_nothing(town: Town, circle: Meeting) -> None:
    do(town.hana, mute, circle.room_id, town.milo.id, None)
    do(town.hana, put_out, circle.room_id, town.milo.id, None)
    do(town.hana, promote, circle.room_id, town.milo.id)
    assert town.milo.actor.hosts(circle.id)
    assert may(town.milo, Permission.ROOM_SAY, circle)
    assert all(act.undone_at for act in acts(ActKind.MUTE) + acts(ActKind.PUT_OUT))
    do(town.hana, promote, circle.room_id, town.milo.id)
    assert len(acts(ActKind.PROMOTE)) == 1, "doing it again changes nothing"


def test_handing_over_lifts_it_too_and_an_empty_circle_has_a_host_who_may_enter(
    town: Town, circle: Meeting
) -> None:
    do(town.hana, put_out, circle.room_id, town.milo.id, None)
    do(town.hana, hand_over, circle.id, town.milo.id)
    assert may(town.milo, Permission.ROOM_READ, circle)
    other = town.circle(town.hana, town.milo)
    do(town.hana, put_out, other.room_id, town.milo.id, None)
    do(town.milo, leave, other.id)
    do(town.hana, leave, other.id)
    do(town.milo, join, other.id)
    assert town.milo.actor.hosts(other.id)
    assert town.milo.actor.may_enter(other.id)


def test_put_out_and_made_a_host_at_the_same_moment_nobody_is_a_barred_host(
    town: Town, circle: Meeting
) -> None:
    for _ in range(5):
        answers = at_once(
            lambda: do(town.hana, put_out, circle.room_id, town.milo.id, None),
            lambda: do(town.hana, promote, circle.room_id, town.milo.id),
        )
        assert refusals(answers) in ([], ["Refused"])
        assert town.milo.actor.hosts(circle.id)
        assert town.milo.actor.may_enter(circle.id)
        do(town.hana, set_host, circle.id, town.milo.id, host=False)


def test_a_page_about_somebody_says_what_holds(town: Town, circle: Meeting) -> None:
    with clock.fixed(NOON):
        do(town.hana, mute, circle.room_id, town.milo.id, 5)
        do(town.hana, put_out, circle.room_id, town.milo.id, None)
        actor = town.hana.actor
        with reading() as db:
            room = access_room(db, actor, circle.room_id, Permission.ROOM_HOST)
            here = person_here(db, room, town.milo.id)
            with pytest.raises(Problem):
                person_here(db, room, town.otto.id)
    assert (here.silent, here.silent_until) == (True, NOON + timedelta(minutes=5))
    assert (here.out, here.out_until, here.joined, here.hosts) == (True, None, True, False)
