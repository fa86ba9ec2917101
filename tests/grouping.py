"""Small groups as tests make and look at them."""

from typing import Any

from community.access.policy import Permission
from community.core.ids import new_id
from community.core.transaction import reading, transaction
from community.rooms.actions import groups
from community.rooms.actions.reading import Stay, note_entered
from community.rooms.desk import desk_now
from community.rooms.models import Room
from community.rooms.queries import access_room
from tests.doing import do
from tests.town import Meeting, Person, Town


def open_room(town: Town) -> tuple[Meeting, list[Person]]:
    """A circle of Hana's whose room she and five others are in."""
    people = [town.milo, *(town.person(name) for name in ("Ana", "Ben", "Cyn", "Dot"))]
    circle = town.circle(town.hana, *people)
    for person in (town.hana, *people):
        come(person, circle)
    return circle, people


def come(person: Person, where: Meeting) -> None:
    with transaction() as db:
        note_entered(db, [Stay(new_id(), where.room_id, person.id)])


def split(circle: Meeting, count: int = 2, minutes: int = 10, **more: Any) -> list[Meeting]:
    made = do(circle.host, groups.split, circle.room_id, groups=count, minutes=minutes, **more)
    return [Meeting(circle.id, room.id, circle.host) for room in made]


def room_of(where: Meeting) -> Room:
    with reading() as db:
        return db.get_one(Room, where.room_id)


def people_of(where: Meeting) -> set[str]:
    return set(room_of(where).people or ())


def desk(who: Person, where: Meeting) -> dict[str, Any]:
    actor = who.actor
    with reading() as db:
        return desk_now(db, access_room(db, actor, where.room_id, Permission.ROOM_READ))


def placed(circle: Meeting) -> list[str]:
    """Everybody of all groups, as the desk tells."""
    shown = desk(circle.host, circle)["groups"]
    return [one["id"] for group in shown["groups"] for one in group["people"]]


def in_it(people: list[Person], group: Meeting) -> Person:
    return next(one for one in people if one.id in people_of(group))


def outside(people: list[Person], group: Meeting) -> Person:
    return next(one for one in people if one.id not in people_of(group))
