"""The policy in a room: what hosts have set, whom they keep out, small groups, what came before."""

from datetime import UTC, datetime
from typing import Any

import pytest

from community.access.actor import Actor, Place
from community.access.memberships import Standing
from community.access.policy import Audience, Permission, can
from community.access.things import History
from community.core import clock
from tests.rules.test_policy import DENY, HIDDEN, HIDE, OPEN, ROLES, YES, Circle, Item, Room, answer

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
LATER, EARLIER = datetime(2026, 3, 3, 13, tzinfo=UTC), datetime(2026, 3, 3, 11, tzinfo=UTC)
WRITING = (Permission.ROOM_SAY, Permission.ITEM_EDIT)
TAKING_PART = (Permission.ROOM_TAKE_PART, Permission.ITEM_REACT, Permission.ITEM_VOTE)


def may_in(room: Room, actor: Actor, permission: Permission) -> str:
    thing = Item(room, actor.member_id) if permission.value.startswith("item") else room
    with clock.fixed(NOW):
        return answer(actor, permission, thing)


def member_until(*, silent: datetime | None = None, out: datetime | None = None) -> Actor:
    place = Place(Standing.JOINED, silent_until=silent, out_until=out)
    return Actor("milo", places={"circle": place})


@pytest.mark.parametrize(
    ("room", "member", "host"),
    [
        (Room(Circle(OPEN), read_only=True), DENY, YES),
        (Room(Circle(OPEN), paused_until=LATER), DENY, YES),
        (Room(Circle(OPEN), paused_until=EARLIER), YES, YES),
        (Room(Circle(OPEN), closed=True), DENY, DENY),
        (Room(Circle(OPEN), read_only=True, word_id="member"), YES, YES),
        (Room(Circle(OPEN), read_only=True, word_id="somebody"), DENY, YES),
    ],
)
def test_only_hosts_write_while_a_room_is_read_only_or_paused(
    room: Room, member: str, host: str
) -> None:
    for permission in WRITING:
        assert may_in(room, ROLES["member"], permission) == member
        assert may_in(room, ROLES["host"], permission) == host
    for permission in TAKING_PART:
        assert may_in(room, ROLES["member"], permission) == (DENY if room.closed else YES)
    assert may_in(room, ROLES["member"], Permission.ROOM_READ) == YES


def test_a_silenced_member_reads_and_takes_their_words_back_but_adds_nothing() -> None:
    room, milo = Room(Circle(OPEN)), member_until(silent=LATER)
    for permission in (*WRITING, *TAKING_PART):
        assert may_in(room, milo, permission) == DENY
        assert may_in(room, member_until(silent=EARLIER), permission) == YES
    for permission in (Permission.ROOM_READ, Permission.ITEM_READ, Permission.ITEM_WITHDRAW):
        assert may_in(room, milo, permission) == YES


def test_whom_a_host_put_out_reads_nothing_of_the_room_until_it_is_over() -> None:
    room, milo = Room(Circle(HIDDEN)), member_until(out=LATER)
    assert may_in(room, milo, Permission.ROOM_READ) == DENY
    assert may_in(room, milo, Permission.ROOM_SAY) == DENY
    assert may_in(room, milo, Permission.ITEM_READ) == HIDE
    assert answer(milo, Permission.CIRCLE_SEE, Circle(HIDDEN)) == YES
    assert may_in(room, member_until(out=EARLIER), Permission.ROOM_READ) == YES


def test_a_small_group_is_read_by_its_people_and_the_hosts() -> None:
    room = Room(Circle(OPEN), people=("milo",))
    assert may_in(room, member_until(), Permission.ROOM_READ) == YES
    assert may_in(room, ROLES["host"], Permission.ROOM_READ) == YES
    assert may_in(room, ROLES["member"], Permission.ROOM_READ) == DENY
    assert answer(ROLES["member"], Permission.ITEM_READ, Item(room)) == HIDE


def test_what_is_unseen_until_revealed_is_read_by_its_author_alone() -> None:
    item = Item(Room(Circle(OPEN)), "member", Audience.AUTHOR)
    readers = [role for role, actor in ROLES.items() if can(actor, Permission.ITEM_READ, item)]
    assert readers == ["member"]


def test_the_answer_of_a_host_is_read_by_whom_it_answers() -> None:
    item = Item(Room(Circle(OPEN)), "host", Audience.HOSTS, to_id="member")
    readers = [role for role, actor in ROLES.items() if can(actor, Permission.ITEM_READ, item)]
    assert readers == ["member", "host"]


@pytest.mark.parametrize(
    ("item", "reads"),
    [
        ({}, HIDE),
        ({"author_id": "milo"}, YES),
        ({"for_newcomers": True}, YES),
        ({"last_open": datetime(2026, 3, 4, tzinfo=UTC)}, YES),
    ],
)
def test_a_circle_may_keep_its_past_from_those_who_come_later(
    item: dict[str, Any], reads: str
) -> None:
    room = Room(Circle(OPEN, history=History.SINCE_JOINING))
    joined = datetime(2026, 3, 3, tzinfo=UTC)
    milo = Actor("milo", places={"circle": Place(Standing.JOINED, since=joined)})
    assert answer(milo, Permission.ITEM_READ, Item(room, **item)) == reads
    assert answer(ROLES["host"], Permission.ITEM_READ, Item(room, **item)) == YES


OWN = (Permission.ITEM_OWN, Permission.ITEM_OWN_CHANGE)


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (Actor("milo"), (YES, YES)),
        (member_until(out=LATER), (YES, YES)),
        (Actor("milo", only="session"), (YES, YES)),
        (Actor("milo", only="other"), ("sign in", "sign in")),
        (Actor("nell"), (HIDE, HIDE)),
        (Actor("nell", only="session"), ("sign in", "sign in")),
        (Actor(), ("sign in", "sign in")),
    ],
)
def test_of_a_session_that_is_over_whoever_wrote_it_has_their_words(
    actor: Actor, may: tuple[str, str]
) -> None:
    """Whatever became of their place; by the link of a session, only of that one."""
    item = Item(Room(Circle(HIDDEN), closed=True, of_session=True), "milo")
    with clock.fixed(NOW):
        assert tuple(answer(actor, one, item) for one in OWN) == may


def test_where_people_go_on_talking_words_are_taken_back_and_not_put_right() -> None:
    for of_session in (True, False):
        item = Item(Room(Circle(HIDDEN), of_session=of_session), "milo")
        with clock.fixed(NOW):
            assert [answer(Actor("milo"), one, item) for one in OWN] == [YES, DENY]
            here = Actor("milo", places={item.room.home_id: Place(Standing.JOINED)})
            assert [answer(here, one, item) for one in OWN] == [YES, YES]
