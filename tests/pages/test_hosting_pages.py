"""What hosts do to people and messages with plain forms, and over HTTP with JSON."""

import re

import pytest

from community.access.policy import Audience
from community.core import relay
from community.rooms.actions.barring import let_back, put_out
from community.rooms.actions.hiding import hide
from tests.browsing import Browsing
from tests.doing import do
from tests.skilled import block
from tests.town import Meeting, Town

CANARY = "canary-4711"


@pytest.fixture
def circle(town: Town) -> Meeting:
    return town.circle(town.hana, town.milo)


def test_a_host_pins_with_a_form_and_everybody_sees_it_on_top(
    browsing: Browsing, town: Town, circle: Meeting
) -> None:
    item = town.say(town.milo, circle, "The plan").id
    hana, milo, room = browsing.by(town.hana), browsing.by(town.milo), f"/rooms/{circle.room_id}"
    assert hana.post(f"/items/{item}/pin", on="1").location.endswith(f"#item-{item}")
    assert f'data-pinned="{item}"' in milo.get(room).text
    hana.post(f"/items/{item}/pin", on="0")
    assert f'data-pinned="{item}"' not in milo.get(room).text


def test_hidden_words_are_on_no_page_but_the_log_where_they_are_shown_again(
    browsing: Browsing, town: Town, circle: Meeting
) -> None:
    item = town.say(town.milo, circle, CANARY).id
    hana, milo, room = browsing.by(town.hana), browsing.by(town.milo), f"/rooms/{circle.room_id}"
    town.say(town.hana, circle, "What?", reply_to=item)
    for who in (hana, milo):
        who.post(f"/items/{item}/star", note="To look at again")
    hana.post(f"/items/{item}/hide", on="1", reason="Names of patients")
    pages = [
        *(room, f"{room}?reply_to={item}&quote=1", f"{room}?before=99", f"{room}?at=1"),
        *(f"{room}/calm", f"{room}/missed", f"{room}/search?q=4711", f"{room}/questions"),
        *(
            f"/items/{item}",
            f"/items/{item}/edit",
            f"/items/{item}/star",
            f"/items/{item}/question",
        ),
        *("/", "/me/notes", "/me/notes.md", f"/api/v1/items/{item}"),
    ]
    for who in (hana, milo):
        for page in (*pages, f"/api/v1{room}/changes?after=0", f"/api/v1{room}/changes?after=1"):
            assert CANARY not in who.get(page).text, page
    assert milo.get(f"/items/{item}/edit").status_code == 409
    log = hana.get(f"{room}/log").text
    assert CANARY in log
    assert "Names of patients" in log
    assert milo.get(f"{room}/log").status_code == 403
    assert hana.post(f"/items/{item}/hide", on="0", back="log").location.endswith("/log")
    assert CANARY in milo.get(room).text
    assert "Show it again" not in hana.get(f"{room}/log").text


def test_its_writer_reads_the_reason_in_their_inbox(
    browsing: Browsing, town: Town, circle: Meeting
) -> None:
    item = town.say(town.milo, circle, CANARY).id
    do(town.hana, hide, item, "Names of patients")
    while relay.run_once():
        pass
    inbox = browsing.by(town.milo).get("/inbox").text
    assert "hid a message of yours" in inbox
    assert "Names of patients" in inbox
    assert CANARY not in inbox
    assert "Hana" not in inbox


def test_a_host_gives_somebody_a_rest_and_ends_it_on_the_page_about_them(
    browsing: Browsing, town: Town, circle: Meeting
) -> None:
    hana, milo, room = browsing.by(town.hana), browsing.by(town.milo), f"/rooms/{circle.room_id}"
    person = f"{room}/people/{town.milo.id}"
    assert f'href="{person}"' in hana.get(room).text
    hana.post(f"{person}/mute", on="1", minutes="today")
    assert "Let them write again" in hana.get(person).text
    silent = milo.get(room).text
    assert "A host has asked you to only read for a while." in silent
    hana.post(f"{person}/mute", on="0")
    assert "Give a rest" in hana.get(person).text
    assert milo.post(f"{room}/items", body="Here", client_key="a-client-key").status_code == 302


def test_who_is_put_out_is_told_so_on_the_rooms_page_and_keeps_the_circle(
    browsing: Browsing, town: Town, circle: Meeting
) -> None:
    town.say(town.hana, circle, CANARY)
    milo = browsing.by(town.milo)
    do(town.hana, put_out, circle.room_id, town.milo.id, 30, "A breath")
    answer = milo.get(f"/rooms/{circle.room_id}")
    assert answer.status_code == 403
    assert "A host has closed this room to you for now." in answer.text
    assert milo.get(f"/circles/{circle.id}").status_code == 200
    for page in ("/", f"/circles/{circle.id}", f"/rooms/{circle.room_id}/search?q=canary"):
        assert CANARY not in milo.get(page).text
    for page in ("", "/calm", "/search?q=canary"):
        said = milo.get(f"/rooms/{circle.room_id}{page}").text
        assert "A breath" in said, "why, as the inbox says it"
        assert f'href="/people/{town.hana.handle}"' in said
        assert re.search(r"It opens again <time", said)
    while relay.run_once():
        pass
    assert "asked you to stay out of its room" in milo.get("/inbox").text


