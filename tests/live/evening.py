"""A circle whose room is open, with people at two servers."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from community.core.ids import new_id
from community.core.transaction import reading
from community.rooms.models import Attendance, Room
from tests.live.seat import Seat
from tests.live.stage import Stage
from tests.outside.live_server import LiveServer
from tests.outside.valkey import Valkey
from tests.town import Meeting, Person


@dataclass
class Pair:
    """Two servers on one database, with Valkey between them."""

    stage: Stage
    here: LiveServer
    there: LiveServer
    valkey: Valkey

    def seated(self, person: Person, where: Meeting, server: LiveServer) -> Seat:
        seat = self.stage.seat(person, server=server)
        assert seat.enter(where.room_id)["ok"]
        return seat


class Evening:
    """A circle whose room is open: Hana hosts here, Ana is here too, Ben and Cyn are there."""

    def __init__(self, pair: Pair) -> None:
        town = pair.stage.town
        self.pair, self.hana = pair, town.hana
        self.people = [town.person(f"{name} {new_id()}") for name in ("Ana", "Ben", "Cyn")]
        self.circle = town.circle(town.hana, *self.people)
        self.room = self.circle.room_id
        self.host = pair.seated(town.hana, self.circle, pair.here)
        self.seats = {
            person.id: pair.seated(person, self.circle, server)
            for person, server in zip(self.people, (pair.here, pair.there, pair.there), strict=True)
        }
        self.wait_for_attendance()

    def wait_for_attendance(self) -> None:
        """Stays are written once a second."""
        self.host.wait(lambda _: len(here(self.room)) == 4)

    def split(self, **more: Any) -> list[str]:
        answer = self.host.ask("split", {"room": self.room, "groups": 2, "minutes": 5, **more})
        assert answer["ok"], answer
        return [group["room"] for group in answer["groups"]]

    def inside(self, group: str) -> list[Person]:
        with reading() as db:
            ids = db.get_one(Room, group).people or []
        return [person for person in self.people if person.id in ids]

    def outside(self, group: str) -> list[Person]:
        inside = self.inside(group)
        return [person for person in self.people if person not in inside]

    def seat(self, person: Person) -> Seat:
        return self.seats[person.id]


def here(room_id: str) -> set[str]:
    with reading() as db:
        found = select(Attendance.member_id).where(Attendance.room_id == room_id)
        return set(db.scalars(found))


def groups_told(seat: Seat, room: str) -> dict[str, Any] | None:
    """What the last batch with a desk told of the groups."""
    desks = [b["desk"] for b in seat.all("changes") if b["room"] == room and b.get("desk")]
    found: dict[str, Any] | None = desks[-1]["groups"] if desks else None
    return found
