"""Polls over the socket: what each hears of them, and when."""

import json
from datetime import timedelta
from typing import Any

import pytest

from community.core import clock
from community.core.transaction import transaction
from community.rooms.poll_models import Poll
from tests.live.seat import Seat
from tests.live.stage import Stage
from tests.town import Meeting, Person

OPTIONS = ["Thumb", "Wrist", "Elbow"]


def crowd(stage: Stage, name: str, number: int) -> tuple[Meeting, list[Person]]:
    people = [stage.town.person(f"{name} {n}") for n in range(number)]
    return stage.town.circle(people[0], *people[1:]), people


def open_poll(host: Seat, room: str, key: str = "a-poll-of-the-host", **more: Any) -> str:
    payload = {"room": room, "client_key": key, "body": "Which?", "options": OPTIONS, **more}
    answer = host.ask("open_poll", payload)
    assert answer["ok"], answer
    return str(answer["id"])


def card(seat: Seat, room: str, item: str) -> dict[str, Any]:
    """The poll as this reader has it."""
    return seat.items[room][item]["poll"]  # type: ignore[no-any-return]


def choose(seat: Seat, room: str, item: str, *texts: str) -> dict[str, Any]:
    seat.wait(lambda one: item in one.items[room])
    ids = {option["text"]: option["id"] for option in card(seat, room, item)["options"]}
    return seat.ask("vote", {"item": item, "choices": [ids[text] for text in texts]})


def votes(seat: Seat, room: str, item: str) -> list[int | None]:
    return [option["votes"] for option in card(seat, room, item)["options"]]


def test_everybody_hears_of_it_and_who_has_voted_is_told_only_to_them(
    either_stage: Stage,
) -> None:
    circle, people = crowd(either_stage, "Voter", 4)
    room = circle.room_id
    seats = [either_stage.seated(person, circle) for person in people]
    item = open_poll(seats[0], room)
    for seat in seats[1:]:
        assert choose(seat, room, item, "Wrist")["ok"]
    assert choose(seats[1], room, item, "Thumb")["error"] == "refused"
    for seat in seats:
        seat.wait(lambda one: card(one, room, item)["voters"] == 3)
    assert seats[1].enter(room)["room"]["me"]["votes"] == {item: {}}
    assert seats[0].enter(room)["room"]["me"]["votes"] == {}
    assert [poll["id"] for poll in seats[0].enter(room)["room"]["desk"]["polls"]] == [item]
    assert seats[0].ask("close_poll", {"item": item, "outcome": "The wrist."})["ok"]
    for seat in seats:
        seat.wait(lambda one: votes(one, room, item) == [0, 3, 0])
        assert card(seat, room, item)["outcome"] == "The wrist."
    assert seats[0].enter(room)["room"]["desk"]["polls"] == []


@pytest.mark.parametrize("named", [False, True])
def test_no_sums_are_on_any_wire_before_it_is_closed(stage: Stage, named: bool) -> None:
    circle, people = crowd(stage, f"Wire {named}", 5)
    room = circle.room_id
    seats = [stage.seated(person, circle) for person in people]
    polling = stage.seated(people[1], circle, "polling")
    item = open_poll(seats[0], room, named=named)
    for seat in seats:
        choose(seat, room, item, "Elbow")
    for seat in (*seats, polling):
        seat.wait(lambda one: card(one, room, item)["voters"] == 5)
        seat.enter(room)
        answers = [seat.ask("earlier", {"room": room, "before": 99}),
                   seat.ask("changes", {"room": room, "after": 0})]  # fmt: skip
        for told in (*seat.heard, *answers):
            found = list(polls_in(told))
            assert all(option["votes"] is None and option["members"] == []
                       for poll in found for option in poll["options"])  # fmt: skip
            assert all(poll["counted"] is None for poll in found)
        assert list(polls_in(seat.heard)), "there was something to look at"
    for seat in seats[1:]:
        mine = seat.enter(room)["room"]["me"]["votes"][item]
        chosen = card(seat, room, item)["options"][2]["id"]
        assert mine == ({chosen: 1} if named else {})


def polls_in(told: Any) -> list[dict[str, Any]]:
    """Every poll anywhere in what was told."""
    found: list[dict[str, Any]] = []

    def look(part: dict[str, Any]) -> dict[str, Any]:
        if "counted" in part:
            found.append(part)
        return part

    json.loads(json.dumps(told), object_hook=look)
    return found


