"""Who hears of asks in the inbox: only while they may read them, and unread only while something
waits. Their statements are tried on both databases in the first of these."""

import pytest

from community.access.ask_rules import AskTo
from community.access.blocks import BlockKind
from community.asks.actions import answering, asking, resting
from community.asks.models import Ask
from community.core import clock, relay
from community.core.transaction import reading
from community.members.blocking import keep_apart
from community.notifications import queries
from community.notifications.models import Notice, NoticeKind
from tests.asks.asking import after, answer, ask_of, look, not_now, put, teach
from tests.browsing import Browsing
from tests.counting import counted
from tests.doing import do
from tests.town import Person, Town

ON_ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
K = NoticeKind


def deliver() -> None:
    while relay.run_once():
        pass


def inbox(who: Person) -> list[Notice]:
    actor = who.actor
    with reading() as db:
        return queries.inbox(db, actor)


def told(who: Person) -> list[NoticeKind]:
    return [one.kind for one in inbox(who)]


def unread(who: Person) -> int:
    actor = who.actor
    with reading() as db:
        return queries.unread(db, actor)


def later(ask: Ask, **time: float) -> None:
    """What the clock does until then, and what it tells."""
    moment = after(ask, **time)
    look(moment)
    with clock.fixed(moment):
        deliver()


def test_from_the_ask_to_the_thanks_each_hears_of_what_is_theirs(town: Town) -> None:
    ask = ask_of(town.hana, town.milo)
    deliver()
    assert (told(town.milo), told(town.hana), told(town.otto)) == ([K.ASK_PUT], [], [])
    given = answer(town.milo, ask)
    deliver()
    assert (unread(town.milo), told(town.hana)) == (0, [K.ASK_ANSWERED])
    do(town.hana, answering.thank, given)
    deliver()
    assert set(told(town.milo)) == {K.ASK_PUT, K.ANSWER_THANKED}
    assert (unread(town.milo), unread(town.hana), unread(town.otto)) == (1, 1, 0)
    do(town.milo, answering.withdraw, given)
    deliver()
    assert (told(town.milo), told(town.hana)) == ([K.ASK_PUT], [K.ASK_BACK])
    assert (unread(town.milo), unread(town.hana)) == (0, 1)


@ON_ONE
def test_a_reminder_takes_the_place_of_what_was_told_before(town: Town) -> None:
    ask = ask_of(town.hana, town.milo)
    deliver()
    later(ask, hours=49)
    assert set(told(town.milo)) == {K.ASK_PUT, K.ASK_REMINDED}
    assert unread(town.milo) == 1
    later(ask, days=5, minutes=1)
    assert (unread(town.milo), told(town.hana)) == (0, [K.ASK_BACK])


@ON_ONE
@pytest.mark.parametrize("how", ["not now", "closed", "answered by another"])
def test_what_nobody_waits_for_is_read(town: Town, how: str) -> None:
    teach(town.milo, town.otto)
    ask = put(town.hana, AskTo.SKILL)
    deliver()
    assert (unread(town.milo), unread(town.otto)) == (1, 1)
    if how == "not now":
        not_now(town.milo, ask)
    elif how == "closed":
        do(town.hana, asking.close, ask.id)
    else:
        answer(town.otto, ask)
    deliver()
    assert unread(town.milo) == 0
    assert unread(town.otto) == (1 if how == "not now" else 0)


@ON_ONE
def test_nobody_is_told_of_a_turn_that_ended_before_they_were(town: Town) -> None:
    ask = ask_of(town.hana, town.milo)
    do(town.hana, asking.close, ask.id)
    deliver()
    assert told(town.milo) == []


@ON_ONE
def test_an_ask_that_goes_on_elsewhere_is_not_back_any_more(town: Town) -> None:
    ask = ask_of(town.hana, town.milo)
    not_now(town.milo, ask)
    deliver()
    assert unread(town.hana) == 1
    do(town.hana, asking.put_on, ask.id, AskTo.EVERYBODY)
    deliver()
    assert (told(town.hana), unread(town.hana)) == ([K.ASK_BACK], 0)


@ON_ONE
def test_a_block_and_a_mute_keep_it_out_of_the_inbox(town: Town) -> None:
    ask_of(town.hana, town.milo)
    do(town.otto, keep_apart, town.hana.id, BlockKind.MUTE)
    ask = ask_of(town.hana, town.otto)
    deliver()
    assert (told(town.milo), told(town.otto)) == ([K.ASK_PUT], [])
    do(town.milo, keep_apart, town.hana.id, BlockKind.BLOCK)
    assert (told(town.milo), unread(town.milo)) == ([], 0)
    later(ask, hours=49)
    assert told(town.otto) == []


@ON_ONE
def test_who_rests_is_told_how_to_wake_until_they_did(browsing: Browsing, town: Town) -> None:
    for _ in range(3):
        ask = ask_of(town.hana, town.milo)
        later(ask, hours=49)
        later(ask, days=5, minutes=1)
        do(town.hana, asking.close, ask.id)
    assert K.RESTING in told(town.milo)
    visitor = browsing.by(town.milo)
    assert "You take a rest from asks" in (page := visitor.get("/inbox").text)
    assert 'action="/asks/wake"' in page
    before = unread(town.milo)
    do(town.milo, resting.wake)
    assert unread(town.milo) == before - 1
    assert "You took a rest from asks" in visitor.get("/inbox").text


@ON_ONE
def test_the_inbox_says_until_when_and_lets_them_say_not_now(
    browsing: Browsing, town: Town
) -> None:
    ask = ask_of(town.hana, town.milo, body="How **warm** is <b>warm</b>?")
    deliver()
    visitor = browsing.by(town.milo)
    page = visitor.get("/inbox").text
    assert "<b>Hana</b> asks you: “How warm is" in page
    assert "You have until" in page
    visitor.post(f"/asks/{ask.id}/not-now")
    deliver()
    assert "<b>Hana</b> asked you" in visitor.get("/inbox").text
    back = browsing.by(town.hana).get("/inbox").text
    assert "It could not be answered this time" in back
    assert "See the ways on" in back


@ON_ONE
def test_who_looks_at_an_ask_has_seen_what_came_of_it_and_not_what_they_are_to_do(
    browsing: Browsing, town: Town
) -> None:
    first, second = ask_of(town.hana, town.milo), ask_of(town.hana, town.otto)
    deliver()
    browsing.by(town.milo).get(f"/asks/{first.id}")
    assert unread(town.milo) == 1
    for who, ask in ((town.milo, first), (town.otto, second)):
        answer(who, ask)
    deliver()
    assert unread(town.hana) == 2
    browsing.by(town.hana).get(f"/asks/{first.id}")
    assert unread(town.hana) == 1


@ON_ONE
def test_counting_asks_the_same_however_many_asks_wait(town: Town) -> None:
    def count() -> int:
        with counted() as statements:
            unread(town.milo)
        return len(statements)

    ask_of(town.hana, town.milo)
    deliver()
    one = count()
    for _ in range(3):
        ask_of(town.hana, town.milo)
        ask_of(town.otto, town.milo)
    deliver()
    assert (count(), unread(town.milo)) == (one, 7)
