"""The desk and hands as plain forms and over the API: the same room, without any script."""

import re

import pytest

from tests.browsing import Browsing, Visitor
from tests.town import Meeting, Town


@pytest.fixture
def circle(town: Town) -> Meeting:
    return town.circle(town.hana, town.milo, town.otto)


def part(page: str, marks: str) -> str:
    """The tag with these marks."""
    tag = re.search(rf"<\w+ [^>]*{re.escape(marks)}[^>]*>", page)
    assert tag, marks
    return tag[0]


def hidden(page: str, marks: str) -> bool:
    return " hidden" in part(page, marks)


def room_page(visitor: Visitor, where: Meeting) -> str:
    answer = visitor.get(f"/rooms/{where.room_id}")
    assert answer.status_code == 200
    return answer.text


def test_the_bar_is_for_hosts(browsing: Browsing, town: Town, circle: Meeting) -> None:
    assert not hidden(room_page(browsing.by(town.hana), circle), "data-host-bar")
    assert hidden(room_page(browsing.by(town.milo), circle), "data-host-bar")
    town.archive(circle)
    assert hidden(room_page(browsing.by(town.hana), circle), "data-host-bar")


def test_what_is_set_with_plain_forms_is_in_everybodys_page(
    browsing: Browsing, town: Town, circle: Meeting
) -> None:
    hana, milo, place = browsing.by(town.hana), browsing.by(town.milo), f"/rooms/{circle.room_id}"
    form = {"slow": "30", "read_only": "1", "nameless": "0"}
    assert hana.post(f"{place}/desk", **form).location == place
    hana.post(f"{place}/desk", band="<b>We</b> start at eight.")
    hana.post(f"{place}/timer", minutes="5", name="Silent writing")
    page = room_page(milo, circle)
    assert hidden(page, 'data-needs="say"')
    assert not hidden(page, 'data-slot="silent"')
    assert "Only hosts write here at the moment." in page
    assert "&lt;b&gt;We&lt;/b&gt; start at eight." in page
    assert not hidden(page, 'data-stands="timer"')
    assert "Silent writing" in page
    assert "30 seconds" in page
    own = room_page(hana, circle)
    assert not hidden(own, 'data-needs="say"')
    desk = hana.get(f"{place}/desk").text
    assert 'value="30"' in part(desk, 'name="slow"')
    assert " checked" in part(desk, 'name="read_only" value="1"')
    assert " checked" not in part(desk, 'name="nameless" value="1"')
    assert "start at eight." in desk
    hana.post(f"{place}/timer/stop")
    hana.post(f"{place}/desk", read_only="0")
    hana.post(f"{place}/desk", band="")
    page = room_page(milo, circle)
    assert hidden(page, 'data-stands="timer"')
    assert hidden(page, 'data-stands="band"')
    assert not hidden(page, 'data-needs="say"')


def test_a_tick_in_a_form_counts_whether_it_is_there_or_not(
    browsing: Browsing, town: Town, circle: Meeting
) -> None:
    hana, place = browsing.by(town.hana), f"/rooms/{circle.room_id}"
    api = f"/api/v1{place}/desk"
    for sent, wanted in ((["0"], False), (["0", "1"], True), (["0"], False)):
        hana.post(f"{place}/desk", nameless=sent)
        assert hana.get(api).get_json()["desk"]["nameless"] is wanted


def test_what_is_wrong_is_said_on_the_desks_page_with_what_was_typed(
    browsing: Browsing, town: Town, circle: Meeting
) -> None:
    hana, place = browsing.by(town.hana), f"/rooms/{circle.room_id}"
    answer = hana.post(f"{place}/desk", slow="3601", read_only="1")
    assert answer.status_code == 422
    assert "from 0 to 3,600 seconds" in answer.text
    assert 'value="3601"' in part(answer.text, 'name="slow"')
    assert " checked" in part(answer.text, 'name="read_only" value="1"')
    answer = hana.post(f"{place}/desk", band="x" * 201)
    assert answer.status_code == 422
    assert "x" * 201 in answer.text
    answer = hana.post(f"{place}/timer", minutes="300", name="Writing")
    assert answer.status_code == 422
    assert "four hours" in answer.text
    assert 'value="Writing"' in part(answer.text, 'name="name"')
    assert hana.post(f"{place}/pause", seconds="nine").status_code == 422
    assert hana.get(f"/api/v1{place}/desk").get_json()["desk"]["slow"] == 0


