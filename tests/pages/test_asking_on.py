"""Words that stand elsewhere become an ask, and none that were typed are lost on the way."""

import re

from community.asks.actions import asking
from community.sessions.actions import hosting
from community.skills.actions import offer
from tests.browsing import Browsing
from tests.doing import do
from tests.pages.test_ask_pages import QUESTION, kept, put, send
from tests.town import Town


def test_an_empty_search_leads_on_with_its_words(browsing: Browsing, town: Town) -> None:
    page = browsing.by(town.milo).get("/search", q="zeppelin").text
    address = re.search(r'href="(/asks/new\?[^"]+)"', page)
    assert address, page
    form = browsing.by(town.milo).get(address[1].replace("&amp;", "&")).text
    assert re.search(r">\s*zeppelin</textarea>", form)
    assert re.search(r'value="everybody" checked', form)


def test_a_message_of_ones_own_is_asked_on_and_led_back_to(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    said, hers = town.say(town.milo, circle, QUESTION).id, town.say(town.hana, circle, "Mine.").id
    milo, address = browsing.by(town.milo), f"/asks/new?item={said}"
    assert QUESTION in milo.get(address).text
    assert "Mine." not in milo.get(f"/asks/new?item={hers}").text
    assert send(milo, address, body=QUESTION, to="everybody")[0] == 302
    ask_id = kept().id
    there = f'href="/items/{said}"'
    assert there in milo.get(f"/asks/{ask_id}").text
    assert there not in browsing.by(town.otto).get(f"/asks/{ask_id}").text


def test_what_a_session_was_about_goes_with_its_question(browsing: Browsing, town: Town) -> None:
    do(town.hana, offer, "Splinting")
    circle = town.circle(town.hana, town.milo)
    evening = town.session(circle, starts_in=-0.1, skills=("Splinting",))
    town.come(town.milo, evening)
    do(town.hana, hosting.start, evening.id)
    said = town.say(town.milo, evening, QUESTION).id
    page = browsing.by(town.milo).get(f"/asks/new?item={said}").text
    assert "Those who can teach Splinting" in page
    assert re.search(r'value="skill" checked', page)


def test_who_writes_while_it_is_closed_has_their_words_still(
    browsing: Browsing, town: Town
) -> None:
    ask_id = put(town)
    do(town.milo, asking.close, ask_id)
    answer = browsing.by(town.hana).post(
        f"/asks/{ask_id}/answer", client_key="too-late-by-a-minute", answer="Forty degrees."
    )
    assert answer.status_code == 403
    assert "Whoever asked needs no answer any more." in answer.text
    assert ">Forty degrees.</textarea>" in answer.text
