"""An evening over sockets: everybody is told how it stands, and hosts are equals."""

from typing import Any

from community.access.comings import Coming
from community.access.memberships import CircleRole
from community.core.transaction import transaction
from tests.evenings import plan_of, session_of
from tests.live.seat import Payload, Seat
from tests.live.stage import Stage
from tests.town import Evening, Person


def staged(stage: Stage, walk: str) -> tuple[Evening, list[Person]]:
    """A published session with two hosts and a member."""
    town = stage.town
    people = [town.person(f"{name} {walk}") for name in ("Hana", "Hedda", "Milo")]
    evening = town.session(town.circle(people[0]))
    for who in people[1:]:
        town.come(who, evening)
    with transaction() as db:
        db.get_one(Coming, (evening.id, people[1].id)).role = CircleRole.HOST
    return evening, people


def desk(seat: Seat) -> Payload:
    told = [batch["desk"] for batch in seat.all("changes") if "desk" in batch]
    return told[-1] if told else {}


def state(seat: Seat) -> Any:
    return (desk(seat).get("session") or {}).get("state")


def do(seat: Seat, event: str, evening: Evening, **more: Any) -> Payload:
    return seat.ask(event, {"room": evening.room_id, **more})


def here(seat: Seat, evening: Evening) -> set[str]:
    presence = do(seat, "enter", evening)["presence"]
    return {one["id"] for one in presence["members"]}


def test_everybody_is_told_of_start_end_and_close(stage: Stage) -> None:
    evening, people = staged(stage, "tells")
    host, _, member = (stage.seated(who, evening) for who in people)
    assert do(host, "start_session", evening)["ok"]
    member.wait(lambda seat: state(seat) == "live")
    before = member.say(evening.room_id, "In time.")
    assert do(host, "extend_session", evening, minutes=10)["ok"]
    assert do(host, "end_session", evening) == {"ok": True, "state": "late"}
    assert do(host, "end_session", evening) == {"ok": True, "state": "late"}
    member.wait(lambda seat: state(seat) == "late")
    after = member.say(evening.room_id, "A little late.")
    host.wait(lambda seat: after["id"] in seat.ids(evening.room_id))
    late = {one["id"]: one["late"] for one in host.list_of(evening.room_id)}
    assert late == {before["id"]: False, after["id"]: True}
    assert stage.seated(people[1], evening).list_of(evening.room_id)[-1]["late"]


def test_when_it_closes_nobody_writes_and_all_are_told_why(stage: Stage) -> None:
    evening, people = staged(stage, "closes")
    with transaction() as db:
        db.merge(session_of(evening)).late_hours = 0
    host, _, member = (stage.seated(who, evening) for who in people)
    assert do(host, "start_session", evening)["ok"]
    assert do(host, "end_session", evening)["ok"]
    member.wait(lambda seat: any(head.get("state") == "closed" for head in seat.all("room")))
    refused = member.ask(
        "say", {"room": evening.room_id, "client_key": "after-the-end", "body": "Wait!"}
    )
    assert "session is over" in refused["message"]


def test_two_hosts_who_press_at_once_ask_one_question(stage: Stage) -> None:
    evening, people = staged(stage, "presses")
    first, second, member = (stage.seated(who, evening) for who in people)
    meant = plan_of(evening)[0].id
    asked = [do(host, "next_question", evening, planned=meant) for host in (first, second)]
    assert asked[0]["id"] == asked[1]["id"]

    def waits(seat: Seat) -> list[bool]:
        return [one["item"] is None for one in desk(seat).get("plan", ())]

    member.wait(lambda seat: waits(seat) == [False, True])
    assert do(member, "next_question", evening, planned=meant)["error"] == "forbidden"


def test_when_a_host_drops_out_another_goes_on_and_nothing_is_asked_twice(stage: Stage) -> None:
    evening, people = staged(stage, "drops")
    first, second, member = (stage.seated(who, evening) for who in people)
    one, two = plan_of(evening)
    assert do(first, "start_session", evening)["ok"]
    assert do(first, "next_question", evening, planned=one.id)["ok"]
    first.close()
    member.wait(lambda seat: people[0].id not in here(seat, evening))
    assert do(second, "next_question", evening, planned=two.id)["ok"]
    first.open().enter(evening.room_id)
    again = do(first, "next_question", evening, planned=two.id)
    assert again["number"] == 2
    member.wait(lambda seat: len(desk(seat)["questions"]) == 2)


def test_an_evenings_malformed_events_are_answered_by_name(stage: Stage) -> None:
    evening, people = staged(stage, "errs")
    host = stage.seated(people[0], evening)
    for event, payload, error in (
        ("next_question", {"planned": "nothing"}, "not_found"),
        ("next_question", {}, "invalid"),
        ("move_planned", {"planned": plan_of(evening)[0].id, "place": "first"}, "invalid"),
        ("extend_session", {"minutes": 5}, "refused"),
        ("extend_session", {"minutes": -5}, "invalid"),
        ("end_session", {}, "refused"),
    ):
        assert do(host, event, evening, **payload)["error"] == error, (event, payload)
