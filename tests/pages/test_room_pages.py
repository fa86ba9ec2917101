"""The room as a page, complete without JavaScript; and the pages about one message."""

import re

import pytest

from community.access.policy import Audience, Visibility
from community.circles.actions import leave
from community.rooms import views
from community.rooms.actions import withdraw
from tests.browsing import Browsing
from tests.doing import do
from tests.town import Town


def client_key(page: str) -> str:
    found = re.search(r'name="client_key"[^>]*value="([^"]+)"', page)
    assert found, "The form has no client_key."
    return found[1]


def test_what_was_said_is_read_in_order(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    first = town.say(town.hana, circle, "Who has **splinted** a thumb?")
    town.say(town.milo, circle, "I have", reply_to=first.id)
    page = browsing.by(town.milo).get(f"/rooms/{circle.room_id}").text
    assert "<strong>splinted</strong>" in page
    assert page.index("splinted") < page.index("I have")
    assert "In reply to" in page


def test_an_empty_room_is_a_page_too(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana)
    assert browsing.by(town.hana).get(f"/rooms/{circle.room_id}").status_code == 200


def test_one_posts_with_the_form_and_pressing_twice_says_it_once(
    browsing: Browsing, town: Town
) -> None:
    circle = town.circle(town.hana, town.milo)
    milo, address = browsing.by(town.milo), f"/rooms/{circle.room_id}/items"
    key = client_key(milo.get(f"/rooms/{circle.room_id}").text)
    first = milo.post(address, body="Hello", client_key=key)
    again = milo.post(address, body="Hello", client_key=key)
    assert first.status_code == again.status_code == 302
    assert first.location == again.location
    assert len(town.items(town.hana, circle)) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"body": "x" * 4001 + " KEPT"}, "at most 4,000"), ({"body": " "}, "write something"),
     ({"body": "KEPT", "client_key": "short"}, "client_key"),
     ({"body": "KEPT", "audience": "nobody"}, "audience")],
)  # fmt: skip
def test_refused_words_stay_in_the_box_with_the_reason_above(
    browsing: Browsing, town: Town, fields: dict[str, str], said: str
) -> None:
    circle = town.circle(town.hana, town.milo)
    milo = browsing.by(town.milo)
    given = {"client_key": "a-client-key", **fields}
    answer = milo.post(f"/rooms/{circle.room_id}/items", **given)
    assert answer.status_code == 422
    assert said in answer.text
    assert ("KEPT" in answer.text) == ("KEPT" in fields["body"])
    assert town.items(town.hana, circle) == []


def test_older_pages_lead_back_to_the_beginning(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana)
    for number in range(1, 121):
        town.say(town.hana, circle, f"Message number {number}.")
    hana, address, seen = browsing.by(town.hana), f"/rooms/{circle.room_id}", []
    for _ in range(3):
        page = hana.get(address).text
        seen.append([int(number) for number in re.findall(r"Message number (\d+)\.", page)])
        earlier = re.search(rf'href="(/rooms/{circle.room_id}\?before=\d+)"', page)
        address = earlier[1] if earlier else ""
    assert seen == [list(range(71, 121)), list(range(21, 71)), list(range(1, 21))]
    assert address == ""


def test_a_room_one_has_left_or_not_joined_is_not_read(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo, visibility=Visibility.OPEN)
    hidden = town.circle(town.hana, town.milo, visibility=Visibility.HIDDEN)
    town.say(town.hana, circle, "CANARY")
    for where, status in ((circle, 403), (hidden, 404)):
        do(town.milo, leave, where.id)
        for who in (town.milo, town.otto, town.ada):
            answer = browsing.by(who).get(f"/rooms/{where.room_id}")
            assert answer.status_code == status
            assert "CANARY" not in answer.text


def test_what_is_for_hosts_is_not_on_a_members_page(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo, town.otto)
    asked = town.say(town.milo, circle, "CANARY one", audience=Audience.HOSTS)
    town.say(town.hana, circle, "CANARY two", reply_to=asked.id)
    otto = browsing.by(town.otto)
    for address in (
        f"/rooms/{circle.room_id}",
        f"/rooms/{circle.room_id}?before=99",
        f"/rooms/{circle.room_id}?reply_to={asked.id}",
        f"/items/{asked.id}/edit",
        "/",
        f"/api/v1/rooms/{circle.room_id}/changes",
        f"/api/v1/rooms/{circle.room_id}/changes?after=1",
        f"/api/v1/rooms/{circle.room_id}/earlier?before=9",
        f"/api/v1/items/{asked.id}",
    ):
        assert "CANARY" not in otto.get(address).text, address
    assert "CANARY one" in browsing.by(town.milo).get(f"/rooms/{circle.room_id}").text
    assert "CANARY two" in browsing.by(town.hana).get(f"/rooms/{circle.room_id}").text


