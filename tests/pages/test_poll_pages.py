"""Polls as pages and plain forms, and over HTTP with JSON."""

import re
from datetime import timedelta
from typing import Any

import pytest

from community.access.memberships import Bar
from community.core import clock
from community.core.transaction import transaction
from community.rooms.poll_models import PollWay
from tests.browsing import Browsing, Visitor
from tests.counting import counted
from tests.polling import choose, close, look, opened, sums, voted
from tests.town import Meeting, Town

DAY = 86_400
MOST = 26  # questions of a page to the database; below there are more polls than this


def fields(**more: Any) -> dict[str, Any]:
    given = {"client_key": "a-key-for-a-poll", "body": "Which evening?", "way": "single"}
    return {**given, "options": "Tuesday\r\n\r\nWednesday", "closes_in": str(DAY), **more}


def the_poll(town: Town, circle: Meeting) -> dict[str, Any]:
    return town.items(town.hana, circle)[-1]


def test_a_member_opens_one_with_the_form(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    milo, address = browsing.by(town.milo), f"/rooms/{circle.room_id}/polls/new"
    page = milo.get(address).text
    assert "when somebody closes it" not in page, "that is for hosts"
    answer = milo.post(address, **fields(named="1"))
    poll = the_poll(town, circle)
    assert answer.location == f"/rooms/{circle.room_id}#item-{poll['id']}"
    assert list(sums(poll)) == ["Tuesday", "Wednesday"]
    assert (poll["poll"]["named"], poll["poll"]["live"]) == (True, False)
    milo.post(address, **fields())
    assert len(town.items(town.hana, circle)) == 1, "pressed twice"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"options": "Tuesday"}, "2 to 12 options"),
        ({"body": " "}, "what the poll is about"),
        ({"way": "dice"}, "single"),
        ({"way": "points", "points": "1"}, "2 to 100 points"),
        ({"closes_in": "60"}, "an hour to 60 days"),
        ({"closes_in": "soon"}, "whole number"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    browsing: Browsing, town: Town, more: dict[str, str], said: str
) -> None:
    circle = town.circle(town.hana, town.milo)
    address = f"/rooms/{circle.room_id}/polls/new"
    answer = browsing.by(town.milo).post(address, **{**fields(body="KEPT?"), **more})
    assert answer.status_code == 422
    assert said in answer.text
    assert "KEPT" in answer.text or "body" in more
    assert town.items(town.hana, circle) == []


