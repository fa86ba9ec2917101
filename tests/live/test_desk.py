"""Desk and hands over sockets: everybody hears of it at once and in the same order."""

from typing import Any

import pytest

from community.circles import actions as circles
from tests.doing import do
from tests.live.seat import Payload, Seat
from tests.live.stage import Stage
from tests.town import Meeting

DESK_EVENTS: list[tuple[str, dict[str, Any]]] = [
    ("set_room", {"slow": 30}),
    ("pause", {"seconds": 60}),
    ("start_timer", {"seconds": 60, "name": "Writing"}),
    ("stop_timer", {}),
]


def circle_of(stage: Stage) -> Meeting:
    town = stage.town
    return town.circle(town.hana, town.milo, town.ada)


def desk(seat: Seat) -> Payload:
    """As last told to this seat."""
    told: list[Payload] = [batch["desk"] for batch in seat.all("changes") if "desk" in batch]
    return told[-1] if told else {}


def up(seat: Seat) -> list[tuple[str, bool]]:
    return [(hand["name"], hand["called"]) for hand in desk(seat).get("hands", [])]


@pytest.mark.parametrize("way", ["websocket", "polling"])
def test_what_a_host_sets_is_on_every_desk_at_once(either_stage: Stage, way: str) -> None:
    stage, where = either_stage, circle_of(either_stage)
    hana, milo = stage.seated(stage.town.hana, where), stage.seated(stage.town.milo, where, way)
    room = where.room_id
    done = hana.ask("set_room", {"room": room, "slow": 30, "band": "We start at eight."})
    assert done["ok"]
    milo.wait(lambda his: desk(his).get("slow") == 30)
    assert desk(milo)["band"] == "We start at eight."
    assert milo.versions[room] == done["version"]
    hana.ask("start_timer", {"room": room, "seconds": 90, "name": "Writing"})
    milo.wait(lambda his: desk(his).get("timer"))
    assert desk(milo)["timer"]["name"] == "Writing"
    hana.ask("stop_timer", {"room": room})
    milo.wait(lambda his: desk(his)["timer"] is None)
    answer = stage.seat(stage.town.ada).enter(room)
    assert answer["room"]["desk"] == desk(milo) == desk(hana)
    assert "say" in answer["room"]["me"]["can"]


def test_slow_mode_says_when_one_may_go_on_and_keeps_the_key_good(either_stage: Stage) -> None:
    stage, where = either_stage, circle_of(either_stage)
    hana, milo = stage.seated(stage.town.hana, where), stage.seated(stage.town.milo, where)
    room = where.room_id
    hana.ask("set_room", {"room": room, "slow": 3600})
    first = {"room": room, "client_key": "slow-key-0001", "body": "My first"}
    said = milo.client.call("say", first, "/rooms", timeout=20)
    assert said["ok"]
    again = milo.client.call("say", first, "/rooms", timeout=20)
    assert (again["ok"], again["id"]) == (True, said["id"])
    second = {"room": room, "client_key": "slow-key-0002", "body": "My second"}
    refused = milo.client.call("say", second, "/rooms", timeout=20)
    assert (refused["ok"], refused["error"]) == (False, "slow_down")
    assert 3500 < refused["retry_after"] <= 3600
    assert "Slow mode is on" in refused["message"]
    assert hana.say(room, "Hosts go on")["ok"]
    hana.ask("set_room", {"room": room, "slow": 0})
    assert milo.client.call("say", second, "/rooms", timeout=20)["ok"]


def test_a_pause_holds_for_members_and_is_taken_back(either_stage: Stage) -> None:
    stage, where = either_stage, circle_of(either_stage)
    hana, milo = stage.seated(stage.town.hana, where), stage.seated(stage.town.milo, where)
    room = where.room_id
    assert hana.ask("pause", {"room": room})["ok"]
    refused = milo.say(room, "During it")
    assert (refused["ok"], refused["error"]) == (False, "forbidden")
    assert "pause" in refused["message"]
    assert hana.ask("pause", {"room": room, "seconds": 0})["ok"]
    assert milo.say(room, "After it")["ok"]


