"""Small groups of a room as they stand: what the desk tells of them, and who can be placed."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from community.access.actor import Actor
from community.access.homes import people_of
from community.access.memberships import CircleRole
from community.core import clock
from community.members.models import Member
from community.rooms.groups_rules import HERE
from community.rooms.models import Attendance, Room, RoomState
from community.rooms.now import AnyRoom
from community.rooms.people import shown_moment

Shown = dict[str, Any]


def open_groups(db: Session, room_id: str) -> Sequence[Room]:
    """In their order."""
    return db.scalars(
        select(Room)
        .where(Room.parent_id == room_id, Room.state == RoomState.OPEN)
        .order_by(Room.place, Room.id)
        .options(joinedload(Room.circle))
    ).all()


def earlier_groups(db: Session, room_id: str, most: int = 60) -> Sequence[Room]:
    """Those that have ended, the latest first."""
    return db.scalars(
        select(Room)
        .where(Room.parent_id == room_id, Room.state == RoomState.CLOSED)
        .order_by(Room.last_item_at.desc().nulls_last(), Room.place)
        .limit(most)
    ).all()


def group_of(groups: Iterable[Room], member_id: str | None) -> Room | None:
    return next((one for one in groups if member_id in (one.people or ())), None)


def waits_for_place(actor: Actor, room: AnyRoom, desk: Shown) -> bool:
    """Whether somebody who enters a room that is split has to be given a group first."""
    groups = desk.get("groups")
    if not groups or actor.hosts(room.home_id) or room.circle.archived_at is not None:
        return False
    placed = (one["id"] for group in groups["groups"] for one in group["people"])
    return actor.member_id not in placed


def people_here(db: Session, room: Room) -> list[str]:
    """Ids of those who are in the room now and can be placed: hosts go where they like."""
    moment = clock.now()
    found = (
        select(Attendance.member_id)
        .join(people := people_of(room), people.c.member_id == Attendance.member_id)
        .where(
            Attendance.room_id == room.id,
            Attendance.seen_at > moment - HERE,
            people.c.circle_role == CircleRole.MEMBER,
            or_(people.c.out_until.is_(None), people.c.out_until <= moment),
        )
        .distinct()
    )
    return sorted(db.scalars(found))


def names_of(db: Session, ids: Iterable[str]) -> list[Shown]:
    """Id and name of each of these, by name."""
    rows = db.execute(
        select(Member.id, Member.name)
        .where(Member.id.in_(list(ids)))
        .order_by(Member.name, Member.id)
    )
    return [{"id": member_id, "name": name} for member_id, name in rows]


def shown_groups(db: Session, room: Room) -> Shown | None:
    """Of a room that is split: who is in which group, and until when."""
    if room.groups_end_at is None:
        return None
    groups = open_groups(db, room.id)
    people = names_of(db, {one for group in groups for one in group.people or ()})
    return {
        "ends_at": shown_moment(room.groups_end_at),
        "groups": [
            {
                "room": group.id,
                "name": group.name,
                "people": [one for one in people if one["id"] in (group.people or ())],
            }
            for group in groups
        ],
    }


def shown_group(db: Session, room: Room) -> Shown | None:
    """Of a small group: for its people and the hosts only, as everything in its room."""
    if room.parent_id is None:
        return None
    ends_at = db.scalar(select(Room.groups_end_at).where(Room.id == room.parent_id))
    return {
        "parent": room.parent_id,
        "name": room.name,
        "ends_at": shown_moment(ends_at) if ends_at and not room.closed else None,
        "closed": room.closed,
        "people": names_of(db, room.people or ()),
        "brings_back": room.brings_back,
        "version": room.brings_back_version,
    }
