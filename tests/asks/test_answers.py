"""What is answered can be thanked, and taken back; then the ask goes on."""

from datetime import timedelta

import pytest

from community.access.ask_rules import AskState, AskTo
from community.asks.actions import answering, asking
from community.asks.events import AnswerThanked, AskAnswered, AskCameBack
from community.asks.models import ANSWER_MOST, AskAnswer
from community.asks.rules import GOING_MOST
from community.core import clock
from community.core.errors import Forbidden, Invalid, NotFound, Refused
from community.core.transaction import reading
from tests.asks.asking import after, answer, ask_of, look, new_key, now_is, put, state
from tests.asks.conftest import Heard
from tests.doing import at_once, do, refusals
from tests.skilled import block
from tests.town import Town


def found(answer_id: str) -> AskAnswer:
    with reading() as db:
        return db.get_one(AskAnswer, answer_id)


def test_an_answer_needs_words_and_not_too_many(town: Town) -> None:
    ask = put(town.milo)
    for words in (" ", "x" * (ANSWER_MOST + 1)):
        with pytest.raises(Invalid) as said:
            answer(town.hana, ask, words)
        assert list(said.value.fields) == ["body"]
    assert state(ask) is AskState.OPEN


def test_sent_twice_it_is_one(town: Town, heard: Heard) -> None:
    ask, key = put(town.milo), new_key()

    def send() -> str:
        given = {"client_key": key, "body": "Like tea."}
        return do(town.hana, answering.answer, ask.id, **given).id

    answers = at_once(*[send] * 4)
    assert refusals(answers) == []
    assert len({str(one) for one in answers}) == 1
    assert len(heard.of(AskAnswered)) == 1


def test_the_asker_thanks_once(town: Town, heard: Heard) -> None:
    ask = put(town.milo)
    given = answer(town.hana, ask)
    for who in (town.hana, town.otto):
        with pytest.raises(Forbidden, match="Only whoever asked"):
            do(who, answering.thank, given)
    for _ in range(2):
        assert do(town.milo, answering.thank, given).ask_id == ask.id
    assert heard.of(AnswerThanked) == [AnswerThanked(ask_id=ask.id, answer_id=given)]
    with pytest.raises(NotFound):
        do(town.milo, answering.thank, "nothing")


def test_taken_back_its_words_are_gone_and_the_ask_is_back(town: Town, heard: Heard) -> None:
    ask = ask_of(town.milo, town.hana)
    given = answer(town.hana, ask)
    for who in (town.milo, town.otto):
        with pytest.raises(NotFound):
            do(who, answering.withdraw, given)
    for _ in range(2):
        do(town.hana, answering.withdraw, given)
    assert found(given).body == ""
    assert (state(ask), now_is(ask).back) == (AskState.BACK, 1)
    assert len(heard.of(AskCameBack)) == 1
    with pytest.raises(NotFound):
        do(town.milo, answering.thank, given)


def test_on_the_board_it_stands_open_again_and_its_asker_hears_of_it_in_five_days(
    town: Town, heard: Heard
) -> None:
    ask = put(town.milo, AskTo.EVERYBODY)
    given, other = answer(town.hana, ask), answer(town.otto, ask)
    do(town.hana, answering.withdraw, given)
    assert state(ask) is AskState.ANSWERED
    do(town.otto, answering.withdraw, other)
    assert state(ask) is AskState.OPEN
    look(clock.now() + timedelta(days=5, minutes=1))
    assert len(heard.of(AskCameBack)) == 1
    assert state(ask) is AskState.OPEN


def test_ones_own_is_taken_back_also_where_one_reads_the_ask_no_more(town: Town) -> None:
    ask = put(town.milo)
    given = answer(town.hana, ask)
    block(town.milo, town.hana)
    with pytest.raises(NotFound):
        answer(town.hana, ask)
    with pytest.raises(NotFound):
        do(town.milo, answering.thank, given)
    do(town.hana, answering.withdraw, given)
    assert found(given).withdrawn_at is not None


def test_an_answer_that_comes_late_is_an_answer(town: Town) -> None:
    ask = ask_of(town.milo, town.hana)
    look(after(ask, days=5))
    assert state(ask) is AskState.BACK
    answer(town.hana, ask)
    assert state(ask) is AskState.ANSWERED


def test_what_goes_on_again_may_be_a_sixth_and_nothing_new_is_asked_beside_it(town: Town) -> None:
    ask = ask_of(town.milo, town.hana)
    given = answer(town.hana, ask)
    others = [put(town.milo) for _ in range(GOING_MOST)]
    do(town.hana, answering.withdraw, given)
    assert state(ask) is AskState.BACK
    do(town.milo, asking.close, others[0].id)
    with pytest.raises(Refused):
        put(town.milo)
    do(town.milo, asking.close, ask.id)
    put(town.milo)