def test_a_live_one_without_names_is_told_in_steps_that_give_nobody_away(stage: Stage) -> None:
    circle, people = crowd(stage, "Step", 8)
    room = circle.room_id
    host = stage.seated(people[0], circle)
    item = open_poll(host, room, live=True)
    for number, person in enumerate(people[1:]):
        seat = stage.seated(person, circle)
        choose(seat, room, item, OPTIONS[number % 2])
        seat.close()
    host.wait(lambda one: card(one, room, item)["voters"] == 7)
    host.ask("close_poll", {"item": item})
    host.wait(lambda one: votes(one, room, item) == [4, 3, 0])
    told = [poll["counted"] for poll in polls_in(host.all("changes")) if poll["counted"]]
    assert set(told) == {3, 7}


def test_a_live_named_one_shows_each_vote_with_its_name(stage: Stage) -> None:
    circle, people = crowd(stage, "Name", 2)
    room = circle.room_id
    hana, milo = (stage.seated(person, circle) for person in people)
    item = open_poll(hana, room, live=True, named=True)
    choose(milo, room, item, "Thumb")
    choose(milo, room, item, "Elbow")
    hana.wait(lambda one: votes(one, room, item) == [0, 0, 1])
    assert [one["name"] for one in card(hana, room, item)["options"][2]["members"]] == ["Name 1"]


def test_a_poll_closes_by_itself_and_the_room_is_told(either_stage: Stage) -> None:
    circle, people = crowd(either_stage, "Due", 2)
    room = circle.room_id
    hana, milo = (either_stage.seated(person, circle) for person in people)
    item = open_poll(hana, room, closes_in=3600)
    with transaction() as db:
        db.get_one(Poll, item).closes_at = clock.now() - timedelta(seconds=1)
    milo.wait(lambda one: one.items[room].get(item, {}).get("closed"))
    assert choose(milo, room, item, "Thumb")["error"] == "refused"
    desks = [batch["desk"]["polls"] for batch in milo.all("changes") if "desk" in batch]
    assert [len(polls) for polls in desks] == [1, 0]


def test_the_pulse_is_heard_and_only_a_host_takes_it(stage: Stage) -> None:
    circle, people = crowd(stage, "Pulse", 2)
    room = circle.room_id
    hana, milo = (stage.seated(person, circle) for person in people)
    key = {"room": room, "client_key": "a-pulse-of-somebody"}
    assert milo.ask("pulse", key)["error"] == "forbidden"
    item = hana.ask("pulse", key)["id"]
    milo.wait(lambda one: item in one.items[room])
    assert "How is it going?" in milo.items[room][item]["html"]


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("open_poll", {"body": "?", "options": "One, two"}),
    ("open_poll", {"body": "?", "options": ["One"]}),
    ("open_poll", {"body": 5, "options": OPTIONS}),
    ("open_poll", {"body": "?", "options": OPTIONS, "live": "yes"}),
    ("open_poll", {"body": "?", "options": OPTIONS, "way": "ranked"}),
    ("open_poll", {"body": "?", "options": OPTIONS, "way": "points", "points": -1}),
    ("open_poll", {"body": "?", "options": OPTIONS, "closes_in": 1}),
    ("open_poll", {"body": "?", "options": OPTIONS, "client_key": "short"}),
    ("vote", {"choices": None}),
    ("vote", {"choices": [["a"]]}),
    ("vote", {"choices": {"a": 1.5}}),
    ("vote", {"choices": ["a" * 16]}),
    ("close_poll", {"on": "yes"}),
    ("close_poll", {"outcome": 7}),
    ("pulse", {"client_key": 7}),
]


def test_what_is_malformed_is_answered_with_a_sentence(stage: Stage) -> None:
    circle, people = crowd(stage, "Wrong", 1)
    room = circle.room_id
    hana = stage.seated(people[0], circle)
    item = open_poll(hana, room)
    for event, payload in WRONG:
        given = {"room": room, "item": item, "client_key": "a-key-for-this", **payload}
        answer = hana.ask(event, given)
        assert answer["error"] == "invalid", (event, payload, answer)
        assert answer["message"]
    assert len(hana.enter(room, after=0)["items"]) == 1
