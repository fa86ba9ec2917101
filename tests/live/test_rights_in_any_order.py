"""Whatever happens to a circle and between its people, in any order: open sockets follow at once.

After each happening everybody tries what they can try. What they are answered is what the policy
says of that very moment, and nobody has heard what they may not read.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import joinedload

from community.access.actor import Actor
from community.access.policy import Permission, can
from community.core.ids import new_id
from community.core.transaction import reading
from community.rooms.models import Room
from tests.live.seat import Seat
from tests.live.stage import AT_ONCE, Stage
from tests.live.web import Web
from tests.town import Meeting, Person


@dataclass
class Evening:
    """A circle of three with open sockets, Otto beside it, and browsers for what they do."""

    stage: Stage
    circle: Meeting
    host: Person
    milo: Person
    nell: Person
    seats: dict[str, Seat] = field(default_factory=dict)
    web: dict[str, Web] = field(default_factory=dict)

    @classmethod
    def begin(cls, stage: Stage) -> "Evening":
        tag = new_id()
        host, milo, nell = (stage.town.person(f"{n} {tag}") for n in ("Hana", "Milo", "Nell"))
        here = cls(stage, stage.town.circle(host, milo, nell), host, milo, nell)
        for person in (*here.people, stage.town.otto):
            here.web[person.id] = Web(stage.server.url, stage.cookie(person))
        for person in here.people:
            here.seats[person.id] = stage.seated(person, here.circle)
        return here

    @property
    def people(self) -> tuple[Person, Person, Person]:
        return self.host, self.milo, self.nell

    def post(self, who: Person, address: str, **fields: str) -> None:
        """Somebody presses a button; whether they may is not asked here."""
        answer = self.web[who.id].post(address, **fields)
        assert answer.status_code in (302, 403, 404), f"{address}: {answer.status_code}"

    def may(self, who: Person, permission: Permission) -> bool:
        actor = who.actor
        with reading() as db:
            room = db.get_one(Room, self.circle.room_id, options=[joinedload(Room.circle)])
            thing = room.circle if permission.value.startswith("circle") else room
            return can(actor, permission, thing)

    def close(self) -> None:
        for browser in self.web.values():
            browser.close()
        for seat in self.seats.values():
            seat.close()


def of_circle(what: str) -> Callable[[Evening], None]:
    return lambda here: here.post(here.host, f"/circles/{here.circle.id}/{what}")


def made(visibility: str) -> Callable[[Evening], None]:
    def change(here: Evening) -> None:
        fields = {"name": "An evening", "purpose": "To try.", "visibility": visibility}
        here.post(here.host, f"/circles/{here.circle.id}/edit", **fields)

    return change


def removes_nell(here: Evening) -> None:
    here.post(here.host, f"/circles/{here.circle.id}/people/{here.nell.id}/remove")


def milo_leaves(here: Evening) -> None:
    here.post(here.milo, f"/circles/{here.circle.id}/leave")


def come_back(here: Evening) -> None:
    """The host asks both in again, and they come, if that can be just now."""
    for person in (here.milo, here.nell):
        here.post(here.host, f"/circles/{here.circle.id}/people", handle=person.handle)
        here.post(person, f"/circles/{here.circle.id}/join")
        here.seats[person.id].enter(here.circle.room_id)


def milo_blocks_nell(here: Evening) -> None:
    here.post(here.milo, f"/people/{here.nell.handle}/block")


def milo_lets_nell_be(here: Evening) -> None:
    here.post(here.milo, f"/me/blocks/{here.nell.id}/undo")


HAPPENINGS: dict[str, Callable[[Evening], None]] = {
    "archive": of_circle("archive"),
    "reopen": of_circle("reopen"),
    "hidden": made("hidden"),
    "open": made("open"),
    "Nell is removed": removes_nell,
    "Milo leaves": milo_leaves,
    "both come back": come_back,
    "Milo blocks Nell": milo_blocks_nell,
    "Milo lets Nell be": milo_lets_nell_be,
}


def everybody_tries(here: Evening) -> None:
    room = here.circle.room_id
    readers = [person for person in here.people if here.may(person, Permission.ROOM_READ)]
    for person in here.people:
        seat, others = here.seats[person.id], [p for p in here.people if p is not person]
        answer = seat.say(room, " ".join(f"@{other.handle}" for other in others))
        assert answer["ok"] == here.may(person, Permission.ROOM_SAY), answer
        entered = seat.ask("enter", {"room": room, "after": 0})
        assert entered["ok"] == (person in readers), entered
        if entered["ok"]:
            allowed = entered["room"]["me"]["can"]
            assert ("say" in allowed) == here.may(person, Permission.ROOM_SAY)
        if answer["ok"]:
            heard_by_readers_only(here, readers, answer["id"])
            called_are_right(here, person, others, readers, answer["id"])
    page = here.web[here.stage.town.otto.id].get(f"/circles/{here.circle.id}")
    assert (page.status_code == 200) == here.may(here.stage.town.otto, Permission.CIRCLE_SEE)


def heard_by_readers_only(here: Evening, readers: list[Person], item_id: str) -> None:
    room = here.circle.room_id
    for person in readers:
        here.seats[person.id].wait(lambda one: item_id in one.ids(room), AT_ONCE)
    for person in here.people:
        if person not in readers:
            assert item_id not in here.seats[person.id].ids(room)


def called_are_right(
    here: Evening, writer: Person, others: list[Person], readers: list[Person], item_id: str
) -> None:
    actor: Actor = writer.actor
    item = here.seats[writer.id].items[here.circle.room_id][item_id]
    called = {p.id for p in others if p in readers and p.id not in actor.apart}
    assert set(item["mentions"]) == called


@pytest.mark.usefixtures("no_rounds")
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(happenings=st.lists(st.sampled_from(sorted(HAPPENINGS)), min_size=2, max_size=7))
def test_open_sockets_follow_whatever_happens(stage: Stage, happenings: list[str]) -> None:
    here = Evening.begin(stage)
    try:
        everybody_tries(here)
        for name in happenings:
            HAPPENINGS[name](here)
            everybody_tries(here)
    finally:
        here.close()
