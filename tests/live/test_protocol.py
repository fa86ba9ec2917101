"""What members send, event by event, and everything that is not a proper event."""

import json
from typing import Any

import pytest
import websocket

from community.access.policy import Audience, Visibility
from community.rooms.rules import EMOJI
from tests.live.seat import Seat
from tests.live.stage import Stage
from tests.town import Meeting

NOWHERE = "a" * 16
CLOSED = (OSError, websocket.WebSocketException)


@pytest.fixture
def circle(stage: Stage) -> Meeting:
    return stage.town.circle(stage.town.hana, stage.town.milo)


@pytest.fixture
def milo(stage: Stage, circle: Meeting) -> Seat:
    return stage.seated(stage.town.milo, circle)


def refused(answer: dict[str, Any], error: str) -> bool:
    """Every refusal has a name and a sentence."""
    sentence = answer["message"]
    assert sentence.endswith(".")
    assert sentence[0].isupper() or sentence[0] == "`"
    return answer["ok"] is False and answer["error"] == error


# Each event does what it says.


def test_entering_gives_the_room_its_last_page_and_who_is_there(
    stage: Stage, circle: Meeting
) -> None:
    said = [stage.town.say(stage.town.hana, circle, f"{n}") for n in range(60)]
    answer = stage.seat(stage.town.milo).ask("enter", {"room": circle.room_id, "after": 0})
    room = answer["room"]
    assert (room["version"], room["last_position"], room["read_position"]) == (61, 60, 0)
    assert room["me"]["id"] == stage.town.milo.id
    assert room["me"]["roles"] == ["member"]
    assert [item["id"] for item in answer["items"]] == [one.id for one in said[10:]]
    assert answer["more"] is True
    assert [person["handle"] for person in answer["presence"]["members"]] == ["milo"]


def test_entering_with_a_version_gives_only_what_came_since(stage: Stage, circle: Meeting) -> None:
    said = [stage.town.say(stage.town.hana, circle, f"{n}") for n in range(5)]
    known = {"room": circle.room_id, "after": said[2].version}
    answer = stage.seat(stage.town.milo).ask("enter", known)
    assert [item["id"] for item in answer["items"]] == [one.id for one in said[3:]]
    assert answer["more"] is False


def test_changes_come_in_pages_that_join_without_a_gap(
    stage: Stage, circle: Meeting, milo: Seat
) -> None:
    said = [stage.town.say(stage.town.hana, circle, f"{n}") for n in range(7)]
    after, pages = said[1].version, []
    while True:
        page = milo.ask("changes", {"room": circle.room_id, "after": after, "limit": 2})
        pages.append([item["id"] for item in page["items"]])
        after = page["version"]
        if not page["more"]:
            break
    assert pages == [[said[2].id, said[3].id], [said[4].id, said[5].id], [said[6].id]]
    assert after == said[6].version


def test_earlier_pages_back_to_the_beginning(stage: Stage, circle: Meeting, milo: Seat) -> None:
    said = [stage.town.say(stage.town.hana, circle, f"{n}") for n in range(5)]
    page = milo.ask("earlier", {"room": circle.room_id, "before": 4, "limit": 2})
    assert [item["id"] for item in page["items"]] == [said[1].id, said[2].id]
    assert page["more"] is True
    first = milo.ask("earlier", {"room": circle.room_id, "before": 2})
    assert ([item["id"] for item in first["items"]], first["more"]) == ([said[0].id], False)


def test_what_is_said_is_stored_once_and_heard_by_all(
    stage: Stage, circle: Meeting, milo: Seat
) -> None:
    hana = stage.seated(stage.town.hana, circle)
    first = milo.say(circle.room_id, "Hello **all**, @hana", key="the-same-key")
    again = milo.say(circle.room_id, "Something else", key="the-same-key")
    assert (first["ok"], first["position"], again["id"]) == (True, 1, first["id"])
    item = hana.wait(lambda her: her.list_of(circle.room_id))[0]
    assert "<strong>all</strong>" in item["html"]
    assert item["mentions"] == [stage.town.hana.id]
    assert item["author"]["handle"] == "milo"
    milo.wait(lambda him: him.ids(circle.room_id) == [first["id"]])
    assert hana.ids(circle.room_id) == [first["id"]]