def test_a_pause_with_plain_forms(browsing: Browsing, town: Town, circle: Meeting) -> None:
    hana, milo, place = browsing.by(town.hana), browsing.by(town.milo), f"/rooms/{circle.room_id}"
    hana.post(f"{place}/pause", seconds="60")
    assert "There is a short pause" in room_page(milo, circle)
    answer = milo.post(f"{place}/items", client_key="during-it-1", body="During it")
    assert answer.status_code == 403
    assert not hidden(room_page(hana, circle), 'data-stands="paused"')
    hana.post(f"{place}/pause", seconds="0")
    assert hidden(room_page(milo, circle), 'data-slot="silent"')


def test_slow_mode_keeps_the_words_of_a_plain_post(
    browsing: Browsing, town: Town, circle: Meeting
) -> None:
    place = f"/rooms/{circle.room_id}"
    browsing.by(town.hana).post(f"{place}/desk", slow="30")
    milo = browsing.by(town.milo)
    assert milo.post(f"{place}/items", client_key="slow-key-1", body="First").status_code == 302
    answer = milo.post(f"{place}/items", client_key="slow-key-2", body="A second thought")
    assert answer.status_code == 429
    assert "A second thought" in answer.text
    assert "Slow mode is on: one message each 30 seconds." in answer.text


def test_hands_with_plain_forms(browsing: Browsing, town: Town, circle: Meeting) -> None:
    hana, milo, otto = (browsing.by(one) for one in (town.hana, town.milo, town.otto))
    place = f"/rooms/{circle.room_id}"
    assert "you are next" not in room_page(milo, circle)
    for visitor in (otto, milo, milo):
        visitor.post(f"{place}/hands")
    assert "Your hand is up: you are next." in room_page(otto, circle)
    page = room_page(milo, circle)
    assert "Your hand is up: 1 before you." in page
    line = page[page.index('data-slot="hands"') :]
    assert line.index(">Otto<") < line.index(">Milo<")
    hana.post(f"{place}/hands/call", member=town.otto.id)
    assert "It is your turn" in room_page(otto, circle)
    assert "Your hand is up: you are next." in room_page(milo, circle)
    hana.post(f"{place}/hands/lower", member=town.otto.id)
    assert hana.post(f"{place}/hands/call", member=town.otto.id).status_code == 302
    assert "This hand is down again." in room_page(hana, circle)
    milo.post(f"{place}/hands/lower")
    assert hidden(room_page(milo, circle), 'class="hands"')


def test_members_do_not_find_the_desk_and_outsiders_not_the_room(
    browsing: Browsing, town: Town, circle: Meeting
) -> None:
    place = f"/rooms/{circle.room_id}"
    assert browsing.by(town.milo).get(f"{place}/desk").status_code == 403
    assert browsing.by(town.ada).get(f"{place}/desk").status_code == 403
    assert browsing.by(town.ada).get(f"/api/v1{place}/desk").status_code == 403
    assert browsing.by().get(f"/api/v1{place}/desk").status_code == 401


def test_the_api_does_the_same(browsing: Browsing, town: Town, circle: Meeting) -> None:
    hana, milo = browsing.by(town.hana), browsing.by(town.milo)
    place = f"/api/v1/rooms/{circle.room_id}"
    version = hana.send("PATCH", f"{place}/desk", {"slow": 30, "band": "Hello"}).get_json()
    told = milo.get(f"{place}/desk").get_json()
    assert told["version"] == version["version"]
    assert (told["desk"]["slow"], told["desk"]["band"]) == (30, "Hello")
    assert hana.send("PATCH", f"{place}/desk", {"read_only": "1"}).status_code == 422
    assert hana.send("PUT", f"{place}/pause", {}).status_code == 200
    assert milo.get(f"{place}/desk").get_json()["desk"]["paused_until"]
    hana.send("DELETE", f"{place}/pause")
    hana.send("PUT", f"{place}/timer", {"seconds": 60, "name": "Writing"})
    desk = milo.get(f"{place}/desk").get_json()["desk"]
    assert desk["paused_until"] is None
    assert desk["timer"]["name"] == "Writing"
    hana.send("DELETE", f"{place}/timer")
    milo.send("PUT", f"{place}/hand")
    hana.send("PUT", f"{place}/hands/{town.milo.id}")
    desk = milo.get(f"{place}/desk").get_json()["desk"]
    assert desk["timer"] is None
    assert [(hand["name"], hand["called"]) for hand in desk["hands"]] == [("Milo", True)]
    assert milo.send("DELETE", f"{place}/hands/{town.hana.id}").status_code == 403
    milo.send("DELETE", f"{place}/hand")
    assert hana.send("PUT", f"{place}/hands/{town.milo.id}").status_code == 409
    assert milo.get(f"{place}/desk").get_json()["desk"]["hands"] == []
