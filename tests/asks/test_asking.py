"""Asking one member, those who can teach it, or everybody; and what is refused, in which words."""

from datetime import timedelta

import pytest

from community.access.actor import ANYBODY, CommunityRole
from community.access.ask_rules import AskState, AskTo
from community.access.blocks import BlockKind
from community.asks.actions import asking
from community.asks.events import AskAnswered, AskCameBack, AskPut, AskSettled, TurnEnded
from community.asks.models import BODY_MOST, TurnState
from community.asks.rules import A_DAY_MOST, ASKED_AT_ONCE, GOING_MOST
from community.core import clock
from community.core.errors import Forbidden, Invalid, NotFound, Refused, SignedOut
from community.core.transaction import transaction
from community.discovery.skills.merging import merge
from community.members.blocking import keep_apart
from community.members.models import Member, Profile, Reach
from tests.asks.asking import (
    SKILL,
    answer,
    ask_of,
    new_key,
    not_now,
    now_is,
    put,
    state,
    teach,
    turns,
)
from tests.asks.conftest import Heard
from tests.doing import at_once, do, refusals
from tests.skilled import block, see
from tests.town import Person, Town

pytestmark = pytest.mark.usefixtures("town")


def away(who: Person, days: int = 3) -> None:
    with transaction() as db:
        db.get_one(Member, who.id).away_until = (clock.now() + timedelta(days=days)).date()


def reach(who: Person, wanted: Reach) -> None:
    with transaction() as db:
        db.get_one(Profile, who.id).reach = wanted


def test_milo_asks_hana_and_it_is_her_turn(town: Town, heard: Heard) -> None:
    ask = ask_of(town.milo, town.hana)
    assert (ask.state, turns(ask)) == (AskState.WAITING, {town.hana.id: TurnState.WAITING})
    assert heard == [AskPut(ask_id=ask.id, member_id=town.hana.id)]


def test_her_answer_ends_the_waiting_and_others_may_add_to_it(town: Town, heard: Heard) -> None:
    teach(town.hana, town.otto)
    ask = put(town.milo, AskTo.SKILL)
    assert turns(ask).keys() == {town.hana.id, town.otto.id}
    answer(town.hana, ask)
    assert (state(ask), now_is(ask).next_at) == (AskState.ANSWERED, None)
    assert turns(ask) == {town.hana.id: TurnState.ANSWERED, town.otto.id: TurnState.LET_GO}
    answer(town.otto, ask, "Or like soup.")
    assert len(heard.of(AskAnswered)) == 2
    assert len(heard.of(TurnEnded)) == 3, "and of Otto's, that he answered after all"
    with pytest.raises(Forbidden, match="your own"):
        answer(town.milo, ask)


def test_not_now_is_one_press_and_the_last_one_brings_it_back_at_once(
    town: Town, heard: Heard
) -> None:
    teach(town.hana, town.otto)
    ask = put(town.milo, AskTo.SKILL)
    not_now(town.hana, ask)
    assert state(ask) is AskState.WAITING
    for _ in range(2):
        not_now(town.otto, ask)
    assert (state(ask), now_is(ask).back) == (AskState.BACK, 1)
    assert len(heard.of(AskCameBack)) == 1
    with pytest.raises(NotFound):
        not_now(town.ada, ask)


def test_those_who_can_teach_it_get_a_turn_a_few_at_once_and_who_was_asked_least_first(
    town: Town,
) -> None:
    people = [town.person(f"Teacher {number}") for number in range(ASKED_AT_ONCE + 1)]
    teach(*people)
    first = turns(put(town.milo, AskTo.SKILL)).keys()
    assert len(first) == ASKED_AT_ONCE
    [left] = {one.id for one in people} - first
    assert left in turns(put(town.otto, AskTo.SKILL))
    later = clock.now() + timedelta(days=31)
    with clock.fixed(later):
        assert turns(put(town.hana, AskTo.SKILL)).keys() == set(
            sorted(one.id for one in people)[:ASKED_AT_ONCE]
        )


@pytest.mark.parametrize("why", ["away", "reach", "muting", "muted", "blocked", "unseen", "self"])
def test_who_cannot_be_asked_gets_no_turn(town: Town, why: str) -> None:
    teach(town.hana, town.otto, town.milo)
    if why == "away":
        away(town.hana)
    elif why == "reach":
        reach(town.hana, Reach.CIRCLES)
    elif why == "muting":
        do(town.hana, keep_apart, town.milo.id, BlockKind.MUTE)
    elif why == "muted":
        do(town.milo, keep_apart, town.hana.id, BlockKind.MUTE)
    elif why == "blocked":
        block(town.hana, town.milo)
    elif why == "unseen":
        see(town.hana, teaches="nobody")
    allowed = {town.otto.id} | ({town.hana.id} if why == "self" else set())
    assert turns(put(town.milo, AskTo.SKILL)).keys() == allowed