def test_a_reply_quotes_what_it_answers(stage: Stage, circle: Meeting, milo: Seat) -> None:
    above = stage.town.say(stage.town.hana, circle, "Which splint do you use?")
    milo.say(circle.room_id, "The short one", reply_to=above.id)
    reply = milo.wait(lambda him: him.items[circle.room_id] and him.list_of(circle.room_id)[-1])
    assert reply["reply_to"] == {
        "id": above.id,
        "position": 1,
        "name": "Hana",
        "excerpt": "Which splint do you use?",
    }


def test_an_edit_changes_the_words_and_nothing_else(
    stage: Stage, circle: Meeting, milo: Seat
) -> None:
    said = milo.say(circle.room_id, "Warm it for one mintue")
    edited = milo.ask("edit", {"item": said["id"], "body": "Warm it for one minute"})
    assert (edited["ok"], edited["version"]) == (True, said["version"] + 1)
    item = milo.wait(
        lambda him: [i for i in him.list_of(circle.room_id) if i["version"] == edited["version"]]
    )[0]
    assert item["edited"] is True
    assert "minute" in item["html"]
    assert item["position"] == said["position"]


def test_a_withdrawn_message_keeps_its_place_and_loses_its_words(
    stage: Stage, circle: Meeting, milo: Seat
) -> None:
    said = milo.say(circle.room_id, "A secret by mistake")
    withdrawn = milo.ask("withdraw", {"item": said["id"]})
    assert withdrawn["ok"]
    again = milo.ask("withdraw", {"item": said["id"]})
    assert again["version"] == withdrawn["version"]
    item = stage.town.items(stage.town.hana, circle)[0]
    assert (item["withdrawn"], item["html"], item["position"]) == (True, "", 1)
    assert refused(milo.ask("edit", {"item": said["id"], "body": "No"}), "refused")
    react = {"item": said["id"], "emoji": EMOJI[0], "on": True}
    assert refused(milo.ask("react", react), "refused")


def test_reacting_twice_counts_once_and_can_be_taken_back(
    stage: Stage, circle: Meeting, milo: Seat
) -> None:
    said = stage.town.say(stage.town.hana, circle)
    on = {"item": said.id, "emoji": EMOJI[0], "on": True}
    first, again = milo.ask("react", on), milo.ask("react", on)
    assert first["version"] == again["version"] == said.version + 1
    item = stage.town.items(stage.town.hana, circle)[0]
    assert item["reactions"] == [{"emoji": EMOJI[0], "count": 1, "members": [stage.town.milo.id]}]
    assert milo.ask("react", {**on, "on": False})["version"] == said.version + 2
    assert stage.town.items(stage.town.hana, circle)[0]["reactions"] == []
    assert refused(milo.ask("react", {**on, "emoji": "🧨"}), "invalid")


def test_what_was_read_never_goes_back(stage: Stage, circle: Meeting, milo: Seat) -> None:
    for n in range(3):
        stage.town.say(stage.town.hana, circle, f"{n}")
    assert milo.ask("read", {"room": circle.room_id, "position": 2})["position"] == 2
    assert milo.ask("read", {"room": circle.room_id, "position": 1})["position"] == 2
    assert milo.ask("read", {"room": circle.room_id, "position": 99})["position"] == 3
    assert milo.enter(circle.room_id)["room"]["read_position"] == 3


def test_typing_and_leaving_are_answered(stage: Stage, circle: Meeting, milo: Seat) -> None:
    assert milo.ask("typing", {"room": circle.room_id}) == {"ok": True}
    assert milo.ask("leave", {"room": circle.room_id}) == {"ok": True}
    assert milo.ask("leave", {"room": circle.room_id}) == {"ok": True}
    heard = len(milo.all("changes"))
    stage.seated(stage.town.hana, circle).say(circle.room_id, "Is he gone?")
    milo.ask("read", {"room": circle.room_id, "position": 1})
    assert len(milo.all("changes")) == heard


# Who may not.


def test_only_its_writer_changes_a_message(stage: Stage, circle: Meeting, milo: Seat) -> None:
    said = stage.town.say(stage.town.hana, circle)
    assert refused(milo.ask("edit", {"item": said.id, "body": "Mine now"}), "forbidden")
    assert refused(milo.ask("withdraw", {"item": said.id}), "forbidden")
    assert "minute" in stage.town.items(stage.town.hana, circle)[0]["html"]


