"""Saying something in a room."""

from itertools import count
from typing import Any

import pytest

from community.access.actor import ANYBODY, Actor
from community.access.policy import Audience, Permission, Visibility
from community.circles.actions import leave
from community.core.errors import Forbidden, Invalid, NotFound, Problem, SignedOut
from community.core.transaction import reading, transaction
from community.rooms.actions import Said, Saying, say_together
from community.rooms.queries import access_room, changes, earlier
from community.rooms.writer import Writer
from tests.doing import at_once, do, refusals
from tests.town import Meeting, Person, Town

HOSTS = Audience.HOSTS


def test_what_is_said_has_the_next_position_and_version(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    first = town.say(town.hana, circle)
    second = town.say(town.milo, circle)
    assert (first.position, first.version) == (1, 2)
    assert (second.position, second.version) == (2, 3)


def test_saying_it_twice_gives_the_first_answer_again(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    first = town.say(town.milo, circle, "Once", key="the-same-key")
    again = town.say(town.milo, circle, "Twice", key="the-same-key")
    assert (again.id, again.position, again.again) == (first.id, first.position, True)
    assert len(town.items(town.hana, circle)) == 1


def test_the_same_key_of_somebody_else_or_elsewhere_is_another_message(town: Town) -> None:
    circle, other = town.circle(town.hana, town.milo), town.circle(town.milo)
    said = [
        town.say(town.milo, circle, key="the-same-key"),
        town.say(town.hana, circle, key="the-same-key"),
        town.say(town.milo, other, key="the-same-key"),
    ]
    assert len({one.id for one in said}) == 3
    assert not any(one.again for one in said)


@pytest.mark.parametrize("visibility", Visibility)
def test_an_outsider_is_refused_and_of_a_hidden_circle_learns_nothing(
    town: Town, visibility: Visibility
) -> None:
    circle = town.circle(town.hana, visibility=visibility)
    refusal = NotFound if visibility is Visibility.HIDDEN else Forbidden
    with pytest.raises(refusal):
        town.say(town.otto, circle)
    with pytest.raises(refusal):
        town.say(town.ada, circle)
    assert town.items(town.hana, circle) == []


def test_nobody_speaks_signed_out(town: Town) -> None:
    circle = town.circle(town.hana)
    with pytest.raises(SignedOut), transaction() as db:
        raise_answer(say_together(db, [saying(ANYBODY, circle.room_id)])[0])


@pytest.mark.parametrize("room_id", ["", "x", "a" * 16, "\0" * 16, "\ud800" * 16])
def test_a_room_that_is_none_is_not_found(town: Town, room_id: str) -> None:
    milo = town.milo.actor
    with pytest.raises(NotFound), transaction() as db:
        raise_answer(say_together(db, [saying(milo, room_id)])[0])


def test_a_message_that_is_too_long_is_refused_with_its_length(town: Town) -> None:
    circle = town.circle(town.hana)
    with pytest.raises(Invalid, match="this one has 4,001"):
        town.say(town.hana, circle, "a" * 4001)


def test_who_left_a_moment_ago_says_nothing_more(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    as_he_was = town.milo.actor
    do(town.milo, leave, circle.id)
    with pytest.raises(Forbidden), transaction() as db:
        raise_answer(say_together(db, [saying(as_he_was, circle.room_id)])[0])


# Replies, mentions, audiences.


def test_a_reply_quotes_what_it_replies_to(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    said = town.say(town.milo, circle, "**Warm** or _cold_?")
    town.say(town.hana, circle, "Warm", reply_to=said.id)
    assert town.items(town.milo, circle)[1]["reply_to"] == {
        "id": said.id,
        "position": 1,
        "name": "Milo",
        "excerpt": "Warm or cold?",
    }


def test_one_replies_only_to_what_one_can_read_in_the_same_room(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    elsewhere = town.say(town.hana, town.circle(town.hana, town.milo))
    hidden = town.say(town.hana, circle, audience=HOSTS)
    for above in (elsewhere.id, hidden.id, "a" * 16, "x", "\0", "\ud800", "' --"):
        with pytest.raises(NotFound, match="not in this room"):
            town.say(town.milo, circle, reply_to=above)
    assert town.items(town.milo, circle) == []


def test_only_people_of_the_circle_are_mentioned(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    assert town.otto.handle == "otto"
    town.invite(town.otto, circle.id, town.hana)
    town.say(town.hana, circle, "@milo @Milo @otto @nobody and @hana")
    (item,) = town.items(town.milo, circle)
    assert set(item["mentions"]) == {town.milo.id, town.hana.id}
    assert "/people/otto" not in item["html"]


@pytest.mark.slow
def test_at_most_twenty_are_mentioned(town: Town) -> None:
    people = [town.person(f"Person {number:02d}") for number in range(22)]
    circle = town.circle(town.hana, *people)
    town.say(town.hana, circle, " ".join(f"@{person.handle}" for person in people))
    assert len(town.items(town.hana, circle)[0]["mentions"]) == 20


def everything_read(who: Person, where: Meeting, after: int = 0) -> str:
    """Whatever a reader gets from a room by any of its queries."""
    with reading() as db:
        room = access_room(db, who.actor, where.room_id, Permission.ROOM_READ)
        pages = [
            changes(db, who.actor, room, 0, 200),
            earlier(db, who.actor, room, 2**31 - 1, 200),
            *(changes(db, who.actor, room, version, 1) for version in range(room.version)),
        ]
        return repr([page.items for page in pages])


def test_what_is_for_hosts_is_read_by_hosts_its_writer_and_whom_it_answers(town: Town) -> None:
    circle = town.circle(town.hana, town.milo, town.otto)
    asked = town.say(town.milo, circle, "CANARY-ASKED", audience=HOSTS)
    answered = town.say(town.hana, circle, "CANARY-ANSWERED", reply_to=asked.id)
    town.say(town.otto, circle, "For everybody")
    assert answered.position == 2
    seen = {who.name: everything_read(who, circle) for who in (town.hana, town.milo, town.otto)}
    assert "CANARY-ASKED" in seen["Hana"]
    assert "CANARY-ANSWERED" in seen["Hana"]
    assert "CANARY-ASKED" in seen["Milo"]
    assert "CANARY-ANSWERED" in seen["Milo"], "whom a host answers reads the answer"
    assert "CANARY" not in seen["Otto"]
    assert "For everybody" in seen["Otto"]


def test_a_host_no_longer_hosting_learns_nothing_new_from_what_they_replied_to(town: Town) -> None:
    from community.circles.actions import set_host
    from community.rooms.actions import edit

    circle = town.circle(town.hana, town.milo, town.otto)
    do(town.hana, set_host, circle.id, town.otto.id, host=True)
    asked = town.say(town.milo, circle, "A question", audience=HOSTS)
    town.say(town.otto, circle, "An answer", reply_to=asked.id)
    do(town.hana, set_host, circle.id, town.otto.id, host=False)
    do(town.milo, edit, asked.id, "CANARY")
    assert "CANARY" not in everything_read(town.otto, circle)


# Many at once.


def saying(actor: Actor, room_id: str, key: str = "the-same-key", body: str = "Hello") -> Saying:
    return Saying(actor=actor, room_id=room_id, client_key=key, body=body)


def raise_answer(answer: Said | Problem) -> None:
    if isinstance(answer, Problem):
        raise answer


def test_what_one_may_not_say_does_not_hold_back_the_others(town: Town) -> None:
    open_to_all, closed = town.circle(town.hana, town.milo), town.circle(town.hana)
    milo, hana = town.milo.actor, town.hana.actor
    with transaction() as db:
        answers = say_together(
            db,
            [
                saying(milo, open_to_all.room_id),
                saying(milo, closed.room_id),
                saying(hana, closed.room_id),
                saying(milo, open_to_all.room_id),
                saying(hana, "nowhere"),
            ],
        )
    kinds = [type(answer).__name__ for answer in answers]
    assert kinds == ["Said", "Forbidden", "Said", "Said", "NotFound"]
    assert answers[3] == Said(answers[0].id, 1, 2, again=True)  # type: ignore[union-attr]


def test_twenty_copies_at_once_are_one_message(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    actor, writer = town.milo.actor, Writer()
    answers: list[Any] = at_once(*[lambda: writer.say(saying(actor, circle.room_id))] * 20)
    assert refusals(answers) == []
    assert len({answer.id for answer in answers}) == 1
    assert sum(not answer.again for answer in answers) == 1
    assert len(town.items(town.hana, circle)) == 1


def test_twenty_copies_through_as_many_writers_are_one_message(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    actor = town.milo.actor
    doings = [lambda: Writer().say(saying(actor, circle.room_id))] * 20
    answers: list[Any] = at_once(*doings)
    assert refusals(answers) == []
    assert len({answer.id for answer in answers}) == 1
    assert len(town.items(town.hana, circle)) == 1


@pytest.mark.slow
def test_positions_have_no_gap_and_no_repeat_however_many_speak_at_once(town: Town) -> None:
    people = [town.person(f"Speaker {number}") for number in range(8)]
    circle = town.circle(town.hana, *people)
    actors, writer, keys = [person.actor for person in people], Writer(), count()

    def speak(actor: Actor) -> list[Said]:
        return [
            writer.say(saying(actor, circle.room_id, key=f"key-{next(keys):06d}", body=str(step)))
            for step in range(50)
        ]

    answers: list[Any] = at_once(*[lambda actor=actor: speak(actor) for actor in actors])  # type: ignore[misc]
    assert refusals(answers) == []
    said = [one for several in answers for one in several]
    assert sorted(one.position for one in said) == list(range(1, 401))
    assert sorted(one.version for one in said) == list(range(2, 402))
    for several in answers:
        assert [one.position for one in several] == sorted(one.position for one in several)
    with reading() as db:
        room = access_room(db, town.hana.actor, circle.room_id, Permission.ROOM_READ)
        assert (room.last_position, room.version) == (400, 401)
