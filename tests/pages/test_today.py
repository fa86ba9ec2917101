"""Today: what is live, what waits for me, who can teach me, and nothing that is not mine."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from community.access.actor import Actor
from community.access.blocks import Block, BlockKind
from community.access.policy import Audience, Visibility
from community.choices.actions import choose
from community.choices.rules import SignUpWay
from community.core import clock
from community.core.ids import new_id
from community.core.transaction import transaction
from community.members.models import Member, Sight
from community.rooms.actions.reading import Stay, note_entered
from community.skills import actions as skills
from community.skills.models import Offer
from community.today import STILL_THERE, TEACHERS_MOST, turn
from tests.architecture.walk import somebody_waiting
from tests.browsing import Browsing
from tests.doing import do
from tests.town import Meeting, Person, Town

CAN_TEACH = "They can teach what you want to learn"


def enter(person: Person, circle: Meeting) -> None:
    with transaction() as db:
        note_entered(db, [Stay(new_id(), circle.room_id, person.id)])


def keep(person: Person, kind: BlockKind, other: Person) -> None:
    with transaction() as db:
        now = clock.now()
        db.add(Block(member_id=person.id, other_id=other.id, kind=kind, created_at=now))


def test_a_room_is_live_while_somebody_else_is_in_it(town: Town, browsing: Browsing) -> None:
    circle = town.circle(town.hana, town.milo)
    milo = browsing.by(town.milo)
    enter(town.milo, circle)
    assert "here now" not in milo.get("/").text, "one is no company to oneself"

    enter(town.hana, circle)

    page = milo.get("/").text
    assert "Live now" in page
    assert "1 person here now" in page
    with clock.fixed(clock.now() + STILL_THERE + timedelta(seconds=1)):
        assert "here now" not in milo.get("/").text


def test_nobody_sees_who_is_in_a_room_that_is_not_theirs(town: Town, browsing: Browsing) -> None:
    enter(town.hana, town.circle(town.hana, town.milo))

    assert "here now" not in browsing.by(town.otto).get("/").text


def test_a_host_is_told_who_asks_to_join(town: Town, browsing: Browsing) -> None:
    circle = town.circle(town.hana, town.milo, visibility=Visibility.ASK)
    town.ask(town.otto, circle.id)

    assert "1 person asks to join" in browsing.by(town.hana).get("/").text
    assert "asks to join" not in browsing.by(town.milo).get("/").text


def test_who_lets_people_in_is_told_who_waits(town: Town, browsing: Browsing) -> None:
    somebody_waiting()

    assert "/administration/waiting" in browsing.by(town.ada).get("/").text
    assert "/administration/waiting" not in browsing.by(town.milo).get("/").text


@pytest.mark.parametrize("way", SignUpWay)
def test_the_first_page_says_how_one_comes_in(
    town: Town, browsing: Browsing, way: SignUpWay
) -> None:
    do(town.ada, choose, sign_up=way, welcome="Come in and *sit down*.")

    page = browsing.by().get("/").text

    assert ("/sign-up" in page) == (way is not SignUpWay.INVITATION)
    assert ("by invitation" in page) == (way is SignUpWay.INVITATION)
    assert ("Ask to join" in page) == (way is SignUpWay.APPROVAL)
    assert "Come in and <em>sit down</em>." in page


def test_the_last_words_of_a_room_stand_there(town: Town, browsing: Browsing) -> None:
    circle = town.circle(town.hana, town.milo)
    town.say(town.hana, circle, "Good evening, all.")

    page = browsing.by(town.milo).get("/").text

    assert "Good evening, all." in page
    assert "1 new message in 1 room" in page


def test_last_words_for_hosts_are_shown_to_hosts_only(town: Town, browsing: Browsing) -> None:
    circle = town.circle(town.hana, town.milo)
    town.say(town.hana, circle, "Shall we end early?", audience=Audience.HOSTS)

    assert "Shall we end early?" in browsing.by(town.hana).get("/").text
    assert "Shall we end early?" not in browsing.by(town.milo).get("/").text


def test_only_circles_one_can_come_into_are_suggested(town: Town, browsing: Browsing) -> None:
    for visibility in Visibility:
        town.circle(town.hana, name=f"A circle {visibility}", visibility=visibility)

    page = browsing.by(town.otto).get("/").text

    assert "A circle open" in page
    assert "A circle ask" in page
    assert "A circle invited" not in page
    assert "A circle hidden" not in page


def test_somebody_new_is_led_to_say_what_they_teach(town: Town, browsing: Browsing) -> None:
    page = browsing.by(town.otto).get("/").text

    assert "Welcome, Otto" in page
    assert "What can you teach?" in page
    assert "/welcome/skills" in page
    assert "Start the first circle" in page


def test_who_can_teach_it_is_shown_to_who_wants_to_learn_it(town: Town, browsing: Browsing) -> None:
    do(town.hana, skills.offer, "ARCP", words="I sat on twelve panels.")
    do(town.milo, skills.offer, "Splinting")
    do(town.otto, skills.wish, "arcp")

    page = browsing.by(town.otto).get("/").text

    assert CAN_TEACH in page
    assert "Can teach ARCP" in page
    assert "I sat on twelve panels." in page
    assert "/people/hana" in page
    assert "/people/milo" not in page
    assert CAN_TEACH not in browsing.by(town.hana).get("/").text, "direction is never turned round"


@pytest.mark.parametrize("sight", Sight)
def test_an_offer_is_suggested_only_if_every_member_may_see_it(
    town: Town, browsing: Browsing, sight: Sight
) -> None:
    town.circle(town.hana, town.otto)
    do(town.hana, skills.offer, "ARCP")
    do(town.otto, skills.wish, "ARCP")
    with transaction() as db:
        db.execute(update(Offer).values(sight=sight))

    shown = "Can teach ARCP" in browsing.by(town.otto).get("/").text

    assert shown == (sight in (Sight.PUBLIC, Sight.MEMBERS))


@pytest.mark.parametrize("kind", BlockKind)
def test_nobody_is_suggested_whom_one_keeps_off(
    town: Town, browsing: Browsing, kind: BlockKind
) -> None:
    do(town.hana, skills.offer, "ARCP")
    do(town.milo, skills.offer, "ARCP")
    do(town.otto, skills.wish, "ARCP")
    keep(town.otto, kind, town.hana)

    page = browsing.by(town.otto).get("/").text

    assert "/people/milo" in page
    assert "/people/hana" not in page


def test_who_blocked_the_reader_is_not_suggested_to_them(town: Town, browsing: Browsing) -> None:
    do(town.hana, skills.offer, "ARCP")
    do(town.otto, skills.wish, "ARCP")
    keep(town.hana, BlockKind.BLOCK, town.otto)

    assert "Can teach ARCP" not in browsing.by(town.otto).get("/").text


def test_who_is_away_comes_last_and_is_marked(town: Town, browsing: Browsing) -> None:
    do(town.otto, skills.wish, "ARCP")
    do(town.hana, skills.offer, "ARCP")
    with transaction() as db:
        db.get_one(Member, town.hana.id).away_until = date(2999, 12, 3)
    otto = browsing.by(town.otto)
    assert "Away until 3 December" in otto.get("/").text

    for number in range(TEACHERS_MOST):
        do(town.person(f"Teacher {number}"), skills.offer, "ARCP")

    assert "/people/hana" not in otto.get("/").text


@given(
    people=st.integers(TEACHERS_MOST, 40), day=st.dates(max_value=date(9000, 1, 1)), who=st.text()
)
def test_over_the_days_everybody_is_suggested_equally_often(
    people: int, day: date, who: str
) -> None:
    ids = [f"{number:02d}" for number in range(people)]
    shown = Counter(
        one
        for passed in range(people)
        for one in turn(ids, Actor(who), day + timedelta(days=passed), TEACHERS_MOST)
    )
    assert shown == dict.fromkeys(ids, TEACHERS_MOST)


def test_the_only_host_reads_on_the_circle_why_they_cannot_leave(
    town: Town, browsing: Browsing
) -> None:
    circle = town.circle(town.hana, town.milo)
    hana = browsing.by(town.hana)

    answer = hana.post(f"/circles/{circle.id}/leave")

    assert answer.headers["Location"] == f"/circles/{circle.id}"
    assert "You are the only host" in hana.get(f"/circles/{circle.id}").text