def test_a_reply_is_begun_by_its_address(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    said = town.say(town.hana, circle, "Who has time?")
    milo = browsing.by(town.milo)
    page = milo.get(f"/rooms/{circle.room_id}?reply_to={said.id}").text
    assert f'value="{said.id}"' in page
    answer = milo.post(
        f"/rooms/{circle.room_id}/items",
        body="I have",
        client_key=client_key(page),
        reply_to=said.id,
    )
    assert answer.status_code == 302
    assert town.items(town.hana, circle)[1]["reply_to"]["id"] == said.id


def test_a_reply_to_nothing_is_not_found(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana)
    for nothing in ("a" * 16, "x", "\0", "%00", "' --"):
        address = f"/rooms/{circle.room_id}"
        assert browsing.by(town.hana).get(address, reply_to=nothing).status_code == 404


def test_its_writer_changes_a_message_and_takes_it_back(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    said = town.say(town.milo, circle, "Cold *water*")
    milo = browsing.by(town.milo)
    assert "Cold *water*" in milo.get(f"/items/{said.id}/edit").text
    answer = milo.post(f"/items/{said.id}/edit", body="Warm water")
    assert answer.location == f"/rooms/{circle.room_id}#item-{said.id}"
    assert "Warm water" in browsing.by(town.hana).get(f"/rooms/{circle.room_id}").text
    milo.post(f"/items/{said.id}/withdraw")
    page = browsing.by(town.hana).get(f"/rooms/{circle.room_id}").text
    assert "Warm water" not in page
    assert "This message was withdrawn" in page


def test_a_refused_change_keeps_the_words_in_the_box(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana)
    said = town.say(town.hana, circle, "Before")
    hana = browsing.by(town.hana)
    answer = hana.post(f"/items/{said.id}/edit", body="KEPT " + "x" * 4001)
    assert answer.status_code == 422
    assert "KEPT" in answer.text
    do(town.hana, withdraw, said.id)
    answer = hana.post(f"/items/{said.id}/edit", body="KEPT")
    assert answer.status_code == 409
    assert "withdrawn" in answer.text
    assert "KEPT" in answer.text


def test_reacting_with_the_form_and_taking_it_back(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    said = town.say(town.hana, circle)
    milo = browsing.by(town.milo)
    for on, count in (("1", 1), ("1", 1), ("0", 0)):
        milo.post(f"/items/{said.id}/reactions", emoji="👍", on=on)
        assert len(town.items(town.hana, circle)[0]["reactions"]) == count
    milo.post(f"/items/{said.id}/reactions", emoji="🖕")
    assert "react with one of our signs" in milo.get(f"/rooms/{circle.room_id}").text


def test_reading_is_marked_and_never_goes_back(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    for _ in range(5):
        town.say(town.hana, circle)
    milo = browsing.by(town.milo)
    for position, mark in (("3", 3), ("1", 3), ("99", 5)):
        assert milo.post(f"/rooms/{circle.room_id}/read", position=position).status_code == 302
        page = milo.get(f"/rooms/{circle.room_id}").text
        assert f'data-read-position="{mark}"' in page


def test_speaking_too_fast_is_answered_and_the_words_are_kept(
    browsing: Browsing, town: Town
) -> None:
    from community.rooms import permits
    from community.settings import Settings

    circle = town.circle(town.hana)
    hana, address = browsing.by(town.hana), f"/rooms/{circle.room_id}/items"
    permits.set_limits(Settings(posts_per_second=0.001, posts_burst=1))
    assert hana.post(address, body="One", client_key="key-number-1").status_code == 302
    answer = hana.post(address, body="KEPT", client_key="key-number-2")
    assert answer.status_code == 429
    assert "a little fast" in answer.text
    assert "KEPT" in answer.text
    api = hana.send("POST", f"/api/v1{address}", {"body": "x", "client_key": "key-number-3"})
    assert api.status_code == 429
    assert int(api.headers["Retry-After"]) >= 1
    assert api.json["retry_after"] > 0  # type: ignore[index]


def test_of_a_crowd_the_first_are_listed_with_a_way_to_all(
    browsing: Browsing, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And whoever is not listed is offered to be mentioned."""
    monkeypatch.setattr(views, "PEOPLE_MOST", 3)
    circle = town.circle(town.hana, town.milo, *(town.person(f"Nell {n}") for n in range(3)))
    milo = browsing.by(town.milo)
    page = milo.get(f"/rooms/{circle.room_id}").text
    listed = re.findall(r'person-here" data-member="(\w+)"', page)
    assert len(listed) == 3
    assert re.search(rf'href="(/circles/{circle.id}\?people=all#people)">All 5 people<', page)
    assert "Nell 2" in milo.get(f"/circles/{circle.id}?people=all").text
    found = milo.get("/api/v1/people/suggest", room=circle.room_id, q="nell").json
    assert [one["name"] for one in found or []] == ["Nell 0", "Nell 1", "Nell 2"]
    small = town.circle(town.hana, town.milo)
    assert "people=all" not in milo.get(f"/rooms/{small.room_id}").text