def test_one_votes_with_the_form_in_the_room(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    poll = opened(town.hana, circle)
    milo, room = browsing.by(town.milo), f"/rooms/{circle.room_id}"
    page = milo.get(room).text
    assert "Without names: nobody sees who chooses what, and a vote cannot be changed." in page
    assert page.index("cannot be changed") < page.index(">Vote</button>")
    chosen = poll["poll"]["options"][1]["id"]
    assert f'value="{chosen}"' in page
    answer = milo.post(f"/items/{poll['id']}/vote", choice=chosen)
    assert answer.location == f"{room}#item-{poll['id']}"
    assert voted(town.milo, poll) == {}
    after = milo.get(room).text
    assert re.search(r'class="poll__voted"[^>]*data-slot="poll-voted">', after)
    again = milo.post(f"/items/{poll['id']}/vote", choice=chosen)
    assert again.status_code == 302
    assert "voted already" in milo.get(room).text


def said_of_me(page: str) -> str:
    """What a page's card tells readers of their own vote; nothing where it is hidden."""
    line = re.search(r'<p class="poll__voted" data-slot="poll-voted"(.*?)</p>', page)
    assert line is not None
    shown = re.sub(r"<[^>]*>", "", line[1].partition(">")[2])
    return "" if line[1].startswith(" hidden") else shown


@pytest.mark.parametrize(("named", "said"), [(True, "You have voted: Wrist."), (False, "")])
def test_a_closed_poll_still_says_that_one_has_voted(
    browsing: Browsing, town: Town, named: bool, said: str
) -> None:
    """And what, where that is kept: of a vote without a name it is not."""
    circle = town.circle(town.hana, town.milo)
    poll = opened(town.hana, circle, named=named)
    choose(town.milo, poll, "Wrist")
    close(town.hana, poll)
    milo, hana = browsing.by(town.milo), browsing.by(town.hana)
    for address in (f"/rooms/{circle.room_id}", f"/rooms/{circle.room_id}/calm"):
        assert said_of_me(milo.get(address).text) == (said or "You have voted.")
        assert said_of_me(hana.get(address).text) == "", "who has not voted"


def test_points_are_given_in_boxes_from_the_poll_s_own_page(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    poll = opened(town.hana, circle, way=PollWay.POINTS, points=5, named=True, live=True)
    first, second, _third = (option["id"] for option in poll["poll"]["options"])
    milo, page = browsing.by(town.milo), f"/items/{poll['id']}/poll"
    assert "Give out up to 5 points" in milo.get(page).text
    given = {f"points-{first}": "3", f"points-{second}": "", "back": "poll"}
    assert milo.post(f"/items/{poll['id']}/vote", **given).location == page
    assert sums(look(town.hana, poll["id"])) == {"Thumb": 3, "Wrist": 0, "Elbow": 0}
    shown = milo.get(page).text
    assert "Milo (3)" in shown
    assert 'value="3"' in shown, "what one chose stands in the box"


def test_it_is_closed_with_what_was_decided(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    poll = opened(town.hana, circle, "Which <b>splint</b>?")
    hana, milo = browsing.by(town.hana), browsing.by(town.milo)
    page = f"/items/{poll['id']}/poll"
    assert "Close it" in hana.get(page).text
    assert "Close the poll" not in milo.get(page).text
    assert milo.post(page, outcome="Mine").status_code == 403
    hana.post(page, on="1", outcome="We take the <thumb>.")
    for address in (page, f"/circles/{circle.id}/polls", f"/circles/{circle.id}"):
        shown = milo.get(address).text
        assert "We take the &lt;thumb&gt;." in shown, address
    assert "Open it again" in hana.get(page).text
    hana.post(page, on="0")
    assert not look(town.hana, poll["id"])["closed"]
    refused = hana.post(page, on="1", outcome="x" * 1001)
    assert (refused.status_code, "1,000" in refused.text) == (422, True)


def test_the_pulse_is_one_button(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    hana, address = browsing.by(town.hana), f"/rooms/{circle.room_id}/pulse"
    assert address in hana.get(f"/rooms/{circle.room_id}").text
    hana.post(address, client_key="a-first-pulse")
    assert "How is it going?" in the_poll(town, circle)["html"]
    hana.post(address, client_key="another-pulse")
    assert "a moment ago" in hana.get(f"/rooms/{circle.room_id}").text
    assert browsing.by(town.milo).post(address, client_key="a-third-pulse").status_code == 403


def everywhere(visitor: Visitor, circle: Meeting, poll: dict[str, Any]) -> dict[str, str]:
    """Each door through which the sums might be seen, and what comes out of it."""
    room, item = f"/api/v1/rooms/{circle.room_id}", poll["id"]
    addresses = (
        f"/rooms/{circle.room_id}",
        f"/circles/{circle.id}",
        f"/circles/{circle.id}/polls",
        f"/items/{item}/poll",
        f"{room}/changes?after=0",
        f"{room}/changes?after=1",
        f"{room}/earlier?before=99",
        f"/api/v1/items/{item}",
        f"/api/v1/items/{item}/vote",
        "/",
    )
    return {address: visitor.get(address).text for address in addresses}


@pytest.mark.parametrize("named", [False, True])
def test_sums_come_out_of_no_door_before_it_is_closed(
    browsing: Browsing, town: Town, named: bool
) -> None:
    """What anybody receives is the same, whatever was chosen."""
    people = [town.person(f"Nell {number}") for number in range(4)]
    circle = town.circle(town.hana, town.milo, *people)
    seen = []
    for choices in (("Thumb",) * 4, ("Wrist", "Elbow", "Wrist", "Wrist")):
        poll = opened(town.hana, circle, "Which one?", named=named)
        for person, choice in zip(people, choices, strict=True):
            choose(person, poll, choice)
        texts = [item["poll"] for item in town.items(town.milo, circle)]
        assert not any(option["votes"] or option["members"] for option in texts[-1]["options"])
        for who in (town.hana, town.milo):
            doors = everywhere(browsing.by(who), circle, poll)
            assert all("poll__bar" not in text for name, text in doors.items() if "/api" not in name
                       and "rooms" not in name)  # fmt: skip
            assert all("Nell 0" not in text for name, text in doors.items() if "/poll" in name)
            seen.append([[part["votes"] for part in item["poll"]["options"]]
                         for item in town.items(who, circle)])  # fmt: skip
    assert {vote for lists in seen for one in lists for vote in one} == {None}
    assert sums(close(town.hana, poll)) == {"Thumb": 0, "Wrist": 3, "Elbow": 1}


def test_who_is_put_out_learns_of_no_poll(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    poll = opened(town.hana, circle, "A CANARY poll?")
    with transaction() as db:
        until = clock.now() + timedelta(hours=1)
        db.add(Bar(circle_id=circle.id, member_id=town.milo.id, out_until=until))
    for who in (town.milo, town.otto):
        doors = everywhere(browsing.by(who), circle, poll)
        assert not [name for name, text in doors.items() if "CANARY" in text]


def test_a_hidden_or_withdrawn_poll_is_in_no_list(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    poll = opened(town.milo, circle, "A CANARY poll?", closes_in=DAY)
    hana = browsing.by(town.hana)
    assert "CANARY" in hana.get(f"/circles/{circle.id}/polls").text
    browsing.by(town.milo).post(f"/items/{poll['id']}/withdraw")
    for text in everywhere(hana, circle, poll).values():
        assert "CANARY" not in text
    assert hana.get(f"/items/{poll['id']}/poll").status_code == 404


def test_the_interface_for_programs_does_the_same(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    hana, milo = browsing.by(town.hana), browsing.by(town.milo)
    body = {"client_key": "a-key-for-a-poll", "body": "?", "options": ["One", "Two"], "named": True}
    answer = hana.send("POST", f"/api/v1/rooms/{circle.room_id}/polls", body)
    assert answer.json is not None
    item = f"/api/v1/items/{answer.json['id']}"
    option = look(town.hana, answer.json["id"])["poll"]["options"][0]["id"]
    assert milo.get(f"{item}/vote").json == {"ok": True, "voted": False, "choices": {}}
    assert milo.send("PUT", f"{item}/vote", {"choices": [option]}).status_code == 200
    assert milo.get(f"{item}/vote").json == {"ok": True, "voted": True, "choices": {option: 1}}
    wrong: list[Any] = [None, "Two", [1], ["a" * 16], {option: 1}, {option: "x"}, [option] * 99, 5]
    for choices in wrong:
        assert milo.send("PUT", f"{item}/vote", {"choices": choices}).status_code == 422, choices
    assert milo.send("POST", f"{item}/poll/close", {}).status_code == 403
    assert hana.send("POST", f"{item}/poll/close", {"outcome": "One."}).status_code == 200
    assert milo.send("PUT", f"{item}/vote", {"choices": [option]}).status_code == 409
    pulse = {"client_key": "a-key-for-a-pulse"}
    assert hana.send("POST", f"/api/v1/rooms/{circle.room_id}/pulse", pulse).status_code == 200


def test_more_polls_and_votes_are_no_more_to_ask(browsing: Browsing, town: Town) -> None:
    people = [town.person(f"Nell {number}") for number in range(6)]
    circle = town.circle(town.hana, *people)
    hana = browsing.by(town.hana)

    def fill() -> dict[str, Any]:
        for named in (True, False):
            poll = opened(town.hana, circle, named=named, live=True)
            closed = opened(town.hana, circle, named=named)
            for person in people:
                choose(person, poll, "Thumb")
                choose(person, closed, "Wrist")
            close(town.hana, closed, outcome="The wrist.")
        return poll

    def asked(poll: dict[str, Any]) -> dict[str, int]:
        found = {}
        item = f"/items/{poll['id']}/poll"
        for address in (f"/rooms/{circle.room_id}", f"/circles/{circle.id}/polls",
                        f"/circles/{circle.id}", item):  # fmt: skip
            hana.get(address)
            with counted() as statements:
                assert hana.get(address).status_code == 200
            found[address.replace(poll["id"], "…")] = len(statements)
        return found

    before = asked(fill())
    for _ in range(6):
        last = fill()
    after = asked(last)
    # What everybody who enters a room asks is kept for a moment, so its page may ask for less.
    room = f"/rooms/{circle.room_id}"
    assert before | {room: 0} == after | {room: 0}
    assert max(after.values()) <= MOST
