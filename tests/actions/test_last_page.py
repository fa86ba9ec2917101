"""The page that everybody who enters is given, kept for a moment: only where it is the same."""

import pytest

from community.access.policy import Audience, Permission
from community.core.transaction import reading
from community.rooms.last_page import last_page
from community.rooms.queries import access_room
from tests.town import Meeting, Person, Town

HOSTS, ALL = Audience.HOSTS, Audience.EVERYONE


def positions(who: Person, where: Meeting) -> list[int]:
    actor = who.actor
    with reading() as db:
        room = access_room(db, actor, where.room_id, Permission.ROOM_READ)
        return [item["position"] for item in last_page(db, actor, room).items]


@pytest.mark.parametrize("hidden", [1, 2, 3], ids=["first", "between", "last"])
def test_hosts_find_what_the_one_who_came_before_them_could_not_read(
    town: Town, hidden: int
) -> None:
    where = town.circle(town.hana, town.milo, town.otto)
    for number in (1, 2, 3):
        town.say(town.milo, where, audience=HOSTS if number == hidden else ALL)
    open_to_all = [number for number in (1, 2, 3) if number != hidden]
    assert positions(town.otto, where) == open_to_all
    assert positions(town.hana, where) == positions(town.milo, where) == [1, 2, 3]
    assert positions(town.otto, where) == open_to_all


def test_what_all_may_read_is_read_once(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    for _ in range(60):
        town.say(town.hana, where)
    actor = town.milo.actor
    with reading() as db:
        room = access_room(db, actor, where.room_id, Permission.ROOM_READ)
        assert last_page(db, actor, room) is last_page(db, actor, room)
