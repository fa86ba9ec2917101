"""The room of a session has the session's people: not those of its circle."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from community.access.comings import Answer
from community.access.policy import Permission
from community.circles import actions as circles
from community.core.errors import Forbidden, NotFound, Problem
from community.core.transaction import reading, transaction
from community.rooms.actions import Said, Saying, groups, say_together
from community.rooms.models import Room
from community.rooms.queries import access_room, my_rooms
from community.sessions.actions import changing
from community.sessions.actions.coming import answer
from tests.doing import do
from tests.evenings import be_there, live
from tests.town import Town


def test_its_room_is_for_those_who_come_and_they_speak_there(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    evening = town.session(where)
    with reading() as db, pytest.raises(NotFound):
        access_room(db, town.milo.actor, evening.room_id, Permission.ROOM_READ)
    town.come(town.milo, evening)
    town.say(town.milo, evening, "Good evening.")
    (said,) = town.items(town.hana, evening)
    assert "Good evening." in said["html"]


def test_somebody_outside_the_circle_can_come_and_is_called_by_name(town: Town) -> None:
    where = town.circle(town.hana)
    evening = town.session(where)
    town.come(town.otto, evening)
    town.say(town.hana, evening, "Welcome, @otto.")
    assert town.items(town.otto, evening)[0]["mentions"]


def test_the_circles_own_room_stays_closed_to_them(town: Town) -> None:
    where = town.circle(town.hana)
    town.come(town.otto, town.session(where))
    with reading() as db, pytest.raises(Forbidden):
        access_room(db, town.otto.actor, where.room_id, Permission.ROOM_READ)


def test_a_browser_that_came_in_by_a_link_speaks_in_that_session_only(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    evening = town.session(where)
    town.come(town.milo, evening)
    passing = replace(town.milo.actor, only=evening.id)
    for room_id, said in ((evening.room_id, Said), (where.room_id, Problem)):
        saying = Saying(
            actor=passing, room_id=room_id, client_key="hello-hello", body="Good evening."
        )
        with transaction() as db:
            (answer,) = say_together(db, [saying])
        assert isinstance(answer, said)


def test_who_does_not_come_any_more_is_in_none_of_its_groups(town: Town) -> None:
    evening = live(town, town.milo, town.otto)
    for person in (town.milo, town.otto):
        be_there(person, evening)
    do(town.hana, groups.split, evening.room_id, groups=2, minutes=10)
    do(town.milo, answer, evening.id, Answer.NO)
    with reading() as db:
        placed = db.scalars(select(Room.people).where(Room.parent_id == evening.room_id)).all()
    assert sorted(people or [] for people in placed) == [[], [town.otto.id]]


def test_in_an_archived_circle_its_hosts_read_why_nothing_can_be_done(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    evening = town.session(where)
    town.come(town.milo, evening)
    do(town.hana, circles.archive, where.id)
    for action in (
        lambda: do(town.hana, changing.cancel, evening.id),
        lambda: do(town.milo, answer, evening.id, Answer.NO),
    ):
        with pytest.raises(Forbidden, match="archived"):
            action()


def test_rooms_of_sessions_are_not_read_with_the_rooms_of_my_circles(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    town.come(town.milo, town.session(where))
    with reading() as db:
        assert [mark.room.id for mark in my_rooms(db, town.milo.actor)] == [where.room_id]
