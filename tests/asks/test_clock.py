"""Every ask has a clock: a reminder after two days, a quiet return after five, and ways on."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from community.access.ask_rules import AskState, AskTo
from community.access.blocks import BlockKind
from community.access.policy import Visibility
from community.asks import by_clock
from community.asks.actions import asking
from community.asks.actions.resting import wake
from community.asks.events import AskCameBack, AskReminded, BeganToRest
from community.asks.models import Ask, AskTurn, TurnState
from community.asks.rules import RESTS_AFTER
from community.asks.turns import look_again
from community.asks.ways_on import WaysOn, ways_on
from community.background import Secondly
from community.circles.models import Circle
from community.core import clock
from community.core.errors import Forbidden, Invalid
from community.core.transaction import reading, transaction
from community.members.blocking import keep_apart
from community.members.models import Member, Profile, Reach
from tests.asks.asking import (
    SKILL,
    after,
    answer,
    ask_of,
    leave_in_silence,
    look,
    not_now,
    now_is,
    put,
    rests,
    state,
    teach,
    turns,
)
from tests.asks.conftest import Heard
from tests.doing import at_once, do
from tests.skilled import about, block
from tests.town import Person, Town


def away_on(who: Person, moment: datetime) -> None:
    with transaction() as db:
        db.get_one(Member, who.id).away_until = moment.date()


def test_who_is_silent_is_reminded_once_and_then_it_is_quietly_back(
    town: Town, heard: Heard
) -> None:
    ask = ask_of(town.milo, town.hana)
    heard.clear()
    look(after(ask, hours=47))
    assert heard == []
    for hours in (48, 49, 119):
        look(after(ask, hours=hours))
    assert heard == [AskReminded(ask_id=ask.id, member_id=town.hana.id)]
    assert state(ask) is AskState.WAITING
    for days in (5, 6):
        look(after(ask, days=days))
    assert turns(ask) == {town.hana.id: TurnState.SILENT}
    assert (state(ask), now_is(ask).next_at) == (AskState.BACK, None)
    assert heard.kinds[1:] == ["TurnEnded", "AskCameBack"]


def test_the_background_looks_each_second(town: Town, heard: Heard) -> None:
    ask = ask_of(town.milo, town.hana)
    with clock.fixed(after(ask, hours=48)):
        Secondly().look()
    assert len(heard.of(AskReminded)) == 1


def test_two_processes_look_once(town: Town, heard: Heard) -> None:
    ask = ask_of(town.milo, town.hana)
    with clock.fixed(after(ask, days=5)):
        looked = at_once(by_clock.look_at_asks, by_clock.look_at_asks)
    assert sorted(map(str, looked)) == ["0", "1"]
    assert len(heard.of(AskCameBack)) == 1


def test_an_answer_and_the_clock_at_once_leave_it_answered(town: Town) -> None:
    ask = ask_of(town.milo, town.hana)
    with clock.fixed(after(ask, days=5)):
        at_once(by_clock.look_at_asks, lambda: answer(town.hana, ask))
    assert state(ask) is AskState.ANSWERED
    assert turns(ask) == {town.hana.id: TurnState.ANSWERED}


def test_a_fault_with_one_keeps_no_other_waiting(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(by_clock, "AT_ONCE", 1)
    ask = ask_of(town.milo, town.hana)
    with clock.fixed(after(ask, minutes=1)):
        other = ask_of(town.otto, town.hana)

    def failing(db: Session, one: Ask) -> None:
        if one.id == ask.id:
            raise RuntimeError("Not this one")
        look_again(db, one)

    monkeypatch.setattr(by_clock, "look_again", failing)
    with clock.fixed(later := after(other, days=5)):
        assert [by_clock.look_at_asks() for _ in range(3)] == [0, 1, 0]
    assert "could not be looked at" in caplog.text
    assert (state(ask), state(other)) == (AskState.WAITING, AskState.BACK)
    monkeypatch.setattr(by_clock, "look_again", look_again)
    look(later + timedelta(hours=1))
    assert state(ask) is AskState.BACK


@pytest.mark.parametrize("hours", [48, 120])
def test_whoever_is_away_then_is_let_go_and_it_counts_as_no_silence(
    town: Town, heard: Heard, hours: int
) -> None:
    ask = ask_of(town.milo, town.hana)
    look(after(ask, hours=hours - 1))
    away_on(town.hana, after(ask, hours=hours))
    look(after(ask, hours=hours))
    assert turns(ask) == {town.hana.id: TurnState.LET_GO}
    assert (state(ask), heard.of(BeganToRest)) == (AskState.BACK, [])


@pytest.mark.parametrize("gone", ["vanished", "blocked", "blocking", "unreached", "muting"])
def test_whoever_is_not_there_any_more_leaves_no_ask_waiting(
    town: Town, heard: Heard, gone: str
) -> None:
    ask = ask_of(town.milo, town.hana)
    if gone == "vanished":
        with transaction() as db:
            db.execute(delete(AskTurn))  # as with its member
    elif gone == "blocked":
        block(town.milo, town.hana)
    elif gone == "blocking":
        block(town.hana, town.milo)
    elif gone == "unreached":
        with transaction() as db:
            db.get_one(Profile, town.hana.id).reach = Reach.NOBODY
    else:
        do(town.hana, keep_apart, town.milo.id, BlockKind.MUTE)
    look(after(ask, hours=48))
    look(after(ask, days=5))
    assert heard.of(AskReminded) == []
    assert set(turns(ask).values()) <= {TurnState.LET_GO}
    assert (state(ask), len(heard.of(AskCameBack))) == (AskState.BACK, 1)


def test_a_member_takes_their_own_asks_and_turns_along(town: Town) -> None:
    ask, other = ask_of(town.milo, town.hana), ask_of(town.otto, town.milo)
    with transaction() as db:
        db.execute(delete(Member).where(Member.id == town.milo.id))
    look(after(other, days=5))
    assert (state(other), turns(other)) == (AskState.BACK, {})
    with reading() as db:
        assert db.get(Ask, ask.id) is None


def test_on_the_board_it_stays_and_its_asker_is_told_once(town: Town, heard: Heard) -> None:
    ask = put(town.milo)
    for days in (4, 5, 6, 30):
        look(after(ask, days=days))
    assert (state(ask), len(heard)) == (AskState.OPEN, 1)
    assert heard.of(AskCameBack) == heard


def test_on_the_board_somebody_asked_by_name_has_their_time_as_well(
    town: Town, heard: Heard
) -> None:
    ask = put(town.milo)
    look(after(ask, days=5))
    with clock.fixed(after(ask, days=6)):
        do(town.milo, asking.put_on, ask.id, AskTo.MEMBER, town.hana.handle)
    heard.clear()
    for days in (8, 9, 11, 12):
        look(after(ask, days=days))
    assert heard.kinds == ["AskReminded", "TurnEnded", "AskCameBack"]
    assert state(ask) is AskState.OPEN


def test_put_to_everybody_meanwhile_who_has_time_keeps_it(town: Town, heard: Heard) -> None:
    ask = ask_of(town.milo, town.hana)
    do(town.milo, asking.put_on, ask.id, AskTo.EVERYBODY)
    assert (state(ask), turns(ask)) == (AskState.OPEN, {town.hana.id: TurnState.WAITING})
    look(after(ask, hours=48))
    assert len(heard.of(AskReminded)) == 1
    not_now(town.hana, ask)
    assert (state(ask), len(heard.of(AskCameBack))) == (AskState.OPEN, 1)


def test_three_asks_in_silence_and_one_rests(town: Town, heard: Heard) -> None:
    leave_in_silence(town.milo, town.hana, RESTS_AFTER - 1)
    assert not rests(town.hana)
    leave_in_silence(town.milo, town.hana)
    assert rests(town.hana)
    assert [one.member_id for one in heard.of(BeganToRest)] == [town.hana.id]  # type: ignore[attr-defined]
    with pytest.raises(Invalid, match="Hana cannot be asked just now: taking a rest from asks"):
        ask_of(town.milo, town.hana)
    teach(town.hana)
    with pytest.raises(Invalid, match="Nobody who can teach it"):
        put(town.milo, AskTo.SKILL)


def test_asks_left_at_the_same_moment_are_as_many(town: Town, heard: Heard) -> None:
    asks = [ask_of(town.milo, town.hana) for _ in range(RESTS_AFTER + 1)]
    look(after(asks[-1], hours=48))
    with clock.fixed(after(asks[-1], days=5)):
        at_once(*[by_clock.look_at_asks] * 3)
        look(clock.now())
    assert rests(town.hana)
    ended = sorted(turns(one)[town.hana.id] for one in asks)
    assert ended == [TurnState.LET_GO, *[TurnState.SILENT] * RESTS_AFTER]
    assert len(heard.of(BeganToRest)) == 1


def test_where_nobody_was_there_to_remind_them_it_counts_as_no_silence(town: Town) -> None:
    ask = ask_of(town.milo, town.hana)
    look(after(ask, days=6))
    assert turns(ask) == {town.hana.id: TurnState.LET_GO}
    assert state(ask) is AskState.BACK


@pytest.mark.parametrize("how", ["press", "answer"])
def test_who_is_here_again_is_asked_again_and_their_silence_is_forgotten(
    town: Town, how: str
) -> None:
    leave_in_silence(town.milo, town.hana, RESTS_AFTER)
    if how == "press":
        do(town.hana, wake)
    else:
        answer(town.hana, put(town.otto))
    assert not rests(town.hana)
    leave_in_silence(town.milo, town.hana, RESTS_AFTER - 1)
    assert not rests(town.hana)
    leave_in_silence(town.milo, town.hana)
    assert rests(town.hana)


def test_not_now_is_no_silence_and_neither_is_an_answer_between(town: Town) -> None:
    moment = leave_in_silence(town.milo, town.hana, RESTS_AFTER - 1)
    with clock.fixed(moment):
        not_now(town.hana, ask_of(town.milo, town.hana))
    moment = leave_in_silence(town.milo, town.hana, RESTS_AFTER - 1, moment)
    with clock.fixed(moment):
        answer(town.hana, put(town.otto))
    leave_in_silence(town.milo, town.hana, RESTS_AFTER - 1, moment)
    assert not rests(town.hana)


def ways(who: Person, ask: Ask) -> WaysOn:
    actor = who.actor
    with reading() as db:
        return ways_on(db, actor, now_is(ask))


def test_what_came_back_leads_on_to_people_a_session_circles_and_everybody(town: Town) -> None:
    others = [town.person(f"Teacher {number}") for number in range(4)]
    teach(town.hana, *others)
    ask = ask_of(town.milo, town.hana, skill=SKILL)
    not_now(town.hana, ask)
    shown = ways(town.milo, ask)
    assert len(shown.people) == 3
    assert {one.id for one in shown.people} < {one.id for one in others}
    assert (shown.session, list(shown.circles), shown.everybody) == (None, [], True)
    where, hidden = town.circle(town.otto), town.circle(town.otto, name="Hidden")
    for place in (where, hidden):
        about(place.id, SKILL)
    with transaction() as db:
        db.get_one(Circle, hidden.id).visibility = Visibility.HIDDEN
    town.session(hidden, starts_in=1, open_to="circle")
    town.session(where, starts_in=4, published=False, open_to="members")
    evening = town.session(where, starts_in=3, open_to="members")
    shown = ways(town.milo, ask)
    assert [one.id for one in shown.circles] == [where.id]
    assert shown.session is not None
    assert shown.session.id == evening.id


def test_it_leads_on_however_little_there_is(town: Town) -> None:
    ask = ask_of(town.milo, town.hana)
    not_now(town.hana, ask)
    assert ways(town.milo, ask).everybody
    with pytest.raises(Forbidden):
        ways(town.hana, ask)
    do(town.milo, asking.put_on, ask.id, AskTo.EVERYBODY)
    assert not ways(town.milo, ask).everybody, "it is on the board already, and stays there"
