"""Questions: asked, closed and opened again; what is said answers them by itself."""

from functools import partial

import pytest

from community.access.policy import Audience
from community.core.errors import Forbidden, Invalid, NotFound, Refused
from community.core.transaction import reading
from community.rooms.actions import edit, withdraw
from community.rooms.actions import questions as actions
from community.rooms.actions.hiding import hide
from community.rooms.desk import read_desk
from community.rooms.models import Room
from tests.asked import answer, ask, room_of, stored
from tests.doing import at_once, do, refusals
from tests.town import Meeting, Town


def asking(where: Meeting) -> tuple[str | None, bool]:
    room = room_of(where)
    return room.asking_id, room.asking_unseen


def on_the_desk(where: Meeting) -> list[int]:
    with reading() as db:
        return [
            one["number"] for one in read_desk(db, db.get_one(Room, where.room_id))["questions"]
        ]


def test_what_is_said_answers_the_newest_open_question(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    before = answer(town.milo, circle)
    first = ask(circle, "Who warms the material?")
    to_first = answer(town.milo, circle)
    second = ask(circle, "And who cools it?")
    to_second = answer(town.milo, circle)
    assert [one.question_id for one in (before, to_first, to_second)] == [None, first.id, second.id]
    assert [first.number, second.number] == [1, 2]
    assert on_the_desk(circle) == [1, 2]


def test_asking_twice_with_one_key_asks_once(town: Town) -> None:
    circle = town.circle(town.hana)
    first = ask(circle, "Once?", key="the-same-key")
    again = ask(circle, "Twice?", key="the-same-key")
    assert first.id == again.id
    assert len(town.items(town.hana, circle)) == 1


def test_a_key_that_has_said_something_else_asks_nothing(town: Town) -> None:
    circle = town.circle(town.hana)
    town.say(town.hana, circle, key="the-same-key")
    with pytest.raises(Invalid, match="something else"):
        ask(circle, key="the-same-key")


def test_only_hosts_ask_close_and_reveal(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    question = ask(circle, unseen=True)
    with pytest.raises(Forbidden):
        do(town.milo, actions.ask_question, circle.room_id, "milos-question", "May I?")
    with pytest.raises(Forbidden):
        do(town.milo, actions.close_question, question.id, on=True)
    with pytest.raises(Forbidden):
        do(town.milo, actions.reveal, question.id)
    assert not stored(question.id).closed_at


@pytest.mark.parametrize(
    ("body", "sentence"), [(" \n", "write the question"), ("w" * 1501, "at most 1,500")]
)
def test_a_question_has_words_and_not_too_many(town: Town, body: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        ask(town.circle(town.hana), body)


def test_closing_goes_back_to_the_one_before_and_the_last_leaves_nothing(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    first, second = ask(circle), ask(circle)
    do(town.hana, actions.close_question, second.id, on=True)
    assert asking(circle) == (first.id, False)
    assert answer(town.milo, circle).question_id == first.id
    do(town.hana, actions.close_question, first.id, on=True)
    assert asking(circle) == (None, False)
    assert answer(town.milo, circle).question_id is None
    assert on_the_desk(circle) == []


def test_the_newest_is_asked_whatever_was_opened_again_last(town: Town) -> None:
    circle = town.circle(town.hana)
    first, second = ask(circle), ask(circle)
    do(town.hana, actions.close_question, first.id, on=True)
    do(town.hana, actions.close_question, first.id, on=False)
    assert asking(circle) == (second.id, False)


def test_closing_twice_changes_nothing_more(town: Town) -> None:
    circle = town.circle(town.hana)
    question = ask(circle)
    once = do(town.hana, actions.close_question, question.id, on=True)
    twice = do(town.hana, actions.close_question, question.id, on=True)
    assert once.version == twice.version
    assert room_of(circle).version == once.version


def test_withdrawing_a_question_asks_the_one_before(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    first, second = ask(circle), ask(circle, unseen=True)
    assert asking(circle) == (second.id, True)
    do(town.hana, withdraw, second.id)
    assert asking(circle) == (first.id, False)
    assert ask(circle).number == 3, "a number is given once"
    with pytest.raises(Refused, match="withdrawn"):
        do(town.hana, actions.close_question, second.id, on=False)


def test_a_question_is_not_hidden(town: Town) -> None:
    circle = town.circle(town.hana)
    with pytest.raises(Refused):
        do(town.hana, hide, ask(circle).id)


def test_asking_may_close_those_that_are_open(town: Town) -> None:
    circle = town.circle(town.hana)
    old = [ask(circle), ask(circle)]
    new = ask(circle, closing=True)
    assert asking(circle) == (new.id, False)
    assert all(stored(one.id).closed_at for one in old)
    versions = [stored(one.id).version for one in (*old, new)]
    assert versions == sorted(set(versions))


def test_at_most_twenty_are_open(town: Town) -> None:
    circle = town.circle(town.hana)
    first = ask(circle)
    for _ in range(19):
        ask(circle)
    with pytest.raises(Refused, match="At most 20"):
        ask(circle)
    do(town.hana, actions.close_question, first.id, on=True)
    ask(circle)
    with pytest.raises(Refused, match="At most 20"):
        do(town.hana, actions.close_question, first.id, on=False)
    ask(circle, closing=True)
    assert on_the_desk(circle) == [22]


def test_hosts_who_ask_at_the_same_moment_get_numbers_of_their_own(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    answers = at_once(*[partial(ask, circle, f"Number {n}?") for n in range(6)])
    assert refusals(answers) == []
    assert {getattr(one, "number", None) for one in answers} == {1, 2, 3, 4, 5, 6}


def test_it_answers_what_it_names_even_if_that_was_closed_meanwhile(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    first, second = ask(circle), ask(circle)
    do(town.hana, actions.close_question, first.id, on=True)
    assert answer(town.milo, circle, question=first.id).question_id == first.id
    assert answer(town.milo, circle, question="").question_id is None
    assert answer(town.milo, circle).question_id == second.id


def test_what_is_named_must_be_a_question_of_this_room(town: Town) -> None:
    circle, other = town.circle(town.hana, town.milo), town.circle(town.milo)
    elsewhere = do(town.milo, actions.ask_question, other.room_id, "elsewhere-1", "Here?")
    message = answer(town.milo, circle)
    for wrong in (elsewhere.id, message.id, "nothing"):
        with pytest.raises(NotFound):
            answer(town.milo, circle, question=wrong)
        with pytest.raises(NotFound):
            do(town.milo, actions.attach, message.id, wrong)


def test_a_reply_answers_what_is_replied_to(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    first = ask(circle)
    to_first = answer(town.milo, circle)
    ask(circle)
    assert answer(town.hana, circle, reply_to=to_first.id).question_id == first.id
    assert answer(town.milo, circle, reply_to=first.id).question_id == first.id
    aside = answer(town.milo, circle, question="")
    assert answer(town.hana, circle, reply_to=aside.id).question_id is None


def test_what_is_for_the_hosts_answers_nothing(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    question = ask(circle)
    quiet = answer(town.milo, circle, audience=Audience.HOSTS, question=question.id)
    assert quiet.question_id is None
    with pytest.raises(Refused, match="for the hosts"):
        do(town.milo, actions.attach, quiet.id, question.id)


def test_its_writer_and_hosts_move_an_answer_and_nobody_else(town: Town) -> None:
    circle = town.circle(town.hana, town.milo, town.otto)
    first, second = ask(circle), ask(circle)
    said = answer(town.milo, circle)
    for who, to in ((town.milo, first.id), (town.hana, None), (town.milo, second.id)):
        moved = do(who, actions.attach, said.id, to)
        assert stored(said.id).question_id == to
        assert moved.version == room_of(circle).version
    with pytest.raises(Forbidden):
        do(town.otto, actions.attach, said.id, first.id)
    before = room_of(circle).version
    do(town.milo, actions.attach, said.id, second.id)
    assert room_of(circle).version == before, "where it is already it need not be moved"


def test_a_question_answers_none_and_a_withdrawn_one_is_not_answered(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    first, second = ask(circle), ask(circle)
    with pytest.raises(Refused, match="Only a message"):
        do(town.hana, actions.attach, second.id, first.id)
    said = answer(town.milo, circle, question="")
    do(town.hana, withdraw, first.id)
    with pytest.raises(Refused, match="withdrawn"):
        do(town.milo, actions.attach, said.id, first.id)


def test_other_words_for_a_question_reach_the_desk(town: Town) -> None:
    circle = town.circle(town.hana)
    question = ask(circle)
    do(town.hana, edit, question.id, "Who warms it, and how long?")
    with reading() as db:
        desk = read_desk(db, db.get_one(Room, circle.room_id))
    assert desk["questions"][0]["excerpt"] == "Who warms it, and how long?"


def test_nothing_is_asked_in_an_archived_circle(town: Town) -> None:
    circle = town.circle(town.hana)
    question = ask(circle)
    town.archive(circle)
    for action, given in (
        (actions.ask_question, (circle.room_id, "too-late-now", "Still?")),
        (actions.reveal, (question.id,)),
    ):
        with pytest.raises(Forbidden, match="archived"):
            do(town.hana, action, *given)
