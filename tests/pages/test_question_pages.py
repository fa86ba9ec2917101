"""Questions as pages and plain forms: all of it works without a script, and over the API."""

import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from community.rooms.actions import questions as actions
from community.rooms.actions import withdraw
from tests.asked import answer, ask, room_of, stored
from tests.browsing import Browsing, Visitor
from tests.doing import do
from tests.town import Meeting, Town


def choices(page: str) -> list[tuple[str, bool]]:
    """What the writing box offers to answer: values, and whether each is chosen."""
    found = re.findall(r'<input type="radio" name="question" value="(\w*)"[^>]*?( checked)?>', page)
    return [(value, bool(checked)) for value, checked in found]


def told(answered: TestResponse) -> dict[str, Any]:
    assert answered.json is not None
    return dict(answered.json)


def room_page(visitor: Visitor, where: Meeting) -> str:
    return visitor.get(f"/rooms/{where.room_id}").text


def test_a_host_asks_with_the_form_and_pressing_twice_asks_once(
    browsing: Browsing, town: Town
) -> None:
    circle = town.circle(town.hana, town.milo)
    hana, address = browsing.by(town.hana), f"/rooms/{circle.room_id}/questions"
    for _ in range(2):
        answered = hana.post(
            address, client_key="asked-once-1", body="Who **warms** it?", unseen="1"
        )
        assert answered.status_code == 302
    page = room_page(browsing.by(town.milo), circle)
    assert "Question 1" in page
    assert "<strong>warms</strong>" in page
    assert room_of(circle).asking_unseen
    assert len(town.items(town.milo, circle)) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"body": "KEPT" + "x" * 1500}, "at most 1,500"),
        ({"body": " "}, "write the question"),
        ({"body": "KEPT", "client_key": "short"}, "client_key"),
        ({"body": "KEPT", "unseen": "perhaps"}, "unseen"),
    ],
)
def test_a_refused_question_stays_in_the_box(
    browsing: Browsing, town: Town, fields: dict[str, str], said: str
) -> None:
    circle = town.circle(town.hana)
    given = {"client_key": "a-client-key", **fields}
    answered = browsing.by(town.hana).post(f"/rooms/{circle.room_id}/questions", **given)
    assert answered.status_code == 422
    assert said in answered.text
    assert ("KEPT" in answered.text) == ("KEPT" in fields["body"])
    assert town.items(town.hana, circle) == []


def test_the_box_says_what_one_answers_and_one_press_changes_it(
    browsing: Browsing, town: Town
) -> None:
    circle = town.circle(town.hana, town.milo)
    milo = browsing.by(town.milo)
    assert [value for value, _ in choices(room_page(milo, circle))] == [""]
    first, second = ask(circle), ask(circle)
    page = room_page(milo, circle)
    assert choices(page) == [(second.id, True), ("", False), (first.id, False)]
    address, said = f"/rooms/{circle.room_id}/items", {}
    for number, (value, _) in enumerate(choices(page)):
        milo.post(address, body=value or "none", client_key=f"milo-says-{number}", question=value)
        said[value] = town.items(town.milo, circle)[-1]["question"]
    assert said == {second.id: second.id, "": None, first.id: first.id}


def test_a_reply_begins_with_the_question_of_what_it_replies_to(
    browsing: Browsing, town: Town
) -> None:
    circle = town.circle(town.hana, town.milo)
    first = ask(circle)
    to_first = answer(town.milo, circle)
    do(town.hana, actions.close_question, first.id, on=True)
    second = ask(circle)
    page = browsing.by(town.milo).get(f"/rooms/{circle.room_id}?reply_to={to_first.id}").text
    assert choices(page) == [(second.id, False), ("", False), (first.id, True)]


def test_while_answers_are_unseen_a_hosts_box_begins_with_none(
    browsing: Browsing, town: Town
) -> None:
    circle = town.circle(town.hana, town.milo)
    question = ask(circle, unseen=True)
    assert choices(room_page(browsing.by(town.hana), circle)) == [(question.id, False), ("", True)]
    assert choices(room_page(browsing.by(town.milo), circle)) == [(question.id, True), ("", False)]


