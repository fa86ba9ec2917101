"""A rehearsal is for hosts alone, and leaves nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from community.access.policy import Permission
from community.access.session_rules import SessionState
from community.core import clock
from community.core.database import Base
from community.core.errors import Forbidden, NotFound, Refused
from community.core.ids import new_id
from community.core.transaction import reading, transaction
from community.rooms.actions.hands import raise_hand
from community.rooms.actions.plan import ask_planned
from community.rooms.actions.reading import Stay, note_entered
from community.rooms.models import Room
from community.rooms.plan import planned_in
from community.rooms.queries import access_room, my_rooms
from community.sessions.actions import hosting, rehearsal
from community.sessions.actions.changing import discard
from community.sessions.by_clock import look_at_sessions
from tests.doing import do
from tests.evenings import desk_of, live, room_of, session_of
from tests.sessions.test_evening import make_host
from tests.town import Evening, Town

KEPT = ("hosted_sessions", "rooms", "items", "attachments", "files", "skills")


def rehearsed(town: Town, evening: Evening) -> Evening:
    """Its room, in which everything is tried."""
    room = do(town.hana, rehearsal.rehearse, evening.id)
    return Evening(evening.id, room.id, evening.circle_id, evening.host)


def rows() -> dict[str, int]:
    """How many there are of everything, but of what is written of every change."""
    with reading() as db:
        tables = Base.metadata.sorted_tables
        return {one.name: db.scalar(select(func.count()).select_from(one)) or 0 for one in tables}


def test_it_leaves_nothing(town: Town) -> None:
    evening = town.session(town.circle(town.hana, town.milo))
    town.come(town.milo, evening)
    before, version = rows(), room_of(evening).version
    where = rehearsed(town, evening)
    with reading() as db:
        planned = planned_in(db, where.room_id)
    do(town.hana, ask_planned, where.room_id, planned[0].id)
    town.say(town.hana, where, "Is this on, @milo?", files=(town.send(town.hana, where),))
    do(town.hana, raise_hand, where.room_id)
    with transaction() as db:
        note_entered(db, [Stay(new_id(), where.room_id, town.hana.id)])
    assert rows()["items"] == before["items"] + 2
    do(town.hana, rehearsal.end_rehearsal, evening.id)
    assert rows() == before
    assert room_of(evening).version == version


def test_nobody_but_hosts_is_told_or_may_look(town: Town) -> None:
    evening = town.session(town.circle(town.hana, town.milo))
    town.come(town.milo, evening)
    where = rehearsed(town, evening)
    town.say(town.hana, where, "Is this on?")
    for who, problem in ((town.milo, Forbidden), (town.otto, NotFound)):
        with reading() as db, pytest.raises(problem):
            access_room(db, who.actor, where.room_id, Permission.ROOM_READ)
    for who in (town.hana, town.milo):
        with reading() as db:
            assert where.room_id not in [mark.room.id for mark in my_rooms(db, who.actor)]
    make_host(town, town.otto, evening)
    assert "Is this on?" in str(town.items(town.otto, where))


def test_it_has_the_run_sheet_and_says_what_it_is(town: Town) -> None:
    evening = town.session(town.circle(town.hana))
    desk = desk_of(rehearsed(town, evening).room_id)
    assert desk["session"]["state"] == "rehearsal"
    assert [one["excerpt"] for one in desk["plan"]] == ["What works?", "What does not?"]


def test_two_hosts_rehearse_in_one_room(town: Town) -> None:
    evening = town.session(town.circle(town.hana), published=False)
    make_host(town, town.milo, evening)
    first, second = (do(who, rehearsal.rehearse, evening.id) for who in (town.hana, town.milo))
    assert first.id == second.id


def test_the_start_of_the_session_ends_it(town: Town) -> None:
    evening = town.session(town.circle(town.hana))
    where = rehearsed(town, evening)
    do(town.hana, hosting.start, evening.id)
    with reading() as db:
        assert db.get(Room, where.room_id) is None


def test_a_host_of_the_circle_rehearses_too_and_others_do_not(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    evening = town.session(circle)
    with pytest.raises(Forbidden):
        do(town.milo, rehearsal.rehearse, evening.id)
    with pytest.raises(Refused, match="before the session"):
        do(town.hana, rehearsal.rehearse, live(town).id)


def test_one_for_a_session_that_nobody_began_leaves_nothing_either(town: Town) -> None:
    evening = town.session(town.circle(town.hana))
    where = rehearsed(town, evening)
    with clock.fixed(session_of(evening).ends_at + timedelta(hours=3)):
        look_at_sessions()
    assert session_of(evening).state is SessionState.CLOSED
    with reading() as db:
        assert db.get(Room, where.room_id) is None


def test_what_was_sent_into_its_small_groups_goes_too(town: Town) -> None:
    evening = town.session(town.circle(town.hana))
    before, where = rows()["files"], rehearsed(town, evening)
    group = Evening(evening.id, new_id(), evening.circle_id, evening.host)
    with transaction() as db:
        room = db.get_one(Room, where.room_id)
        about = {"circle_id": room.circle_id, "home_id": room.home_id, "version": 1}
        db.add(Room(id=group.room_id, parent_id=room.id, last_position=0, people=[], **about))
    town.say(town.hana, group, files=(town.send(town.hana, group),))
    assert rows()["files"] == before + 1
    do(town.hana, rehearsal.end_rehearsal, evening.id)
    assert rows()["files"] == before


def test_a_draft_that_is_thrown_away_takes_along_what_nobody_else_has(town: Town) -> None:
    circle = town.circle(town.hana)
    before = rows()
    evening = town.session(circle, published=False, skills=("Dry casting",))
    town.say(town.hana, evening, files=(town.send(town.hana, evening),))
    do(town.hana, discard, evening.id)
    after = rows()
    assert {name: after[name] for name in KEPT} == {name: before[name] for name in KEPT}
