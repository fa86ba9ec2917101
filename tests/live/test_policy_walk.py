"""Every event, asked by everybody about every kind of circle, against the policy table.

The walk is made from the dispatcher's own list, so an event that is added is walked as well.
"""

from dataclasses import dataclass
from typing import Any

import pytest
import requests
import websocket
from sqlalchemy import delete
from websocket import WebSocketBadStatusException

import realtime.server  # noqa: F401 - declares the events
from community.access.policy import POLICY, Audience, Permission, Visibility, require
from community.circles.actions import change_circle
from community.core.errors import Problem
from community.core.transaction import reading, transaction
from community.members.models import SignIn
from community.rooms.queries import access_item, access_room
from community.rooms.rules import EMOJI
from realtime.dispatcher import EVENTS, event
from tests.live.stage import Stage
from tests.town import Meeting, Person

ROLES = ["outsider", "asked", "invited", "member", "host"]
# A proper payload of each event: what it concerns, and what else it takes. A `member` is named by
# their role in the place.
PAYLOADS: dict[str, tuple[str, dict[str, Any]]] = {
    "enter": ("room", {"after": 0}),
    "leave": ("room", {}),
    "changes": ("room", {"after": 0}),
    "earlier": ("room", {"before": 3}),
    "say": ("room", {"client_key": "the-walk-says", "body": "Hello"}),
    "typing": ("room", {}),
    "read": ("room", {"position": 1}),
    "react": ("item", {"emoji": EMOJI[0], "on": True}),
    "open_poll": (
        "room",
        {
            "client_key": "the-walk-polls",
            "body": "Tea?",
            "options": ["Yes", "No"],
            "closes_in": 86_400,
        },
    ),
    "pulse": ("room", {"client_key": "the-walk-pulse"}),
    "vote": ("item", {"choices": []}),
    "close_poll": ("item", {}),
    "edit": ("item", {"body": "Other words"}),
    "questions": ("room", {}),
    "ask_question": ("room", {"client_key": "the-walk-asks", "body": "Who warms it?"}),
    "close_question": ("item", {"on": True}),
    "next_question": ("room", {"planned": "nothing"}),
    "move_planned": ("room", {"planned": "nothing", "place": 0}),
    "start_session": ("room", {}),
    "end_session": ("room", {}),
    "extend_session": ("room", {"minutes": 5}),
    "reveal": ("item", {}),
    "attach": ("item", {"question": None}),
    "withdraw": ("item", {}),
    "pin": ("item", {"on": True}),
    "hide": ("item", {"on": True, "reason": "Off the topic"}),
    "share": ("item", {}),
    "set_room": ("room", {"slow": 0, "band": "We start at eight."}),
    "pause": ("room", {"seconds": 0}),
    "start_timer": ("room", {"seconds": 60}),
    "stop_timer": ("room", {}),
    "raise_hand": ("room", {}),
    "lower_hand": ("room", {}),
    "call_hand": ("room", {"member": "host"}),
    "quiet_people": ("room", {}),
    "mute": ("room", {"member": "member", "minutes": 5, "on": True}),
    "remove": ("room", {"member": "member", "minutes": None}),
    "let_back": ("room", {"member": "member"}),
    "promote": ("room", {"member": "member"}),
    "split": ("room", {"groups": 2, "minutes": 5, "how": "random"}),
    "call_back": ("room", {}),
    "extend_groups": ("room", {"minutes": 5}),
    "come_to_group": ("room", {}),
    "move_to_group": ("room", {"member": "member"}),
    "bring_back": ("room", {"body": "A few lines", "version": 0}),
}


@dataclass(frozen=True)
class Place:
    """A circle of one visibility with somebody in every role, and what stands in its room."""

    circle: Meeting
    people: dict[str, Person]
    items: dict[str, str]


def test_every_event_is_walked_and_has_a_rule() -> None:
    assert set(PAYLOADS) == set(EVENTS)
    assert {one.permission for one in EVENTS.values()} <= set(POLICY)


def test_two_handlers_of_one_event_are_refused() -> None:
    with pytest.raises(ValueError, match="Two handlers"):
        event("say", Permission.ROOM_SAY)(lambda _live, _connection, _given: None)


def place(stage: Stage, visibility: Visibility, walk: str = "Walk") -> Place:
    town = stage.town
    people = {role: town.person(f"{walk} {role} {visibility.value}") for role in ROLES}
    circle = town.circle(people["host"], people["member"], visibility=Visibility.ASK)
    town.ask(people["asked"], circle.id)
    town.invite(people["invited"], circle.id, people["host"])
    set_visibility(circle, people["host"], visibility)
    items = {
        "by a member": town.say(people["member"], circle).id,
        "by the host": town.say(people["host"], circle).id,
        "for the hosts": town.say(people["host"], circle, audience=Audience.HOSTS).id,
        "asked of the hosts": town.say(people["member"], circle, audience=Audience.HOSTS).id,
    }
    return Place(circle, people, items)