def test_who_is_out_hears_nothing_more_of_the_room_and_others_nothing_of_them(
    browsing: Browsing, town: Town, circle: Meeting
) -> None:
    """Not by which host, and no way to one whom a block stands between."""
    said = town.say(town.hana, circle, CANARY)
    do(town.hana, put_out, circle.room_id, town.milo.id, None, "")
    milo, otto = browsing.by(town.milo), browsing.by(town.otto)
    assert milo.get(f"/items/{said.id}").status_code == 404
    page = milo.get(f"/circles/{circle.id}/polls")
    assert page.status_code == 403
    assert "when a host lets you back in" in page.text
    assert CANARY not in page.text
    block(town.milo, town.hana)
    page = milo.get(f"/rooms/{circle.room_id}")
    assert "Hana" in page.text
    assert f'href="/people/{town.hana.handle}"' not in page.text
    stranger = otto.get(f"/rooms/{circle.room_id}")
    assert stranger.status_code in (403, 404)
    assert "Hana" not in stranger.text
    do(town.hana, let_back, circle.room_id, town.milo.id)
    assert CANARY in milo.get(f"/rooms/{circle.room_id}").text


def test_what_is_for_hosts_only_is_said_and_read_on_a_page_of_theirs(
    browsing: Browsing, town: Town, circle: Meeting
) -> None:
    town.say(town.milo, circle, "May I leave early?", audience=Audience.HOSTS)
    hana, hosts = browsing.by(town.hana), f"/rooms/{circle.room_id}/hosts"
    page = hana.get(hosts).text
    key = re.search(r'name="client_key" value="([^"]+)"', page)
    assert key
    given = {"client_key": key[1], "audience": "hosts", "back": "hosts", "body": CANARY}
    assert hana.post(f"/rooms/{circle.room_id}/items", **given).location.endswith("/hosts")
    assert {"May I leave early?", CANARY} <= set(
        re.findall(r"<p>([^<]+)</p>", hana.get(hosts).text)
    )
    milo = browsing.by(town.milo)
    assert milo.get(hosts).status_code == 403
    assert CANARY not in milo.get(f"/rooms/{circle.room_id}").text


def test_a_question_without_a_name_is_asked_with_a_form_and_shared_with_another(
    browsing: Browsing, town: Town, circle: Meeting
) -> None:
    hana, milo, room = browsing.by(town.hana), browsing.by(town.milo), f"/rooms/{circle.room_id}"
    page = milo.get(room).text
    assert "Your name is not stored with it" in page
    given = {"client_key": "nameless-key-1", "nameless": "1", "body": CANARY}
    answer = milo.post(f"{room}/items", **given)
    assert answer.location.endswith(room), "the address does not name what was asked"
    after = milo.get(room).text
    assert "Asked without your name" in after
    assert CANARY not in after
    hosts = hana.get(f"{room}/hosts").text
    assert CANARY in hosts
    assert "milo" not in hosts.lower()
    item = re.search(r"/items/([a-z2-7]{16})/share", hosts)
    assert item
    hana.post(f"/items/{item[1]}/share", back="hosts")
    assert CANARY in milo.get(room).text


def test_what_a_rule_refuses_is_said_on_the_page_one_comes_back_to(
    browsing: Browsing, town: Town, circle: Meeting
) -> None:
    hana, room = browsing.by(town.hana), f"/rooms/{circle.room_id}"
    private = town.say(town.milo, circle, "Quietly", audience=Audience.HOSTS).id
    hana.post(f"/items/{private}/pin", on="1")
    assert "Only what everybody here can read can be pinned." in hana.get(room).text
    hana.post(f"{room}/people/{town.hana.id}/mute", on="1", minutes="5")
    assert "Hosts are equals" in hana.get(room).text


@pytest.mark.parametrize(
    ("method", "address", "body"),
    [
        ("PUT", "people/{member}/mute", {"minutes": "soon"}),
        ("PUT", "people/{member}/mute", {"minutes": -5}),
        ("PUT", "people/{member}/out", {"minutes": [5]}),
        ("PUT", "people/{member}/out", {"minutes": 5, "reason": 7}),
    ],
)
def test_what_cannot_be_meant_is_answered_by_name(
    browsing: Browsing, town: Town, circle: Meeting, method: str, address: str, body: object
) -> None:
    where = f"/api/v1/rooms/{circle.room_id}/{address.format(member=town.milo.id)}"
    answer = browsing.by(town.hana).send(method, where, body)
    assert (answer.status_code, answer.get_json()["error"]) == (422, "invalid")


def test_the_same_over_json(browsing: Browsing, town: Town, circle: Meeting) -> None:
    hana, milo = browsing.by(town.hana), browsing.by(town.milo)
    item = town.say(town.milo, circle, CANARY).id
    person = f"/api/v1/rooms/{circle.room_id}/people/{town.milo.id}"
    assert hana.send("PUT", f"/api/v1/items/{item}/pin").get_json()["ok"]
    assert hana.send("PUT", f"/api/v1/items/{item}/hidden", {"reason": "Off"}).get_json()["ok"]
    assert CANARY not in milo.get(f"/api/v1/items/{item}").text
    assert hana.send("DELETE", f"/api/v1/items/{item}/hidden").get_json()["ok"]
    assert milo.get(f"/api/v1/items/{item}").get_json()["item"]["body"] == CANARY
    assert hana.send("PUT", f"{person}/mute", {"minutes": 5}).get_json()["until"].endswith("Z")
    assert milo.send("DELETE", f"{person}/mute").status_code == 403
    assert hana.send("DELETE", f"{person}/mute").get_json()["ok"]
    assert hana.send("PUT", f"{person}/out", {"minutes": None}).get_json()["until"] is None
    assert milo.get(f"/api/v1/items/{item}").status_code == 404
    assert hana.send("DELETE", f"{person}/out").get_json()["ok"]
    assert hana.get(f"/api/v1/rooms/{circle.room_id}/quiet").get_json() == {
        "ok": True,
        "people": [],
    }
    assert hana.send("POST", f"{person}/host").get_json()["ok"]
    assert town.milo.actor.hosts(circle.id)
