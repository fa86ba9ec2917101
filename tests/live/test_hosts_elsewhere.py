"""A host does nothing in another circle, by any event of hosts."""

import json

import pytest
from sqlalchemy import func, select

from community.access.memberships import Bar
from community.access.policy import Audience, Permission
from community.core.ids import new_id
from community.core.transaction import reading
from community.rooms.hosting_models import HostAct
from community.rooms.models import Room
from realtime.dispatcher import EVENTS
from tests.live.stage import Stage
from tests.live.test_policy_walk import PAYLOADS
from tests.town import Meeting, Person

CANARY = "canary-4712"


@pytest.fixture
def nell(stage: Stage) -> Person:
    return stage.town.person(f"Nell {new_id()}")


@pytest.fixture
def circle(stage: Stage, nell: Person) -> Meeting:
    return stage.town.circle(stage.town.hana, nell)


def test_a_host_does_nothing_in_another_circle_by_any_event(
    stage: Stage, circle: Meeting, nell: Person
) -> None:
    """With the other circle's ids as what it concerns, and hidden inside what else it takes."""
    town = stage.town
    hugo = town.person(f"Hugo {new_id()}")
    own = town.circle(hugo, town.milo)
    things = {
        "room": circle.room_id,
        "item": town.say(nell, circle, CANARY).id,
        "of hosts": town.say(nell, circle, CANARY, audience=Audience.HOSTS).id,
    }
    before, seat = state_of(circle), stage.seat(hugo)
    tried = []
    for name, event in EVENTS.items():
        if event.permission not in (Permission.ROOM_HOST, Permission.ITEM_HOST):
            continue
        concerns, more = PAYLOADS[name]
        inside = {**more, "member": nell.id} if "member" in more else more
        for thing in ("room",) if concerns == "room" else ("item", "of hosts"):
            answer = seat.ask(name, {**inside, concerns: things[thing]})
            assert answer.get("error") in ("forbidden", "not_found"), (name, answer)
            assert CANARY not in json.dumps(answer)
        if concerns == "room" and "member" in more:
            answer = seat.ask(name, {**inside, "room": own.room_id})
            assert not answer["ok"], (name, answer)
        tried.append(name)
    assert {"pin", "hide", "share", "mute", "remove", "let_back", "promote"} <= set(tried)
    assert state_of(circle) == before


def state_of(where: Meeting) -> tuple[int, int, int]:
    """The version of its room, and how many bars and acts there are of it."""
    with reading() as db:
        version = db.get_one(Room, where.room_id).version
        bars = select(func.count()).where(Bar.circle_id == where.id)
        acts = select(func.count()).where(HostAct.room_id == where.room_id)
        return version, db.scalar(bars) or 0, db.scalar(acts) or 0
