"""Looking for a date: asking, answering, choosing."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from community.access.memberships import CircleRole, Membership
from community.access.session_rules import SessionState
from community.core import clock
from community.core.errors import Forbidden, Invalid, Refused
from community.core.transaction import reading, transaction
from community.sessions.actions.dating import answer_times, stop_asking, take_date
from community.sessions.actions.schedule import publish
from community.sessions.date_models import Could, DatePoll, TimeAnswer
from community.sessions.date_polls import (
    best_of,
)
from community.sessions.models import HostedSession
from tests.dates import asked, in_days, looked_for, say, seen_by, times_of, told
from tests.doing import at_once, do, refusals
from tests.town import Meeting, Person, Town

YES, IF_NEEDED, NO = Could
at = datetime.fromisoformat


def kept(session_id: str) -> HostedSession:
    with reading() as db:
        return db.get_one(HostedSession, session_id)


def second_host(person: Person, where: Meeting) -> None:
    with transaction() as db:
        db.get_one(Membership, (where.id, person.id)).role = CircleRole.HOST


def test_the_circle_is_asked_and_a_host_chooses(town: Town) -> None:
    where = town.circle(town.hana, town.milo, town.otto)
    draft = looked_for(town.hana, where)
    assert kept(draft.id).undated
    assert kept(draft.id).state is SessionState.DRAFT
    say(town.milo, draft.id, NO, YES, IF_NEEDED)
    say(town.otto, draft.id, NO, YES, NO)
    say(town.milo, draft.id, IF_NEEDED)  # changed; the others stay as they were
    first, second, third = seen_by(town.milo, draft.id)
    assert dict(first.counts) == {IF_NEEDED: 1, NO: 1}
    assert (first.mine, second.mine, third.mine) == (IF_NEEDED, YES, IF_NEEDED)
    assert dict(second.counts) == {YES: 2}
    time = times_of(draft.id)[1]
    do(town.hana, take_date, draft.id, time.id, publishing=True)
    session = kept(draft.id)
    assert (session.starts_at, session.ends_at) == (time.starts_at, time.ends_at)
    assert (session.starts_wall, session.ends_wall) == (time.starts_wall, time.ends_wall)
    assert session.state is SessionState.PUBLISHED
    assert not session.undated


def test_hosts_see_who_everybody_else_how_many(town: Town) -> None:
    where = town.circle(town.hana, town.milo, town.otto)
    draft = looked_for(town.hana, where)
    say(town.milo, draft.id, YES)
    assert seen_by(town.hana, draft.id)[0].names == {YES: ["Milo"]}
    assert seen_by(town.otto, draft.id)[0].names == {}
    assert seen_by(town.otto, draft.id)[0].counts[YES] == 1


def test_the_best_is_when_most_can_come_and_rather_would(town: Town) -> None:
    where = town.circle(town.hana, town.milo, town.otto)
    draft = looked_for(town.hana, where)
    assert best_of(seen_by(town.hana, draft.id)) is None
    say(town.milo, draft.id, YES, IF_NEEDED, YES)
    say(town.otto, draft.id, NO, YES, YES)
    times = seen_by(town.hana, draft.id)
    assert best_of(times) == times[2]
    with clock.fixed(times[2].starts_at):
        assert best_of(times) is None


@pytest.mark.parametrize(
    ("walls", "what"),
    [
        ((3,), "2 to 8"),
        ((3, 3), "2 to 8"),
        (tuple(range(1, 10)), "2 to 8"),
        ((3, -1), "future"),
        ((3, 900), "two years"),
    ],
)
def test_two_to_eight_different_times_that_are_to_come(
    town: Town, walls: tuple[int, ...], what: str
) -> None:
    where = town.circle(town.hana)
    with pytest.raises(Invalid, match=what):
        looked_for(town.hana, where, *(in_days(one) for one in walls))
    with reading() as db:
        assert db.scalar(select(func.count()).select_from(HostedSession)) == 0


@pytest.mark.parametrize("wall", [at("0001-01-01 00:00"), at("9999-12-31 23:59")])
def test_the_end_of_time_is_no_time(town: Town, wall: datetime) -> None:
    where = town.circle(town.hana)
    with pytest.raises(Invalid, match="two years"):
        looked_for(town.hana, where, in_days(3), wall)


def test_walls_keep_their_hour_when_the_clocks_change(town: Town) -> None:
    with clock.fixed(datetime(2026, 10, 20, 12, tzinfo=UTC)):  # they go back on the 25th
        where = town.circle(town.hana)
        draft = looked_for(town.hana, where, at("2026-10-22 20:00"), at("2026-10-29 20:00"))
        before, after = times_of(draft.id)
    assert before.starts_at == datetime(2026, 10, 22, 19, tzinfo=UTC)
    assert after.starts_at == datetime(2026, 10, 29, 20, tzinfo=UTC)
    assert {one.ends_at - one.starts_at for one in (before, after)} == {timedelta(hours=1)}
    assert [one.ends_wall.hour for one in (before, after)] == [21, 21]


def test_a_time_in_the_hour_left_out_is_one_time(town: Town) -> None:
    """01:30 and 02:30 are the same moment in the night in which the clocks go forward."""
    with clock.fixed(datetime(2027, 3, 20, 12, tzinfo=UTC)):
        where = town.circle(town.hana)
        twice = at("2027-03-28 01:30"), at("2027-03-28 02:30")
        with pytest.raises(Invalid, match="different"):
            looked_for(town.hana, where, *twice, ends=at("2027-03-28 03:30"))


def test_of_two_hosts_at_once_one_chooses(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    second_host(town.milo, where)
    draft = looked_for(town.hana, where)
    first, second, _third = times_of(draft.id)
    answers = at_once(
        lambda: do(town.hana, take_date, draft.id, first.id, publishing=True),
        lambda: do(town.milo, take_date, draft.id, second.id, publishing=False),
    )
    assert refusals(answers) == ["Refused"]
    chosen = next(one for one in answers if isinstance(one, HostedSession))
    assert kept(draft.id).starts_at == chosen.starts_at


def test_answers_end_when_a_time_is_chosen(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    draft = looked_for(town.hana, where)
    do(town.hana, take_date, draft.id, times_of(draft.id)[0].id, publishing=False)
    with pytest.raises(Forbidden, match="chosen already"):
        say(town.milo, draft.id, YES)
    with pytest.raises(Refused):
        do(town.hana, take_date, draft.id, times_of(draft.id)[1].id, publishing=False)
    with pytest.raises(Refused):
        do(town.hana, stop_asking, draft.id)


def test_only_its_own_times_that_are_to_come_can_be_taken_or_answered(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    draft, other = looked_for(town.hana, where), looked_for(town.hana, where)
    foreign = times_of(other.id)[0].id
    for time_id in (foreign, "nothing", "a\0b"):
        with pytest.raises(Invalid):
            do(town.hana, take_date, draft.id, time_id, publishing=True)
    with clock.fixed(times_of(draft.id)[0].starts_at), pytest.raises(Invalid):
        do(town.hana, take_date, draft.id, times_of(draft.id)[0].id, publishing=True)
    with pytest.raises(Invalid):
        do(town.milo, answer_times, draft.id, {foreign: YES})
    with pytest.raises(Invalid):
        do(town.milo, answer_times, draft.id, {})


def test_stop_asking_leaves_a_plain_draft(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    draft = looked_for(town.hana, where)
    say(town.milo, draft.id, YES)
    do(town.hana, stop_asking, draft.id)
    assert not kept(draft.id).undated
    assert asked(town.milo) == []
    assert told(town.milo) == []
    with reading() as db:
        assert db.get(DatePoll, draft.id) is None
        assert db.scalar(select(func.count()).select_from(TimeAnswer)) == 0
    do(town.hana, publish, draft.id)