def test_a_host_closes_opens_again_and_reveals_with_forms(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    question = ask(circle, unseen=True)
    said = answer(town.milo, circle, "Hot")
    hana = browsing.by(town.hana)
    assert "1 has answered" in room_page(hana, circle)
    for on, closed in (("1", True), ("0", False), ("1", True)):
        where = hana.post(f"/items/{question.id}/close", on=on).location
        assert where == f"/rooms/{circle.room_id}#item-{question.id}"
        assert (stored(question.id).closed_at is not None) == closed
    assert "Hot" not in room_page(hana, circle)
    hana.post(f"/items/{question.id}/reveal")
    assert "Hot" in room_page(hana, circle)
    assert stored(said.id).audience == "everyone"


def test_what_cannot_be_done_is_said_on_the_page(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana)
    said = town.say(town.hana, circle)
    hana = browsing.by(town.hana)
    assert hana.post(f"/items/{said.id}/close").status_code == 302
    assert "This is not a question." in room_page(hana, circle)


def test_a_message_is_moved_on_a_page_of_its_own(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo, town.otto)
    first, second = ask(circle, "First?"), ask(circle, "Second?")
    said = answer(town.milo, circle, "For one minute")
    milo, address = browsing.by(town.milo), f"/items/{said.id}/question"
    page = milo.get(address).text
    assert choices(page) == [(first.id, False), (second.id, True), ("", False)]
    assert "For one minute" in page
    milo.post(address, question=first.id)
    assert stored(said.id).question_id == first.id
    milo.post(address, question="")
    assert stored(said.id).question_id is None
    assert browsing.by(town.otto).get(address).status_code == 403


def test_threads_show_where_they_change(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    first = ask(circle)
    ask(circle)
    for question in (None, first.id, first.id, ""):
        answer(town.milo, circle, question=question)
    page = room_page(browsing.by(town.milo), circle)
    shown = re.findall(r'data-slot="answers" href="#item-\w*">([^<]+)<', page)
    assert shown == ["Question 1"]


def test_the_same_over_the_api(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    hana, milo = browsing.by(town.hana), browsing.by(town.milo)
    address = f"/api/v1/rooms/{circle.room_id}/questions"
    body = {"client_key": "over-the-api", "body": "How warm?", "unseen": True}
    asked = told(hana.send("POST", address, body))
    assert asked["ok"]
    assert asked["number"] == 1
    assert told(hana.send("POST", address, body))["id"] == asked["id"]
    said = answer(town.milo, circle, "Hot")
    seen = told(milo.get(address))["questions"][0]
    assert (seen["answers"], seen["answered"], seen["unseen"]) == (1, None, True)
    assert told(hana.get(address))["questions"][0]["answered"] == 1
    item = f"/api/v1/items/{asked['id']}"
    assert told(hana.send("POST", f"{item}/close", {"on": True}))["ok"]
    assert hana.send("POST", f"{item}/close", {"on": "yes"}).status_code == 422
    assert told(hana.send("POST", f"{item}/reveal"))["ok"]
    moved = milo.send("PUT", f"/api/v1/items/{said.id}/question", {"question": None})
    assert told(moved)["ok"]
    assert stored(said.id).question_id is None
    assert milo.send("POST", address, body).status_code == 403


def test_a_withdrawn_question_keeps_its_number_and_its_answers(
    browsing: Browsing, town: Town
) -> None:
    circle = town.circle(town.hana, town.milo)
    question = ask(circle, "CANARY")
    answer(town.milo, circle, "For one minute")
    do(town.hana, withdraw, question.id)
    milo = browsing.by(town.milo)
    for address in ("", "/calm", "/questions", "/missed"):
        page = milo.get(f"/rooms/{circle.room_id}{address}").text
        assert "CANARY" not in page
    calm = milo.get(f"/rooms/{circle.room_id}/calm").text
    assert "This question was withdrawn." in calm
    assert "For one minute" in calm