def whom(more: dict[str, Any], here: Place) -> dict[str, str]:
    """The member whom an event is about, if it is about one."""
    return {"member": here.people[more["member"]].id} if "member" in more else {}


def set_visibility(circle: Meeting, host: Person, visibility: Visibility) -> None:
    actor = host.actor
    with transaction() as db:
        change_circle(
            db, actor, circle.id, name="A walk", purpose="To be walked.", visibility=visibility
        )


def expected(who: Person, permission: Permission, concerns: str, thing_id: str) -> str:
    """The error the table demands, or `ok`."""
    actor = who.actor
    try:
        with reading() as db:
            if permission is Permission.SIGNED_IN:
                require(actor, permission)
            elif concerns == "room":
                access_room(db, actor, thing_id, permission)
            else:
                access_item(db, actor, thing_id, permission)
    except Problem as problem:
        return problem.name
    return "ok"


@pytest.mark.parametrize("visibility", list(Visibility))
def test_sockets_answer_as_the_policy_says(stage: Stage, visibility: Visibility) -> None:
    here = place(stage, visibility)
    wrong = []
    for role, person in here.people.items():
        seat = stage.seat(person)
        for name, (concerns, more) in PAYLOADS.items():
            things = {"the room": here.circle.room_id} if concerns == "room" else here.items
            for which, thing in things.items():
                wanted = expected(person, EVENTS[name].permission, concerns, thing)
                answer = seat.ask(name, {concerns: thing, **more, **whom(more, here)})
                got = "ok" if answer["ok"] else answer["error"]
                # A withdrawn message refuses for another reason than a missing right.
                if got != wanted and not (wanted == "ok" and got == "refused"):
                    wrong.append(f"{role}: {name} {which}: {got}, the policy says {wanted}")
    assert not wrong


def test_the_table_the_walk_is_held_against_tells_roles_apart(stage: Stage) -> None:
    """So that the comparison above cannot agree about nothing."""
    hidden = place(stage, Visibility.HIDDEN, "Table")
    room = hidden.circle.room_id
    verdicts = [expected(p, Permission.ROOM_SAY, "room", room) for p in hidden.people.values()]
    assert verdicts == ["not_found", "not_found", "forbidden", "ok", "ok"]
    items = [
        expected(hidden.people["member"], Permission.ITEM_EDIT, "item", item)
        for item in hidden.items.values()
    ]
    assert items == ["ok", "forbidden", "not_found", "ok"]


# The door: who gets a socket at all.

POLLING = "/socket.io/?EIO=4&transport=polling"


def polling_status(stage: Stage, **headers: str) -> int:
    return requests.get(stage.server.url + POLLING, headers=headers, timeout=30).status_code


def websocket_status(stage: Stage, origin: str | None = None, **headers: str) -> int:
    """101 if it opened."""
    address = stage.server.url.replace("http", "ws") + POLLING.replace("polling", "websocket")
    given = [f"{name}: {value}" for name, value in headers.items()]
    options: dict[str, Any] = {"suppress_origin": True} if origin is None else {"origin": origin}
    try:
        socket = websocket.create_connection(address, header=given, timeout=30, **options)
    except WebSocketBadStatusException as refused:
        return refused.status_code
    socket.close()
    socket.shutdown()
    return 101


def test_nobody_gets_a_socket_without_being_signed_in(stage: Stage) -> None:
    assert polling_status(stage) == 401
    assert websocket_status(stage) == 401
    assert websocket_status(stage, Cookie="comentor=forged") == 401
    ended = stage.cookie(stage.town.otto)
    with transaction() as db:
        db.execute(delete(SignIn).where(SignIn.member_id == stage.town.otto.id))
    assert websocket_status(stage, Cookie=ended) == 401
    assert polling_status(stage, Cookie=ended) == 401


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "{scheme}", "{suffix}", "{prefix}", "file://"]
)
def test_a_page_from_elsewhere_gets_no_socket(stage: Stage, origin: str) -> None:
    own = stage.server.url
    elsewhere = origin.format(
        scheme=own.replace("http", "https"),
        suffix=own + ".evil.example",
        prefix=own.replace("//", "//evil."),
    )
    cookie = stage.cookie(stage.town.milo)
    assert polling_status(stage, Cookie=cookie, Origin=elsewhere) == 400
    assert websocket_status(stage, elsewhere, Cookie=cookie) == 400


def test_our_own_pages_and_programs_without_an_origin_get_one(stage: Stage) -> None:
    cookie = stage.cookie(stage.town.milo)
    assert websocket_status(stage, stage.server.url, Cookie=cookie) == 101
    assert websocket_status(stage, Cookie=cookie) == 101
    assert polling_status(stage, Cookie=cookie, Origin=stage.server.url) == 200
    assert polling_status(stage, Cookie=cookie) == 200


def test_another_namespace_is_no_way_around(stage: Stage) -> None:
    raw = stage.raw(stage.town.milo)
    raw.send("40/elsewhere,")
    assert raw.receive().startswith("44/elsewhere,")
    raw.send("40")
    assert raw.receive().startswith("44")
