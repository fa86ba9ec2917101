"""What comes to whom, when, and in which shape."""

import socket
import time
from itertools import pairwise
from typing import Any

import pytest

from community.access.policy import Audience
from tests.live.seat import Seat
from tests.live.stage import AT_ONCE, Stage, stored
from tests.town import Meeting

NEXT_ROUND = 30.0  # promised are six seconds


@pytest.fixture
def circle(stage: Stage) -> Meeting:
    return stage.town.circle(stage.town.hana, stage.town.milo)


def chain_of(seat: Seat, room: str) -> list[tuple[int, int]]:
    """From which version to which each batch leads; a batch that says so twice counts once."""
    batches = [batch for batch in seat.all("changes") if batch["room"] == room]
    return list(dict.fromkeys((batch["since"], batch["version"]) for batch in batches))


def joined_up(chain: list[tuple[int, int]]) -> bool:
    return all(one[1] == next_one[0] for one, next_one in pairwise(chain))


def test_batches_join_up_without_a_gap_for_everybody(
    either_stage: Stage,
) -> None:
    stage = either_stage
    circle = stage.town.circle(stage.town.hana, stage.town.milo)
    room = circle.room_id
    hana, milo = stage.seated(stage.town.hana, circle), stage.seated(stage.town.milo, circle)
    first = hana.say(room, "One")
    milo.say(room, "Two", audience=Audience.HOSTS)
    hana.say(room, "Three", audience=Audience.HOSTS)
    hana.ask("edit", {"item": first["id"], "body": "One again"})
    milo.ask("react", {"item": first["id"], "emoji": "👍", "on": True})
    last = milo.ask("withdraw", {"item": milo.say(room, "Four")["id"]})["version"]
    for seat in (hana, milo):
        seat.wait(lambda one: one.versions[room] == last)
        chain = chain_of(seat, room)
        assert joined_up(chain)
        assert (chain[0][0], chain[-1][1]) == (1, last)


def test_items_for_the_hosts_reach_hosts_and_their_author_and_leave_no_gap(
    stage: Stage, circle: Meeting
) -> None:
    nell = stage.town.person(f"Nell of {circle.id}")
    stage.town.bring(nell, circle.id, stage.town.hana)
    room = circle.room_id
    hana, milo = stage.seated(stage.town.hana, circle), stage.seated(stage.town.milo, circle)
    other = stage.seated(nell, circle)
    asked = milo.say(room, "May I ask the hosts something?", audience=Audience.HOSTS)
    open_to_all = hana.say(room, "Of course")
    for seat in (hana, milo, other):
        seat.wait(lambda one: one.versions[room] == open_to_all["version"])
    assert hana.ids(room) == milo.ids(room) == [asked["id"], open_to_all["id"]]
    assert other.ids(room) == [open_to_all["id"]]
    assert chain_of(hana, room) == chain_of(milo, room) == chain_of(other, room)
    assert "May I ask" not in str(other.heard)


def test_nobody_gets_a_change_in_two_parts(stage: Stage, circle: Meeting) -> None:
    """A line cut between the two would lose the second one for good."""
    room = circle.room_id
    hana, milo = stage.seated(stage.town.hana, circle), stage.seated(stage.town.milo, circle)
    milo.say(room, "To the hosts", audience=Audience.HOSTS)
    last = hana.say(room, "Between hosts", audience=Audience.HOSTS)["version"]
    for seat in (hana, milo):
        seat.wait(lambda one: one.versions[room] == last)
        seat.ask("leave", {"room": room})
        batches = [(b["since"], b["version"]) for b in seat.all("changes") if b["room"] == room]
        assert batches == [(1, 2), (2, 3)]


def test_a_reply_to_the_hosts_stays_with_the_hosts(stage: Stage, circle: Meeting) -> None:
    room = circle.room_id
    hana, milo = stage.seated(stage.town.hana, circle), stage.seated(stage.town.milo, circle)
    asked = hana.say(room, "Between hosts", audience=Audience.HOSTS)
    hana.say(room, "And an answer", reply_to=asked["id"])
    last = hana.say(room, "For all")
    milo.wait(lambda him: him.ids(room) == [last["id"]])


