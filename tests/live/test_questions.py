"""Questions over sockets: everybody has the same desk, and nobody what is unseen as yet."""

from typing import Any

from tests.live.seat import Payload, Seat
from tests.live.stage import Stage
from tests.town import Meeting


def ask(host: Seat, where: Meeting, key: str, body: str = "How warm?", **ways: bool) -> Payload:
    payload = {"room": where.room_id, "client_key": key, "body": body, **ways}
    answer = host.ask("ask_question", payload)
    assert answer["ok"], answer
    return answer


def desks(seat: Seat) -> list[Payload]:
    return [batch["desk"] for batch in seat.all("changes") if "desk" in batch]


def open_on(seat: Seat) -> list[int]:
    """The numbers of the questions that the last desk heard of names."""
    told = desks(seat)
    return [one["number"] for one in told[-1]["questions"]] if told else []


def item(seat: Seat, where: Meeting, item_id: str) -> Payload:
    return next(one for one in seat.list_of(where.room_id) if one["id"] == item_id)


def everything(seat: Seat) -> str:
    return repr(seat.heard)


def test_a_question_reaches_everybody_with_the_desk_and_is_answered(stage: Stage) -> None:
    town = stage.town
    hana, milo = town.person("Hana asks"), town.person("Milo asked")
    circle = town.circle(hana, milo)
    host, member = stage.seated(hana, circle), stage.seated(milo, circle)
    asked = ask(host, circle, "asked-live-1")
    assert ask(host, circle, "asked-live-1")["id"] == asked["id"]
    member.wait(lambda seat: open_on(seat) == [1])
    said = member.say(circle.room_id, "Hot")
    host.wait(lambda seat: said["id"] in seat.ids(circle.room_id))
    assert item(host, circle, said["id"])["question"] == asked["id"]
    moved = member.ask("attach", {"item": said["id"], "question": None})
    host.wait(lambda seat: item(seat, circle, said["id"])["version"] == moved["version"])
    assert item(host, circle, said["id"])["question"] is None
    assert host.ask("close_question", {"item": asked["id"], "on": True})["ok"]
    member.wait(lambda seat: desks(seat)[-1]["questions"] == [])
    assert item(member, circle, asked["id"])["closed"]


def test_unseen_answers_reach_their_writers_only_and_then_everybody_at_once(stage: Stage) -> None:
    town = stage.town
    hana, milo, otto = (town.person(f"{name} unseen") for name in ("Hana", "Milo", "Otto"))
    circle = town.circle(hana, milo, otto)
    room = circle.room_id
    seats = [stage.seated(who, circle) for who in (hana, milo, otto)]
    host, writer, other = seats
    phone = stage.seated(milo, circle)
    asked = ask(host, circle, "asked-unseen", unseen=True)
    other.wait(lambda seat: asked["id"] in seat.ids(room))
    said = [writer.say(room, f"CANARY {n} @otto-unseen") for n in range(3)]
    for seat in (*seats, phone):
        seat.wait(lambda seat: seat.versions[room] >= said[-1]["version"])
    ids = [one["id"] for one in said]
    assert writer.ids(room)[1:] == phone.ids(room)[1:] == ids
    for seat in (host, other):
        late = stage.seated(hana if seat is host else otto, circle)
        for told in (everything(seat), repr(catch_all(seat, room)), repr(late.items)):
            assert "CANARY" not in told
            assert not any(one in told for one in ids)
    answered = host.ask("questions", {"room": room})["questions"][0]["answered"]
    assert answered == 1
    assert other.ask("questions", {"room": room})["questions"][0]["answered"] is None
    assert host.ask("reveal", {"item": asked["id"]})["ok"]
    for seat in seats:
        seat.wait(lambda seat: len(seat.ids(room)) == 5)
        assert seat.ids(room)[1:4] == ids
        assert [one["audience"] for one in seat.list_of(room)] == ["everyone"] * 5


def catch_all(seat: Seat, room: str) -> list[Any]:
    """Whatever else a client can ask for."""
    return [
        seat.ask("changes", {"room": room, "after": 1}),
        seat.ask("earlier", {"room": room, "before": 99}),
        seat.ask("enter", {"room": room, "after": 0}),
        seat.ask("questions", {"room": room}),
    ]


def test_whoever_was_away_at_the_reveal_catches_up(stage: Stage) -> None:
    town = stage.town
    hana, milo, otto = (town.person(f"{name} away") for name in ("Hana", "Milo", "Otto"))
    circle = town.circle(hana, milo, otto)
    room = circle.room_id
    host, writer, other = (stage.seated(who, circle) for who in (hana, milo, otto))
    asked = ask(host, circle, "asked-away-1", unseen=True)
    said = writer.say(room, "Hot")
    other.wait(lambda seat: seat.versions[room] >= said["version"])
    other.close()
    assert host.ask("reveal", {"item": asked["id"]})["ok"]
    other.open().enter(room)
    assert other.ids(room) == host.wait(lambda seat: len(seat.ids(room)) == 3 and seat.ids(room))


def test_malformed_questions_are_answered_by_name(stage: Stage) -> None:
    town = stage.town
    hana = town.person("Hana malformed")
    circle = town.circle(hana)
    seat = stage.seated(hana, circle)
    room = {"room": circle.room_id}
    wrong = {**room, "client_key": "asked-wrong", "body": "How?"}
    for event, payload, error in (
        ("ask_question", {**wrong, "body": ""}, "invalid"),
        ("ask_question", {**wrong, "client_key": "no"}, "invalid"),
        ("ask_question", {**wrong, "body": 7}, "invalid"),
        ("ask_question", {**wrong, "unseen": 7}, "invalid"),
        ("close_question", {"item": "nothing", "on": True}, "not_found"),
        ("close_question", {"item": "nothing"}, "invalid"),
        ("reveal", {}, "invalid"),
        ("attach", {"item": "nothing", "question": 7}, "invalid"),
        ("questions", {"room": "nothing"}, "not_found"),
    ):
        assert seat.ask(event, payload)["error"] == error, (event, payload)