def test_who_is_asked_by_those_they_share_a_circle_with_is_asked_by_them(town: Town) -> None:
    teach(town.hana)
    reach(town.hana, Reach.CIRCLES)
    with pytest.raises(Invalid, match="Nobody who can teach it can be asked now"):
        put(town.milo, AskTo.SKILL)
    with pytest.raises(Invalid, match="Hana cannot be asked by name"):
        ask_of(town.milo, town.hana)
    town.circle(town.hana, town.milo)
    assert turns(put(town.milo, AskTo.SKILL)).keys() == {town.hana.id}


def test_who_muted_the_asker_does_not_show_by_not_being_there(town: Town) -> None:
    """As if they were asked: it waits, and comes back."""
    teach(town.hana)
    do(town.hana, keep_apart, town.milo.id, BlockKind.MUTE)
    ask = put(town.milo, AskTo.SKILL)
    assert (ask.state, turns(ask)) == (AskState.WAITING, {})
    assert ask.next_at is not None
    assert ask.next_at - ask.created_at >= timedelta(days=5)


def test_being_away_is_said_with_its_day(town: Town) -> None:
    with clock.fixed(clock.now().replace(month=11, day=30)):
        away(town.hana)
        with pytest.raises(Invalid, match=r"away until 3 December\. You can ask") as said:
            ask_of(town.milo, town.hana)
    assert said.value.fields.keys() == {"person"}


def test_of_a_block_the_words_tell_nothing(town: Town) -> None:
    block(town.hana, town.milo)
    with pytest.raises(Invalid, match="nobody here called “hana”"):
        ask_of(town.milo, town.hana)
    with pytest.raises(Invalid, match="nobody here called “nobody”"):
        put(town.milo, AskTo.MEMBER, person="nobody")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"body": " \n "}, "body"),
        ({"body": "x" * (BODY_MOST + 1)}, "body"),
        ({"skill": "Juggling"}, "skill"),
        ({"put_to": AskTo.SKILL}, "skill"),
        ({"put_to": AskTo.MEMBER}, "person"),
        ({"put_to": AskTo.MEMBER, "person": "milo"}, "person"),
    ],
)
def test_what_is_missing_is_said_beside_where_it_is_typed(
    town: Town, given: dict[str, object], field: str
) -> None:
    teach(town.hana)
    usual = {"client_key": new_key(), "body": "How?", "put_to": AskTo.EVERYBODY}
    with pytest.raises(Invalid) as said:
        do(town.milo, asking.put, **{**usual, **given})
    assert list(said.value.fields) == [field]


def test_a_skill_is_known_by_any_of_its_names_and_only_where_it_is_known(town: Town) -> None:
    teach(town.hana)
    ask = put(town.milo, AskTo.SKILL, skill="  splinting ")
    assert put(town.milo, skill=ask.skill_id).skill_id == ask.skill_id
    see(town.otto, teaches="nobody")
    teach(town.otto, skill="Secrets")
    with pytest.raises(Invalid, match="no skill here yet"):
        put(town.milo, skill="Secrets")


def test_who_is_not_signed_in_asks_nothing(town: Town) -> None:
    with transaction() as db, pytest.raises(SignedOut):
        asking.put(db, ANYBODY, client_key=new_key(), body="How?", put_to=AskTo.EVERYBODY)


def test_put_twice_it_is_one_and_answered_twice_also(town: Town) -> None:
    key = new_key()
    first, again = (put(town.milo, client_key=key) for _ in range(2))
    assert first.id == again.id
    assert put(town.otto, client_key=key).id != first.id


def test_five_go_on_at_most_and_an_answer_makes_room(town: Town) -> None:
    asks = [put(town.milo) for _ in range(GOING_MOST)]
    with pytest.raises(Refused, match="5 of your asks go on"):
        put(town.milo)
    answer(town.hana, asks[0])
    put(town.milo)
    with pytest.raises(Refused):
        put(town.milo)
    do(town.milo, asking.close, asks[1].id)
    put(town.milo)


