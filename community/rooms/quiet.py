"""Who is in a room and has not written: for hosts, so that they can bring somebody in.

Names in the order of the alphabet, and nothing else: no number, no time, no score. What the
host may not read, such as an answer that is unseen as yet, is not told by this list either, and
a question without a name belongs to nobody.
"""

from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.homes import people_of
from community.access.memberships import CircleRole
from community.core import clock
from community.core.text import fold
from community.members.models import Member
from community.rooms.models import Attendance, Item, Room
from community.rooms.people import Shown, shown_person
from community.rooms.readable import readable_by

STILL_HERE = timedelta(seconds=90)  # stays are confirmed every thirty
SITTING = timedelta(hours=3)


def quiet_people(db: Session, actor: Actor, room: Room) -> list[Shown]:
    """Of a room the actor hosts."""
    now = clock.now()
    here = exists().where(
        Attendance.room_id == room.id,
        Attendance.member_id == Member.id,
        Attendance.seen_at > now - STILL_HERE,
    )
    wrote = exists().where(
        Item.room_id == room.id,
        Item.author_id == Member.id,
        Item.created_at > now - SITTING,
        readable_by(actor, room),
    )
    rows = db.execute(
        select(Member.id, Member.name, Member.handle)
        .join(home := people_of(room), home.c.member_id == Member.id)
        .where(
            home.c.circle_role == CircleRole.MEMBER,
            here,
            ~wrote,
        )
    )
    people = [shown_person(*row) for row in rows]
    return sorted(people, key=lambda person: (fold(person["name"]), person["id"]))
