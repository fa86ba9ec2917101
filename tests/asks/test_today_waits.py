"""Today says first who waits for the reader's answer, and until when; of others' turns nothing."""

import re

import pytest

from community.access.ask_rules import AskTo
from community.asks.actions import asking
from community.asks.models import Rest
from community.core import clock
from community.core.transaction import transaction
from community.skills import actions as skills
from tests.asks.asking import SKILL, answer, ask_of, not_now, put, teach
from tests.browsing import Browsing
from tests.counting import counted
from tests.doing import do
from tests.town import Person, Town

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WAITING = "Waiting for your answer"


def today(browsing: Browsing, who: Person) -> str:
    return browsing.by(who).get("/").text


def test_whose_turn_it_is_sees_it_first_with_its_time(browsing: Browsing, town: Town) -> None:
    town.circle(town.hana, name="Warm hands")
    town.invite(town.milo, town.circle(town.hana, name="Cold feet").id, town.hana)
    ask = ask_of(town.hana, town.milo, body="How <b>warm</b> is warm?")
    page = today(browsing, town.milo)
    assert "2 things wait for your answer" in page
    assert re.search(r"<bdi>Hana</bdi> asks you · you have until <time", page)
    assert page.index("is warm?") < page.index("Cold feet")
    assert page.count("card--next") == 1
    assert WAITING not in today(browsing, town.hana)
    assert WAITING not in today(browsing, town.otto)
    answer(town.milo, ask)
    assert "Somebody waits for your answer" in today(browsing, town.milo)


@pytest.mark.parametrize("how", ["not now", "closed"])
def test_what_waits_no_more_is_gone(browsing: Browsing, town: Town, how: str) -> None:
    ask = ask_of(town.hana, town.milo)
    if how == "closed":
        do(town.hana, asking.close, ask.id)
    else:
        not_now(town.milo, ask)
    put(town.hana, AskTo.EVERYBODY)
    assert WAITING not in today(browsing, town.milo)


def test_three_stand_there_and_more_ask_the_database_nothing_more(
    browsing: Browsing, town: Town
) -> None:
    def count() -> int:
        with counted() as statements:
            today(browsing, town.milo)
        return len(statements)

    ask_of(town.hana, town.milo)
    today(browsing, town.milo)
    one = count()
    for _ in range(3):
        ask_of(town.hana, town.milo)
    assert count() == one
    page = today(browsing, town.milo)
    assert page.count("asks you ·") == 3
    assert "4 things wait for your answer" in page


def test_who_rests_is_not_shown_among_those_who_can_teach(browsing: Browsing, town: Town) -> None:
    teach(town.milo)
    do(town.hana, skills.wish, SKILL)
    assert f"/asks/new?person={town.milo.handle}" in today(browsing, town.hana)
    with transaction() as db:
        db.add(Rest(member_id=town.milo.id, since=clock.now()))
    assert f"/asks/new?person={town.milo.handle}" not in today(browsing, town.hana)