def test_five_go_on_at_most_also_of_many_at_once(town: Town) -> None:
    for _ in range(GOING_MOST - 1):
        put(town.milo)
    answers = at_once(*[lambda: put(town.milo)] * 6)
    assert refusals(answers) == ["Refused"] * 5


def test_who_closes_each_again_asks_no_more_than_twenty_in_a_day(town: Town) -> None:
    for _ in range(A_DAY_MOST):
        do(town.milo, asking.close, put(town.milo).id)
    with pytest.raises(Refused, match="Tomorrow you can ask something new"):
        put(town.milo)
    with clock.fixed(clock.now() + timedelta(days=1, minutes=1)):
        put(town.milo)


def test_one_pressed_many_times_at_once_is_one(town: Town) -> None:
    key = new_key()
    answers = at_once(*[lambda: put(town.milo, client_key=key).id] * 4)
    assert refusals(answers) == []
    assert len(set(map(str, answers))) == 1


def test_what_came_back_is_put_on_to_others_and_nobody_is_asked_twice(
    town: Town, heard: Heard
) -> None:
    teach(town.hana, town.otto)
    ask = ask_of(town.milo, town.hana, skill=SKILL)
    with pytest.raises(Refused, match="still has time"):
        do(town.milo, asking.put_on, ask.id, AskTo.MEMBER, "otto")
    not_now(town.hana, ask)
    with pytest.raises(Invalid, match="asked this already"):
        do(town.milo, asking.put_on, ask.id, AskTo.MEMBER, "hana")
    heard.clear()
    do(town.milo, asking.put_on, ask.id, AskTo.SKILL)
    assert heard.of(AskPut) == [AskPut(ask_id=ask.id, member_id=town.otto.id)]
    assert heard.of(AskSettled) == [AskSettled(ask_id=ask.id)]
    not_now(town.otto, ask)
    with pytest.raises(Invalid, match="Nobody else"):
        do(town.milo, asking.put_on, ask.id, AskTo.SKILL)
    do(town.milo, asking.put_on, ask.id, AskTo.EVERYBODY)
    assert (state(ask), now_is(ask).put_to) == (AskState.OPEN, AskTo.EVERYBODY)
    do(town.milo, asking.put_on, ask.id, AskTo.MEMBER, town.ada.handle)
    assert (state(ask), now_is(ask).put_to) == (AskState.OPEN, AskTo.EVERYBODY)
    assert turns(ask)[town.ada.id] is TurnState.WAITING


def test_only_who_asked_puts_it_on_closes_it_and_nobody_opens_it_again(town: Town) -> None:
    ask = put(town.milo)
    for who, problem in ((town.hana, Forbidden), (town.otto, Forbidden)):
        with pytest.raises(problem):
            do(who, asking.close, ask.id)
        with pytest.raises(problem):
            do(who, asking.put_on, ask.id, AskTo.SKILL)
    for _ in range(2):
        do(town.milo, asking.close, ask.id)
    with pytest.raises(Refused, match="goes on no more"):
        do(town.milo, asking.put_on, ask.id, AskTo.MEMBER, "hana")
    with pytest.raises(Forbidden, match="needs no answer"):
        answer(town.hana, ask)


def test_closing_lets_those_go_who_still_had_time(town: Town, heard: Heard) -> None:
    ask = ask_of(town.milo, town.hana)
    do(town.milo, asking.close, ask.id)
    assert turns(ask) == {town.hana.id: TurnState.LET_GO}
    assert len(heard.of(TurnEnded)) == len(heard.of(AskSettled)) == 1
    assert (state(ask), now_is(ask).next_at) == (AskState.CLOSED, None)


def test_ones_own_question_of_a_session_is_asked_on_from_there(town: Town) -> None:
    where = town.circle(town.hana, town.milo, town.otto)
    said = town.say(town.milo, where, "Which thumb?")
    assert put(town.milo, item_id=said.id).item_id == said.id
    with pytest.raises(Refused, match="Only your own words"):
        put(town.otto, item_id=said.id)
    with pytest.raises(NotFound):
        put(town.ada, item_id=said.id)


def test_two_skills_become_one_and_what_is_asked_about_it_stays_asked(town: Town) -> None:
    teach(town.hana)
    teach(town.hana, skill="Splints")
    ask = put(town.milo, skill="Splints")
    mona = town.person("Mona", CommunityRole.MODERATOR)
    assert now_is(ask).skill_id == ask.skill_id
    kept = do(mona, merge, ask.skill_id, SKILL)
    assert now_is(ask).skill_id == kept.id
