"""A session is started, extended, ended and closed: by its hosts, and each of it once."""

from datetime import timedelta
from functools import partial

import pytest

from community.access.comings import Coming
from community.access.memberships import CircleRole
from community.access.session_rules import SessionState
from community.core import clock
from community.core.errors import Forbidden, Invalid, NotFound, Refused
from community.core.events import record
from community.core.transaction import reading, transaction
from community.rooms.actions import withdraw
from community.rooms.actions.questions import reveal
from community.rooms.models import Room
from community.rooms.plan import planned_in
from community.sessions.actions import hosting
from community.sessions.actions.changing import cancel, discard
from community.sessions.actions.rehearsal import rehearse
from community.sessions.events import SessionClosed, SessionEnded
from community.sessions.times import wall_of
from tests.doing import at_once, do, refusals
from tests.evenings import after, ask_next, desk_of, live, room_of, session_of
from tests.town import Evening, Person, Town


@pytest.fixture
def stated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what was stated of sessions, in order."""
    names: list[str] = []

    def note(db: object, event: object) -> None:
        if isinstance(event, SessionEnded | SessionClosed):
            names.append(type(event).__name__)
        record(db, event)  # type: ignore[arg-type]

    monkeypatch.setattr(hosting, "record", note)
    return names


def make_host(town: Town, person: Person, evening: Evening) -> None:
    town.come(person, evening)
    with transaction() as db:
        db.get_one(Coming, (evening.id, person.id)).role = CircleRole.HOST


def state_on_desk(evening: Evening) -> str:
    return str(desk_of(evening.room_id)["session"]["state"])


def test_its_states_follow_what_the_host_does(town: Town, stated: list[str]) -> None:
    evening = town.session(town.circle(town.hana))
    assert state_on_desk(evening) == "published"
    do(town.hana, hosting.start, evening.id)
    assert state_on_desk(evening) == "live"
    do(town.hana, hosting.end, evening.id)
    assert state_on_desk(evening) == "late"
    do(town.hana, hosting.close, evening.id)
    assert state_on_desk(evening) == "closed"
    assert stated == ["SessionEnded", "SessionClosed"]
    found = session_of(evening)
    assert None not in (found.started_at, found.ended_at, found.closed_at)
    assert room_of(evening).closed


def test_everybody_in_the_room_is_told_of_each_state(town: Town) -> None:
    evening = town.session(town.circle(town.hana))
    before = room_of(evening).desk_version
    do(town.hana, hosting.start, evening.id)
    started = room_of(evening).desk_version
    do(town.hana, hosting.end, evening.id)
    assert before < started < room_of(evening).desk_version


def test_two_hosts_who_start_and_end_do_it_once(town: Town, stated: list[str]) -> None:
    evening = town.session(town.circle(town.hana))
    make_host(town, town.milo, evening)
    for action in (hosting.start, hosting.end):
        both = at_once(*(partial(do, who, action, evening.id) for who in (town.hana, town.milo)))
        assert not refusals(both)
    assert stated == ["SessionEnded"]


def test_ended_again_it_ended_when_it_did(town: Town) -> None:
    evening = live(town)
    ended = do(town.hana, hosting.end, evening.id).ended_at
    with clock.fixed(after(5)):
        do(town.hana, hosting.end, evening.id)
        do(town.hana, hosting.close, evening.id)
        do(town.hana, hosting.end, evening.id)
    assert session_of(evening).ended_at == ended


def test_without_late_answers_the_end_closes_it(town: Town, stated: list[str]) -> None:
    evening = live(town, town.milo, late_hours=0)
    do(town.hana, hosting.end, evening.id)
    assert session_of(evening).state is SessionState.CLOSED
    assert stated[-2:] == ["SessionEnded", "SessionClosed"]
    with pytest.raises(Forbidden, match="session is over"):
        town.say(town.milo, evening)


def test_what_comes_after_the_end_is_late_and_what_came_before_is_not(town: Town) -> None:
    evening = live(town, town.milo)
    early = town.say(town.milo, evening)
    do(town.hana, hosting.end, evening.id)
    late = town.say(town.milo, evening)
    found = {one["id"]: one["late"] for one in town.items(town.hana, evening)}
    assert found == {early.id: False, late.id: True}


def test_after_the_late_lane_nobody_writes_but_takes_back(town: Town) -> None:
    evening = live(town, town.milo)
    said = town.say(town.milo, evening)
    do(town.hana, hosting.end, evening.id)
    do(town.hana, hosting.close, evening.id)
    for who in (town.hana, town.milo):
        with pytest.raises(Forbidden, match="session is over"):
            town.say(who, evening)
    do(town.milo, withdraw, said.id)


def test_more_time_is_from_its_end_or_from_now(town: Town) -> None:
    evening = live(town)
    ends = session_of(evening).ends_at
    do(town.hana, hosting.extend, evening.id, 10)
    assert session_of(evening).ends_at == ends + timedelta(minutes=10)
    with clock.fixed(ends + timedelta(minutes=30)):
        do(town.hana, hosting.extend, evening.id, 10)
    found = session_of(evening)
    assert found.ends_at == ends + timedelta(minutes=40)
    assert found.ends_at == found.ends_wall.replace(tzinfo=found.zone)


def test_calendars_take_up_that_it_ends_later(town: Town) -> None:
    evening = live(town)
    before = session_of(evening).sequence
    do(town.hana, hosting.extend, evening.id, 10)
    assert session_of(evening).sequence == before + 1


def test_given_more_time_it_lasts_as_long_as_one_may_plan_it(town: Town) -> None:
    now = wall_of(clock.now(), "UTC")
    evening = live(town, starts=now, ends=now + timedelta(days=7, hours=-3), zone="UTC")
    do(town.hana, hosting.extend, evening.id, 120)
    with pytest.raises(Refused, match="a week at most"):
        do(town.hana, hosting.extend, evening.id, 120)


def test_late_answers_are_taken_for_as_long_as_the_host_says(town: Town) -> None:
    evening = live(town)
    ended = do(town.hana, hosting.end, evening.id).ended_at
    assert ended is not None
    do(town.hana, hosting.set_late, evening.id, 72)
    assert session_of(evening).late_until == ended + timedelta(hours=72)
    do(town.hana, hosting.set_late, evening.id, 0)
    assert session_of(evening).state is SessionState.CLOSED


def test_what_makes_no_sense_is_refused(town: Town) -> None:
    evening = town.session(town.circle(town.hana), published=False)
    for action, more, why in (
        (hosting.start, (), "Publish"),
        (hosting.end, (), "Publish"),
        (hosting.close, (), "End the session first"),
        (hosting.extend, (10,), "Publish"),
    ):
        with pytest.raises(Refused, match=why):
            do(town.hana, action, evening.id, *more)
    started = live(town)
    for change, value in (
        (hosting.extend, 4),
        (hosting.extend, 121),
        (hosting.set_late, -1),
        (hosting.set_late, 7 * 24 + 1),
    ):
        with pytest.raises(Invalid):
            do(town.hana, change, started.id, value)
    do(town.hana, hosting.end, started.id)
    with pytest.raises(Refused, match="ended already"):
        do(town.hana, hosting.start, started.id)


def test_only_hosts_do_it_and_outsiders_learn_nothing(town: Town) -> None:
    evening = live(town, town.milo)
    for action in (hosting.start, hosting.end, hosting.close):
        with pytest.raises(Forbidden):
            do(town.milo, action, evening.id)
        with pytest.raises(NotFound):
            do(town.otto, action, evening.id)


def test_answers_that_were_written_unseen_can_be_revealed_afterwards(town: Town) -> None:
    evening = live(town, town.milo, town.otto)
    with transaction() as db:
        planned_in(db, evening.room_id)[0].unseen = True
    asked = ask_next(town.hana, evening)
    town.say(town.milo, evening, "Unseen words.")
    do(town.hana, hosting.end, evening.id)
    do(town.hana, hosting.close, evening.id)
    assert "Unseen words." not in str(town.items(town.otto, evening))
    do(town.hana, reveal, asked.id)
    assert "Unseen words." in str(town.items(town.otto, evening))


def test_in_the_room_of_a_cancelled_session_nobody_writes(town: Town) -> None:
    evening = town.session(town.circle(town.hana))
    town.come(town.milo, evening)
    rehearsed = do(town.hana, rehearse, evening.id)
    do(town.hana, cancel, evening.id)
    with pytest.raises(Forbidden, match="session is over"):
        town.say(town.milo, evening)
    assert state_on_desk(evening) == "cancelled"
    with reading() as db:
        assert db.get(Room, rehearsed.id) is None


def test_a_draft_that_is_thrown_away_takes_its_rehearsal_with_it(town: Town) -> None:
    evening = town.session(town.circle(town.hana), published=False)
    rehearsed = do(town.hana, rehearse, evening.id)
    do(town.hana, discard, evening.id)
    with reading() as db:
        assert db.get(Room, rehearsed.id) is None