def requests_for(room: str, item: str) -> list[tuple[str, dict[str, Any]]]:
    """Each event that concerns a room or something in it."""
    return [
        ("enter", {"room": room, "after": 0}),
        ("changes", {"room": room, "after": 0}),
        ("earlier", {"room": room, "before": 5}),
        ("say", {"room": room, "client_key": "a-good-key", "body": "Hello"}),
        ("typing", {"room": room}),
        ("read", {"room": room, "position": 1}),
        ("edit", {"item": item, "body": "Hello"}),
        ("withdraw", {"item": item}),
        ("react", {"item": item, "emoji": EMOJI[0], "on": True}),
        ("leave", {"room": room}),
    ]


def test_an_outsider_of_a_hidden_circle_cannot_tell_it_from_nothing(stage: Stage) -> None:
    hidden = stage.town.circle(stage.town.hana, visibility=Visibility.HIDDEN)
    said = stage.town.say(stage.town.hana, hidden)
    otto = stage.seat(stage.town.otto)
    real = [otto.ask(*request) for request in requests_for(hidden.room_id, said.id)]
    none = [otto.ask(*request) for request in requests_for(NOWHERE, NOWHERE)]
    assert real == none
    assert {answer.get("error") for answer in real[:-1]} == {"not_found"}
    stage.seated(stage.town.hana, hidden).say(hidden.room_id, "Only for us")
    otto.ask("typing", {"room": NOWHERE})
    assert otto.heard == []


def test_a_member_cannot_tell_a_message_for_the_hosts_from_nothing(
    stage: Stage, circle: Meeting, milo: Seat
) -> None:
    said = stage.town.say(stage.town.hana, circle, audience=Audience.HOSTS)
    for event, payload in requests_for(circle.room_id, said.id):
        if "item" in payload:
            there = milo.ask(event, payload)
            assert there == milo.ask(event, {**payload, "item": NOWHERE})
            assert refused(there, "not_found")
    reply = milo.say(circle.room_id, "To what?", reply_to=said.id)
    none = milo.say(circle.room_id, "To what?", reply_to=NOWHERE)
    assert reply == none
    assert refused(reply, "not_found")


def test_a_reply_reaches_into_no_other_room(stage: Stage, circle: Meeting, milo: Seat) -> None:
    other = stage.town.circle(stage.town.hana, stage.town.milo)
    elsewhere = stage.town.say(stage.town.hana, other)
    answer = milo.say(circle.room_id, "Hm?", reply_to=elsewhere.id)
    assert refused(answer, "not_found")


# What is no proper event.

ODD: list[tuple[str, dict[str, Any]]] = [
    ("enter", {}),
    ("enter", {"room": 7}),
    ("enter", {"room": None, "after": 0}),
    ("enter", {"room": "", "after": -1}),
    ("enter", {"room": NOWHERE, "after": "x"}),
    ("enter", {"room": NOWHERE, "after": 1e300}),
    ("enter", {"room": NOWHERE, "after": True}),
    ("changes", {"room": NOWHERE}),
    ("changes", {"room": ["a"], "after": 0}),
    ("earlier", {"room": NOWHERE, "before": None}),
    ("say", {"room": NOWHERE, "client_key": "short", "body": "x"}),
    ("say", {"room": NOWHERE, "client_key": "spaces are bad", "body": "x"}),
    ("say", {"room": NOWHERE, "client_key": "a-good-key", "body": {"a": 1}}),
    ("say", {"room": NOWHERE, "client_key": "a-good-key", "body": "   "}),
    ("say", {"room": NOWHERE, "client_key": "a-good-key", "body": "x", "audience": "me"}),
    ("say", {"room": NOWHERE, "client_key": "a-good-key", "body": "x", "reply_to": [1]}),
    ("edit", {"item": NOWHERE}),
    ("edit", {"item": {}, "body": "x"}),
    ("withdraw", {"item": None}),
    ("react", {"item": NOWHERE, "emoji": EMOJI[0], "on": "yes"}),
    ("read", {"room": NOWHERE, "position": "many"}),
    ("typing", {}),
    ("leave", {"room": 1.5}),
]


@pytest.mark.parametrize(("event", "payload"), ODD)
def test_a_wrong_payload_is_answered_with_what_is_wrong(
    milo: Seat, event: str, payload: dict[str, Any]
) -> None:
    assert refused(milo.ask(event, payload), "invalid")


