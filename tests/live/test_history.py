"""What was said before somebody came reaches them by no batch, and leaves no gap in their count."""

from itertools import pairwise
from typing import Any

import pytest

from community.access.policy import Audience, Visibility
from community.access.things import History
from community.circles.actions import change_circle, leave
from community.circles.shape import CircleShape
from community.core.ids import new_id
from tests.doing import do
from tests.live.seat import Seat
from tests.live.stage import AT_ONCE, Stage
from tests.live.web import Web
from tests.town import Meeting, Person

ABOUT: dict[str, Any] = {"name": "Cases", "purpose": "Cases.", "visibility": Visibility.OPEN}


@pytest.fixture
def circle(stage: Stage) -> Meeting:
    circle = stage.town.circle(stage.town.hana, stage.town.milo, **ABOUT)
    shape = CircleShape(history=History.SINCE_JOINING)
    do(stage.town.hana, change_circle, circle.id, **ABOUT, shape=shape)
    return circle


@pytest.fixture
def late(stage: Stage) -> Person:
    return stage.town.person(f"Late {new_id()}")


def batches(seat: Seat, room: str) -> list[dict[str, Any]]:
    return [batch for batch in seat.all("changes") if batch["room"] == room]


@pytest.mark.usefixtures("no_rounds")
def test_changes_of_the_past_reach_only_who_was_there_and_nobody_sees_a_gap(
    stage: Stage, circle: Meeting, late: Person
) -> None:
    town, room = stage.town, circle.room_id
    hana, milo = stage.seated(town.hana, circle), stage.seated(town.milo, circle)
    old = [hana.say(room, f"CANARY {number}")["id"] for number in range(3)]
    town.bring(late, circle.id, town.hana)
    seat = stage.seated(late, circle)
    assert seat.ids(room) == []
    assert hana.ask("edit", {"item": old[0], "body": "CANARY changed"})["ok"]
    assert milo.ask("react", {"item": old[1], "emoji": "👍", "on": True})["ok"]
    assert hana.ask("withdraw", {"item": old[2]})["ok"]
    reply = milo.say(room, "About that", reply_to=old[0])
    for event in ("edit", "react", "withdraw"):
        given = {"item": old[0], "body": "Mine", "emoji": "👍", "on": True}
        assert seat.ask(event, given)["error"] == "not_found"
    assert seat.say(room, "So?", reply_to=old[0])["error"] == "not_found"
    for one in (hana, milo, seat):
        one.wait(lambda who: reply["id"] in who.ids(room), AT_ONCE)
        heard = batches(one, room)
        assert all(before["version"] == after["since"] for before, after in pairwise(heard))
        assert one.versions[room] == reply["version"]
    assert seat.ids(room) == [reply["id"]]
    assert "CANARY" not in str(seat.heard)
    assert "CANARY changed" in str(milo.heard)
    seat.read_back(room)
    seat.versions[room] = 1
    seat.catch_up(room)
    assert seat.ids(room) == [reply["id"]]


@pytest.mark.usefixtures("no_rounds")
def test_a_pin_brings_the_past_to_all_who_are_there_and_takes_it_with_it(
    stage: Stage, circle: Meeting, late: Person
) -> None:
    town, room = stage.town, circle.room_id
    hana = stage.seated(town.hana, circle)
    old = hana.say(room, "For everybody who comes")["id"]
    town.bring(late, circle.id, town.hana)
    seat = stage.seated(late, circle)
    assert hana.ask("pin", {"item": old, "on": True})["ok"]
    seat.wait(lambda one: old in one.ids(room), AT_ONCE)
    assert hana.ask("pin", {"item": old, "on": False})["ok"]
    seat.wait(lambda one: not one.items[room][old]["pinned"], AT_ONCE)
    assert hana.ask("withdraw", {"item": old})["ok"]
    seat.wait(lambda one: one.items[room][old]["withdrawn"], AT_ONCE)


@pytest.mark.usefixtures("no_rounds")
def test_who_leaves_and_comes_back_hears_nothing_of_the_time_before(
    stage: Stage, circle: Meeting, late: Person
) -> None:
    town, room = stage.town, circle.room_id
    town.bring(late, circle.id, town.hana)
    hana, seat = stage.seated(town.hana, circle), stage.seated(late, circle)
    old, own = hana.say(room, "CANARY")["id"], seat.say(room, "My own words")["id"]
    seat.wait(lambda one: old in one.ids(room), AT_ONCE)
    do(late, leave, circle.id)
    town.bring(late, circle.id, town.hana)
    again = stage.seated(late, circle)
    assert again.ids(room) == [own]
    hana.ask("edit", {"item": old, "body": "CANARY changed"})
    hana.ask("react", {"item": own, "emoji": "👍", "on": True})
    again.wait(lambda one: one.items[room][own]["reactions"], AT_ONCE)
    assert "CANARY" not in str(again.heard)


@pytest.mark.usefixtures("no_rounds")
def test_a_changed_rule_is_told_at_once_and_holds_for_open_windows(
    stage: Stage, circle: Meeting, late: Person
) -> None:
    town, room = stage.town, circle.room_id
    hana = stage.seated(town.hana, circle)
    old = hana.say(room, "CANARY")["id"]
    town.bring(late, circle.id, town.hana)
    with Web(stage.server.url, stage.cookie(town.hana)) as browser:
        form = {"name": "Cases", "purpose": "Cases.", "visibility": "open"}
        edit = f"/circles/{circle.id}/edit"
        assert browser.post(edit, **form, history="everything").status_code == 302
        seat = stage.seated(late, circle)
        assert seat.ids(room) == [old]
        assert browser.post(edit, **form, history="since_joining").status_code == 302
        seat.wait(lambda one: told_rule(one, room) == "since_joining", AT_ONCE)
        assert hana.ask("edit", {"item": old, "body": "CANARY changed"})["ok"]
        after = hana.say(room, "And on")
        seat.wait(lambda one: after["id"] in one.ids(room), AT_ONCE)
        assert "CANARY changed" not in str(seat.heard)
        assert seat.reopen().enter(room, after=0)["room"]["history"] == "since_joining"


def told_rule(seat: Seat, room: str) -> str:
    heads = [head for head in seat.all("room") if head["room"] == room]
    return str(heads[-1].get("history")) if heads else ""


@pytest.mark.usefixtures("no_rounds")
def test_words_for_hosts_stay_with_hosts_whatever_the_rule(
    stage: Stage, circle: Meeting, late: Person
) -> None:
    town, room = stage.town, circle.room_id
    hana = stage.seated(town.hana, circle)
    for_hosts = hana.say(room, "CANARY", audience=Audience.HOSTS)["id"]
    town.bring(late, circle.id, town.hana)
    seat = stage.seated(late, circle)
    assert hana.ask("pin", {"item": for_hosts, "on": True})["error"] == "refused"
    assert hana.ask("edit", {"item": for_hosts, "body": "CANARY again"})["ok"]
    after = hana.say(room, "And on")
    seat.wait(lambda one: after["id"] in one.ids(room), AT_ONCE)
    assert "CANARY" not in str(seat.heard)