def test_what_a_latecomer_reads_is_what_those_there_have_heard(
    stage: Stage, circle: Meeting
) -> None:
    room = circle.room_id
    hana, milo = stage.seated(stage.town.hana, circle), stage.seated(stage.town.milo, circle)
    first = hana.say(room, "Which **splint**, @milo?")
    milo.say(room, "The short one", reply_to=first["id"])
    milo.ask("react", {"item": first["id"], "emoji": "💡", "on": True})
    hana.ask("edit", {"item": first["id"], "body": "Which splints, @milo?"})
    last = milo.ask("withdraw", {"item": milo.say(room, "Hm")["id"]})["version"]
    for seat in (hana, milo):
        seat.wait(lambda one: one.versions[room] == last)
    late = stage.seated(stage.town.milo, circle)
    assert late.list_of(room) == milo.list_of(room) == hana.list_of(room)


# Who is there.


def test_presence_comes_as_differences_and_counts_people_not_tabs(
    stage: Stage, circle: Meeting
) -> None:
    hana = stage.seated(stage.town.hana, circle)
    hana.wait(lambda her: her.all("presence"))
    tabs = [stage.seated(stage.town.milo, circle) for _ in range(3)]
    joined = hana.wait(lambda her: [p for p in her.all("presence") if names(p) == ["Milo"]])[0]
    assert (joined["count"], joined["left"]) == (2, [])
    assert hana.ask("enter", {"room": circle.room_id, "after": 0})["presence"]["count"] == 2
    tabs[0].close()
    tabs[1].ask("leave", {"room": circle.room_id})
    time.sleep(2.2)
    assert not [p for p in hana.all("presence") if p["left"]]
    tabs[2].close()
    left = hana.wait(lambda her: [p for p in her.all("presence") if p["left"]])[0]
    assert (left["count"], left["left"], left["joined"]) == (1, [stage.town.milo.id], [])


def names(presence: dict[str, Any]) -> list[str]:
    return [person["name"] for person in presence["joined"]]


def test_who_comes_again_within_the_second_has_not_left(stage: Stage, circle: Meeting) -> None:
    hana, milo = stage.seated(stage.town.hana, circle), stage.seated(stage.town.milo, circle)
    hana.wait(lambda her: [p for p in her.all("presence") if p["count"] == 2])
    milo.cut()
    milo.open()
    milo.enter(circle.room_id)
    time.sleep(2.2)
    counts = [p["count"] for p in hana.all("presence")]
    assert counts[-1] == 2


def test_presence_stays_in_its_room(stage: Stage, circle: Meeting) -> None:
    other = stage.town.circle(stage.town.hana)
    hana = stage.seated(stage.town.hana, other)
    hana.wait(lambda her: her.all("presence"))
    stage.seated(stage.town.milo, circle).wait(lambda him: him.all("presence"))
    time.sleep(1.2)
    assert {p["room"] for p in hana.all("presence")} == {other.room_id}


def test_typing_is_shown_until_something_is_said(stage: Stage, circle: Meeting) -> None:
    room = circle.room_id
    hana, milo = stage.seated(stage.town.hana, circle), stage.seated(stage.town.milo, circle)
    milo.ask("typing", {"room": room})
    shown = hana.wait(lambda her: her.all("typing"))[0]
    assert shown == {"room": room, "members": [{"id": stage.town.milo.id, "name": "Milo"}]}
    milo.say(room, "Here it is")
    hana.wait(lambda her: {"room": room, "members": []} in her.all("typing"), 5)


def test_typing_ends_by_itself(stage: Stage, circle: Meeting) -> None:
    hana, milo = stage.seated(stage.town.hana, circle), stage.seated(stage.town.milo, circle)
    milo.ask("typing", {"room": circle.room_id})
    hana.wait(lambda her: her.all("typing"))
    milo.close()
    hana.wait(lambda her: her.all("typing")[-1]["members"] == [], NEXT_ROUND)