def test_hands_have_one_order_for_everybody(either_stage: Stage) -> None:
    stage, where = either_stage, circle_of(either_stage)
    town, room = stage.town, where.room_id
    seats = [stage.seated(one, where) for one in (town.hana, town.milo, town.ada)]
    hana, milo, ada = seats
    for seat in (ada, milo, ada):
        assert seat.ask("raise_hand", {"room": room})["ok"]
    for seat in seats:
        seat.wait(lambda its: up(its) == [("Ada", False), ("Milo", False)])
    assert hana.ask("call_hand", {"room": room, "member": town.ada.id})["ok"]
    assert hana.ask("call_hand", {"room": room, "member": town.milo.id})["ok"]
    for seat in seats:
        seat.wait(lambda its: up(its) == [("Milo", True)])
    assert milo.ask("lower_hand", {"room": room})["ok"]
    assert hana.ask("lower_hand", {"room": room, "member": town.ada.id})["ok"]
    for seat in seats:
        seat.wait(lambda its: up(its) == [])


def test_the_hand_of_somebody_taken_out_of_the_circle_is_down_for_the_others(
    either_stage: Stage,
) -> None:
    stage, where = either_stage, circle_of(either_stage)
    town, room = stage.town, where.room_id
    ada, milo = stage.seated(town.ada, where), stage.seated(town.milo, where)
    milo.ask("raise_hand", {"room": room})
    ada.ask("raise_hand", {"room": room})
    ada.wait(lambda hers: len(up(hers)) == 2)
    do(town.hana, circles.remove, where.id, town.milo.id)
    ada.catch_up(room)
    answer = ada.enter(room, 0)
    assert [hand["name"] for hand in answer["room"]["desk"]["hands"]] == ["Ada"]


@pytest.mark.parametrize(("event", "payload"), DESK_EVENTS, ids=[name for name, _ in DESK_EVENTS])
def test_a_host_of_another_circle_does_nothing_here(
    stage: Stage, event: str, payload: dict[str, Any]
) -> None:
    town, where = stage.town, circle_of(stage)
    own = town.circle(town.otto, name="Otto's own")
    otto, milo = stage.seated(town.otto, own), stage.seated(town.milo, where)
    before = milo.versions[where.room_id]
    answer = otto.ask(event, {"room": where.room_id, **payload})
    assert (answer["ok"], answer["error"]) == (False, "forbidden")
    for hands in ("call_hand", "lower_hand"):
        answer = otto.ask(hands, {"room": where.room_id, "member": town.milo.id})
        assert answer["error"] == "forbidden"
    assert otto.ask("raise_hand", {"room": where.room_id})["error"] == "forbidden"
    milo.catch_up(where.room_id)
    assert milo.versions[where.room_id] == before
    assert otto.ask(event, {"room": own.room_id, **payload})["ok"]


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("set_room", {"slow": -1}),
    ("set_room", {"slow": 3601}),
    ("set_room", {"slow": "soon"}),
    ("set_room", {"slow": True}),
    ("set_room", {"read_only": 1}),
    ("set_room", {"nameless": "yes"}),
    ("set_room", {"band": 7}),
    ("set_room", {"band": "x" * 201}),
    ("pause", {"seconds": 601}),
    ("pause", {"seconds": None}),
    ("start_timer", {"seconds": 0}),
    ("start_timer", {"seconds": 14_401}),
    ("start_timer", {"seconds": 60, "name": ["Writing"]}),
    ("start_timer", {}),
    ("call_hand", {}),
    ("call_hand", {"member": 7}),
    ("lower_hand", {"member": {"id": 7}}),
]


@pytest.mark.parametrize(("event", "payload"), WRONG, ids=map(str, range(len(WRONG))))
def test_what_is_of_the_wrong_kind_or_size_is_answered_by_name(
    stage: Stage, event: str, payload: dict[str, Any]
) -> None:
    where = circle_of(stage)
    hana = stage.seated(stage.town.hana, where)
    before = hana.versions[where.room_id]
    answer = hana.ask(event, {"room": where.room_id, **payload})
    assert (answer["ok"], answer["error"]) == (False, "invalid")
    assert answer["message"].endswith(".")
    assert "Traceback" not in answer["message"]
    hana.catch_up(where.room_id)
    assert hana.versions[where.room_id] == before
