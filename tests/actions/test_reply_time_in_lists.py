"""How soon somebody answers, beside their name in lists: kept for that, and only for all to see."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from community import background
from community.circles import actions as circles
from community.core import clock
from community.core.transaction import reading, transaction
from community.discovery.views import index as search_index
from community.members import profiles
from community.members.models import Member
from community.rooms.reply_time import refresh, reply_time_of
from community.skills import actions as skills
from community.skills.models import Skill
from tests.browsing import Browsing
from tests.doing import do
from tests.town import Meeting, Person, Town

START = datetime(2026, 11, 1, 8, tzinfo=UTC)
HOUR = "Usually answers within an hour"


@pytest.fixture(autouse=True)
def at_start() -> Iterator[None]:
    with clock.fixed(START):
        yield


@pytest.fixture
def circle(town: Town) -> Meeting:
    """Where Hana has turned to Milo three times, and he answered."""
    circle = town.circle(town.hana, town.milo, town.otto)
    turn_to(town, circle, town.milo)
    return circle


def turn_to(town: Town, circle: Meeting, person: Person) -> None:
    for _ in range(3):
        town.say(town.hana, circle, f"And @{person.handle}?")
        town.say(person, circle, "Here.")


def kept(person: Person) -> str:
    with reading() as db:
        return db.get_one(Member, person.id).reply_words


def test_it_is_what_the_page_of_the_person_says(town: Town, circle: Meeting) -> None:
    assert kept(town.milo) == ""
    assert refresh() == 1
    assert kept(town.milo) == HOUR == reply_time_of(town.milo)
    assert (kept(town.hana), kept(town.otto)) == ("", "")
    assert refresh() == 0


def test_lists_show_it_where_they_show_people(
    app: Flask, browsing: Browsing, town: Town, circle: Meeting
) -> None:
    do(town.milo, skills.offer, "Splinting")
    do(town.otto, skills.wish, "Splinting")
    refresh()
    with app.app_context():
        while background.step(search_index()):
            pass
    otto = browsing.by(town.otto)
    with reading() as db:
        skill_id = db.scalars(select(Skill.id)).one()
    for address in ("/people", f"/skills/{skill_id}", "/search?q=milo", "/"):
        assert otto.get(address).text.count(HOUR) == 1, address


def test_who_keeps_it_to_themselves_is_silent_at_once(town: Town, circle: Meeting) -> None:
    refresh()
    for sight, shown in (("circles", ""), ("nobody", ""), ("public", HOUR), ("members", HOUR)):
        do(town.milo, profiles.choose_sights, {"activity": sight}, "members")
        assert kept(town.milo) == shown, sight
        refresh()
        assert kept(town.milo) == shown, sight


def test_it_grows_old_and_goes_with_the_circle(town: Town, circle: Meeting) -> None:
    refresh()
    with clock.fixed(START + timedelta(days=100)):
        assert refresh(clock.now()) == 1
    assert kept(town.milo) == ""
    assert refresh() == 1
    do(town.milo, circles.leave, circle.id)
    assert refresh(clock.now() + timedelta(hours=1)) == 1
    assert kept(town.milo) == ""


def test_each_hour_only_those_are_looked_at_who_may_have_been_turned_to(
    town: Town, circle: Meeting
) -> None:
    with clock.fixed(START + timedelta(hours=1)):
        other = town.circle(town.hana, town.ada, name="Another")
        turn_to(town, other, town.ada)
        assert refresh(START + timedelta(minutes=30)) == 1
    assert (kept(town.ada), kept(town.milo)) == (HOUR, "")


def test_it_can_be_thrown_away(town: Town, circle: Meeting) -> None:
    turn_to(town, circle, town.otto)
    refresh()
    before = kept(town.milo), kept(town.otto)
    with transaction() as db:
        for person, words in ((town.milo, None), (town.otto, "days")):
            db.get_one(Member, person.id).answers_within = words
    refresh()
    assert (kept(town.milo), kept(town.otto)) == before == (HOUR, HOUR)