def test_a_message_of_the_whole_length_is_taken_and_one_more_is_not(
    circle: Meeting, milo: Seat
) -> None:
    assert milo.say(circle.room_id, "é" * 4000)["ok"]
    assert refused(milo.say(circle.room_id, "é" * 4001), "invalid")


@pytest.mark.parametrize("payload", [[1], "x", None, 7, [], [{"room": NOWHERE}]])
def test_what_is_no_object_is_answered(milo: Seat, payload: object) -> None:
    assert refused(milo.ask("say", payload), "malformed")


@pytest.mark.parametrize("name", ["nonsense", "", "__init__", "Say", "message", "a" * 300])
def test_an_unknown_event_is_answered_by_name(milo: Seat, name: str) -> None:
    answer = milo.ask(name, {})
    assert refused(answer, "unknown_event")
    assert name[:40] in answer["message"]


@pytest.mark.parametrize("name", ["connect", "disconnect", "connect_error", "disconnecting", "*"])
def test_a_reserved_name_runs_nothing_again(stage: Stage, circle: Meeting, name: str) -> None:
    raw = stage.raw(stage.town.milo)
    raw.ask("enter", {"room": circle.room_id, "after": 0})
    assert raw.ask(name, {"member": stage.town.hana.id})["error"] == "malformed"
    here = raw.ask("enter", {"room": circle.room_id, "after": 0})
    assert here["presence"]["count"] == 1
    assert here["room"]["me"]["handle"] == "milo"


@pytest.mark.parametrize(
    "odd",
    ['"body":NaN', '"body":1e999', '"body":"\\ud83d"', '"body":-Infinity', '"body":"a" "b"'],
)
def test_what_browsers_cannot_read_is_answered_and_not_stored(
    stage: Stage, circle: Meeting, odd: str
) -> None:
    raw = stage.raw(stage.town.milo)
    start = f'42/rooms,3["say",{{"room":"{circle.room_id}","client_key":"a-good-key",'
    raw.send(start + odd + "}]")
    assert raw.answer(3)["error"] == "malformed"
    assert stage.town.items(stage.town.milo, circle) == []


def test_a_frame_of_20_kb_ends_only_its_own_connection(
    stage: Stage, circle: Meeting, milo: Seat
) -> None:
    raw = stage.raw(stage.town.hana)
    raw.send("42/rooms,1" + json.dumps(["say", {"room": circle.room_id, "body": "x" * 20_000}]))
    with pytest.raises(CLOSED):
        raw.answer(1)
    assert milo.say(circle.room_id, "Still here")["ok"]


def test_the_twentieth_mistake_hangs_up(stage: Stage, circle: Meeting) -> None:
    milo = stage.seated(stage.town.milo, circle)
    for _ in range(20):
        assert milo.ask("nonsense", {})["error"] == "unknown_event"
    assert milo.closed.wait(10)


def test_nineteen_mistakes_do_not(stage: Stage, circle: Meeting) -> None:
    milo = stage.seated(stage.town.milo, circle)
    for _ in range(19):
        milo.ask("nonsense", {})
    assert milo.say(circle.room_id, "Sorry")["ok"]


def test_too_much_too_fast_is_told_when_to_come_back(stage: Stage, circle: Meeting) -> None:
    raw = stage.raw(stage.town.milo)
    for number in range(150):
        raw.send(f'42/rooms,{number}["leave",{{"room":"{NOWHERE}"}}]')
    answers = [raw.answer(number) for number in range(150)]
    slow = [answer for answer in answers if not answer["ok"]]
    assert answers[0]["ok"]
    assert slow
    assert all(refused(answer, "slow_down") and answer["retry_after"] > 0 for answer in slow)


def test_events_of_one_connection_run_in_the_order_they_came(stage: Stage, circle: Meeting) -> None:
    raw = stage.raw(stage.town.milo)
    for number in range(60):
        payload = {
            "room": circle.room_id,
            "client_key": f"in-order-{number}",
            "body": f"{number}",
        }
        raw.send(f"42/rooms,{number}" + json.dumps(["say", payload]))
    positions = [raw.answer(number)["position"] for number in range(60)]
    assert positions == list(range(1, 61))
