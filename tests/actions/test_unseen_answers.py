"""Write first, then reveal: until then nobody reads an answer but its writer."""

import pytest

from community.access.policy import Audience, Permission
from community.access.things import History
from community.circles.models import Circle
from community.core.errors import NotFound, Refused
from community.core.transaction import reading, transaction
from community.rooms.actions import questions as actions
from community.rooms.actions import react, withdraw
from community.rooms.queries import access_room
from community.rooms.questions import questions_in
from tests.asked import answer, ask, room_of, stored, words
from tests.doing import do
from tests.town import Meeting, Person, Town


def read_by(town: Town, who: Person, where: Meeting) -> list[str]:
    return words(town.items(who, where))


def test_each_reads_their_own_until_all_are_revealed_in_their_order(town: Town) -> None:
    circle = town.circle(town.hana, town.milo, town.otto)
    question = ask(circle, "How warm?", unseen=True)
    for who, body in ((town.milo, "Hot"), (town.otto, "Cold"), (town.milo, "Very hot")):
        assert answer(who, circle, body).audience is Audience.AUTHOR
    assert read_by(town, town.milo, circle) == ["How warm?", "Hot", "Very hot"]
    assert read_by(town, town.otto, circle) == ["How warm?", "Cold"]
    assert read_by(town, town.hana, circle) == ["How warm?"]
    do(town.hana, actions.reveal, question.id)
    everything = ["How warm?", "Hot", "Cold", "Very hot"]
    notice = "All 3 answers to question 1 can be read now."
    for who in (town.hana, town.milo, town.otto):
        assert read_by(town, who, circle) == [*everything, notice]
    assert answer(town.milo, circle).audience is Audience.EVERYONE


def test_revealing_is_one_change_with_a_version_for_each(town: Town) -> None:
    circle = town.circle(town.hana, town.milo, town.otto)
    question = ask(circle, unseen=True)
    said = [answer(who, circle) for who in (town.milo, town.otto, town.milo)]
    before = room_of(circle).version
    do(town.hana, actions.reveal, question.id)
    versions = [stored(one.id).version for one in (question, *said)]
    assert versions == [before + step for step in range(1, 5)]
    after = room_of(circle).version
    do(town.hana, actions.reveal, question.id)
    assert room_of(circle).version == after, "revealing again changes nothing"


def test_very_many_answers_are_told_in_batches_that_follow_upon_each_other(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "TOLD_AT_ONCE", 3)
    circle = town.circle(town.hana, town.milo)
    question = ask(circle, unseen=True)
    said = [answer(town.milo, circle, f"Number {n}") for n in range(7)]
    before = room_of(circle).version
    do(town.hana, actions.reveal, question.id)
    versions = [stored(one.id).version for one in (question, *said)]
    assert versions == [before + step for step in range(1, 9)]
    assert room_of(circle).version == before + 9, "the notice is the last"


def test_what_was_withdrawn_before_stays_unknown(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    question = ask(circle, unseen=True)
    do(town.milo, withdraw, answer(town.milo, circle, "Never mind").id)
    do(town.hana, actions.reveal, question.id)
    assert [item["kind"] for item in town.items(town.hana, circle)] == ["question"]


def test_nobody_else_can_touch_or_answer_what_is_unseen(town: Town) -> None:
    circle = town.circle(town.hana, town.milo, town.otto)
    ask(circle, unseen=True)
    said = answer(town.milo, circle)
    for who in (town.hana, town.otto):
        with pytest.raises(NotFound):
            do(who, react, said.id, "👍", on=True)
        with pytest.raises(NotFound):
            answer(who, circle, reply_to=said.id)
        with pytest.raises(NotFound):
            do(who, actions.attach, said.id, None)


def test_a_reply_to_ones_own_stays_with_it(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    question = ask(circle, unseen=True)
    said = answer(town.milo, circle, "Hot")
    other = ask(circle)
    for way in ({}, {"question": ""}, {"question": other.id}):
        more = answer(town.milo, circle, "Very", reply_to=said.id, **way)
        assert (more.question_id, more.audience) == (question.id, Audience.AUTHOR)
    with pytest.raises(Refused, match="without replying"):
        answer(town.milo, circle, reply_to=said.id, audience=Audience.HOSTS)
    do(town.hana, actions.reveal, question.id)
    assert read_by(town, town.hana, circle).count("Very") == 3


def test_what_hosts_say_meanwhile_is_for_everybody_unless_they_answer(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    question = ask(circle, unseen=True)
    aside = answer(town.hana, circle, "Five more minutes")
    clearer = answer(town.hana, circle, "In degrees", reply_to=question.id)
    own = answer(town.hana, circle, "Sixty", question=question.id)
    assert [one.audience for one in (aside, clearer, own)] == [
        Audience.EVERYONE,
        Audience.EVERYONE,
        Audience.AUTHOR,
    ]
    assert read_by(town, town.milo, circle)[1:] == ["Five more minutes", "In degrees"]


def test_closing_reveals_nothing(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    question = ask(circle, unseen=True)
    answer(town.milo, circle, "Hot")
    do(town.hana, actions.close_question, question.id, on=True)
    assert len(read_by(town, town.hana, circle)) == 1
    do(town.hana, actions.reveal, question.id)
    assert "Hot" in read_by(town, town.hana, circle)


def test_one_opens_ones_own_answer_by_moving_it_away(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    unseen = ask(circle, unseen=True)
    said = answer(town.milo, circle, "Hot")
    beside = answer(town.milo, circle, "Very", reply_to=said.id)
    do(town.milo, actions.attach, beside.id, None)
    moved = [item for item in town.items(town.hana, circle) if item["id"] == beside.id]
    assert [item["reply_to"] for item in moved] == [None], "it tells of what is unseen"
    with pytest.raises(Refused, match="unseen as yet"):
        do(town.milo, actions.attach, beside.id, unseen.id)
    assert stored(said.id).audience is Audience.AUTHOR


def test_whoever_came_before_the_reveal_reads_them_where_the_past_is_kept(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    with transaction() as db:
        db.get_one(Circle, circle.id).history = History.SINCE_JOINING
    question = ask(circle, "How warm?", unseen=True)
    answer(town.milo, circle, "Hot")
    town.bring(town.otto, circle.id, town.hana)
    do(town.hana, actions.reveal, question.id)
    assert read_by(town, town.otto, circle)[:2] == ["How warm?", "Hot"]
    town.bring(town.ada, circle.id, town.hana)
    assert read_by(town, town.ada, circle) == ["How warm?"]


def test_hosts_know_how_many_have_answered_and_members_do_not(town: Town) -> None:
    circle = town.circle(town.hana, town.milo, town.otto)
    ask(circle, unseen=True)
    for who in (town.milo, town.milo, town.otto):
        answer(who, circle)
    told = {}
    for who in (town.hana, town.milo, town.otto):
        actor = who.actor
        with reading() as db:
            room = access_room(db, actor, circle.room_id, Permission.ROOM_READ)
            told[who.name] = questions_in(db, actor, room, 0)[0][0]
    assert [one["answered"] for one in told.values()] == [2, None, None]
    assert [one["answers"] for one in told.values()] == [0, 2, 1]
