"""The members, sign-ins and circles a load needs, made in the database by our own code.

    COMENTOR_DATA=… python -m bench.world 2000 100

prints as JSON the cookies of so many members, the room they are all in, and so many small rooms
that share them out. Password hashes would take minutes and say nothing, so nobody gets one.
"""

import json
import sys
from dataclasses import asdict, dataclass

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

import community.app  # noqa: F401  # whoever listens to events has to be there
from community.access.actor import Actor, CommunityRole
from community.access.memberships import CircleRole, Membership, Standing
from community.access.policy import Visibility
from community.circles.actions import start_circle
from community.core import clock
from community.core.ids import new_id
from community.core.transaction import connect, reading, transaction
from community.members.actions import start_sign_in
from community.members.models import Member
from community.rooms.models import Room
from community.settings import Settings
from community.web.identity import cookie_for


@dataclass(frozen=True)
class World:
    """What the load generator is told of it."""

    cookies: list[str]
    big_room: str
    small_rooms: list[str]


def make_world(members: int, small_rooms: int) -> World:
    settings = Settings()
    connect(settings.database_address)
    with transaction() as db:
        people = _make_members(db, members)
        tokens = [start_sign_in(db, person, "load") for person in people]
        host = Actor(member_id=people[0].id, role=CommunityRole.MEMBER)
        circles = [_make_circle(db, host, "Everybody", people)]
        circles += [
            _make_circle(db, host, f"Circle {number}", people[number::small_rooms])
            for number in range(small_rooms)
        ]
    rows = select(Room.circle_id, Room.id)
    with reading() as db:
        rooms = dict(db.execute(rows).all())
    big, *small = (rooms[circle_id] for circle_id in circles)
    return World([cookie_for(settings, token) for token in tokens], big, small)


def make_members(count: int) -> list[str]:
    """Cookies of so many new members who are signed in and in no circle."""
    return make_world(count, 0).cookies


def _make_members(db: Session, count: int) -> list[Member]:
    moment = clock.now()
    people = [
        Member(
            id=new_id(),
            handle=f"load-{new_id()}",
            name=f"Member {number}",
            role=CommunityRole.MEMBER,
            created_at=moment,
        )
        for number in range(count)
    ]
    db.add_all(people)
    db.flush()
    return people


def _make_circle(db: Session, host: Actor, name: str, people: list[Member]) -> str:
    """A circle with these people in it; its room comes with it."""
    circle = start_circle(
        db, host, name=name, purpose="To be many at once.", visibility=Visibility.OPEN
    )
    moment = clock.now()
    rows = [
        {
            "circle_id": circle.id,
            "member_id": person.id,
            "standing": Standing.JOINED,
            "role": CircleRole.MEMBER,
            "since": moment,
        }
        for person in people
        if person.id != host.member_id
    ]
    if rows:
        db.execute(insert(Membership), rows)
    return circle.id


if __name__ == "__main__":
    print(json.dumps(asdict(make_world(int(sys.argv[1]), int(sys.argv[2])))))