# What must not get lost.


def test_a_lost_last_message_is_noticed_by_the_head_of_the_room(
    stage: Stage, circle: Meeting
) -> None:
    room = circle.room_id
    hana, milo = stage.seated(stage.town.hana, circle), stage.seated(stage.town.milo, circle)
    milo.deaf = True
    said = hana.say(room, "The last word of the evening")
    hana.wait(lambda her: her.ids(room))
    milo.ask("leave", {"room": "x"})  # an answer behind the batch: it has come, and was not heard
    milo.deaf = False
    assert milo.ids(room) == []
    milo.wait(lambda him: him.ids(room) == [said["id"]], NEXT_ROUND)
    head = milo.all("room")[0]
    assert (head["room"], head["version"], head["state"]) == (room, said["version"], "open")
    assert "me" not in head, "what one may do is told to each apart"


def test_what_another_process_wrote_is_noticed_by_the_head_of_the_room(
    stage: Stage, circle: Meeting
) -> None:
    milo = stage.seated(stage.town.milo, circle)
    said = stage.town.say(stage.town.hana, circle, "Said beside the server")
    milo.wait(lambda him: him.ids(circle.room_id) == [said.id], NEXT_ROUND)


@pytest.mark.usefixtures("no_rounds")
def test_a_gap_is_filled_by_asking(stage: Stage, circle: Meeting) -> None:
    room = circle.room_id
    hana, milo = stage.seated(stage.town.hana, circle), stage.seated(stage.town.milo, circle)
    milo.deaf = True
    hana.say(room, "Not heard")
    milo.ask("leave", {"room": "x"})
    milo.deaf = False
    hana.say(room, "Heard")
    milo.wait(lambda him: him.ids(room) == stored(room), AT_ONCE)


def test_unread_marks_go_to_the_circle_and_to_nobody_else(stage: Stage, circle: Meeting) -> None:
    milo, otto = stage.seat(stage.town.milo), stage.seat(stage.town.otto)
    hana = stage.seated(stage.town.hana, circle)
    said = hana.say(circle.room_id, "Anybody here?")

    def marks(seat: Seat) -> list[dict[str, Any]]:
        return [mark for mark in seat.all("inbox") if mark["room"] == circle.room_id]

    assert milo.wait(marks)[0] == {
        "room": circle.room_id,
        "circle": circle.id,
        "last_position": said["position"],
    }
    assert milo.all("changes") == []
    assert otto.heard == []
    assert marks(hana) == []  # she is inside


# Other ways to listen.


def test_by_polling_the_same_is_heard_in_the_same_order(stage: Stage, circle: Meeting) -> None:
    room = circle.room_id
    hana = stage.seated(stage.town.hana, circle)
    ways = [("polling",), ("websocket",), ("polling", "websocket")]
    seats = [stage.seated(stage.town.milo, circle, *way) for way in ways]
    for number in range(25):
        hana.say(room, f"{number}")
    seats[0].say(room, "Also from there")
    for seat in seats:
        seat.wait(lambda one: one.ids(room) == stored(room) and len(one.ids(room)) == 26)
        assert chain_of(seat, room) == chain_of(hana, room)


def test_a_reader_that_stops_reading_keeps_nobody_waiting(stage: Stage, circle: Meeting) -> None:
    room = circle.room_id
    speakers = [stage.seated(stage.town.hana, circle) for _ in range(3)]
    milo = stage.seated(stage.town.milo, circle)
    slow = stage.raw(stage.town.milo, sockopt=((socket.SOL_SOCKET, socket.SO_RCVBUF, 4096),))
    assert slow.ask("enter", {"room": room, "after": 0})["ok"]
    for number in range(75):  # a connection that sends more than 128 KB at once is cut
        assert speakers[number % 3].say(room, f"{number} " + "x" * 3900)["ok"]
    milo.wait(lambda him: len(him.ids(room)) == 75)
    assert milo.ids(room) == stored(room)
