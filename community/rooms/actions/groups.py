"""Splitting a room into small groups, and who is in which of them while they last."""

from collections.abc import Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from community.access.actor import Actor, places_of
from community.access.memberships import Standing
from community.access.policy import Permission
from community.core import clock
from community.core.errors import Invalid, NotFound, Refused
from community.core.ids import new_id
from community.rooms import groups_rules as rules
from community.rooms.actions.holding import changed, held_room
from community.rooms.groups import group_of, open_groups, people_here
from community.rooms.models import Room
from community.rooms.queries import access_room


def held_with_groups(db: Session, actor: Actor, room_id: str, permission: Permission) -> Room:
    """The room with all its groups held; of a group, the room it came from. Checked as it is now.

    In the order of their ids, as whoever speaks in several rooms holds them.
    """
    asked = access_room(db, actor, room_id, permission)
    hold_family(db, asked.parent_id or asked.id)
    return held_room(db, actor, room_id, permission)


def hold_family(db: Session, room_id: str) -> Room:
    """A room and its groups, held and read anew."""
    family = select(Room.id).where(or_(Room.id == room_id, Room.parent_id == room_id))
    db.execute(family.order_by(Room.id).with_for_update()).all()
    load = joinedload(Room.circle)
    return db.get_one(Room, room_id, options=[load], populate_existing=True)


def split(
    db: Session,
    actor: Actor,
    room_id: str,
    *,
    minutes: int,
    groups: int | None = None,
    size: int | None = None,
    how: rules.How = rules.How.RANDOM,
    places: Mapping[str, int] | None = None,
) -> Sequence[Room]:
    """A host splits the room; `places` gives some people a group by its number, from 1."""
    room = held_with_groups(db, actor, room_id, Permission.ROOM_HOST)
    if room.parent_id is not None:
        raise Refused("A small group is not split again.")
    if room.groups_end_at is not None:
        raise Refused("The room is split already. Call everybody back first.")
    lasts = rules.check_minutes(minutes)
    chosen = dict(places or {}) if how is rules.How.BY_HAND else {}
    _check_people(db, room, chosen)
    people = sorted({*people_here(db, room), *chosen})
    count = rules.how_many_groups(len(people), groups=groups, size=size)
    if any(not 1 <= number <= count for number in chosen.values()):
        raise Invalid("Somebody was given a group that there is not.")
    dealt = rules.deal(people, count, {one: number - 1 for one, number in chosen.items()})
    made = [_group(room, number, ids) for number, ids in enumerate(dealt, 1)]
    db.add_all(made)
    room.groups_end_at, room.groups_told = clock.now() + lasts, False
    tell(db, room)
    return made


def _group(room: Room, number: int, people: list[str]) -> Room:
    return Room(
        id=new_id(),
        circle_id=room.circle_id,
        home_id=room.home_id,
        circle=room.circle,
        parent_id=room.id,
        name=f"Group {number}",
        place=number,
        people=people,
        version=1,
        last_position=0,
    )


def _check_people(db: Session, room: Room, ids: Mapping[str, int]) -> None:
    """Only people of the circle are placed, and no hosts."""
    places = places_of(db, ids) if ids else {}
    for member_id in ids:
        place = places.get(member_id, {}).get(room.home_id)
        if place is None or place.standing is not Standing.JOINED:
            raise NotFound("This person is not here.")
        if Actor(member_id, places=places[member_id]).hosts(room.home_id):
            raise Refused("Hosts are in no group: they can visit each.")


def extend_groups(db: Session, actor: Actor, room_id: str, minutes: int) -> Room:
    """A host gives the groups more time; they are told again before the end."""
    room = held_with_groups(db, actor, room_id, Permission.ROOM_HOST)
    more = rules.check_minutes(minutes)
    if room.groups_end_at is None:
        raise Refused("The room is not split.")
    room.groups_end_at = max(room.groups_end_at, clock.now()) + more
    room.groups_told = False
    tell(db, room, *open_groups(db, room.id))
    return room


def come_to_group(db: Session, actor: Actor, room_id: str) -> Room:
    """The actor's group; whoever comes late is placed where the fewest are."""
    room = held_with_groups(db, actor, room_id, Permission.ROOM_READ)
    if room.groups_end_at is None or room.circle.archived_at is not None:
        raise Refused("The room is not split.")
    groups = open_groups(db, room.id)
    mine = group_of(groups, actor.member_id)
    if mine is not None:
        return mine
    _check_people(db, room, {actor.member_id or "": 1})
    group = groups[rules.smallest([one.people or () for one in groups])]
    group.people = [*(group.people or ()), actor.member_id or ""]
    tell(db, room, group)
    return group


def move_to_group(db: Session, actor: Actor, group_id: str, member_id: str) -> Room:
    """A host puts somebody into this group, and out of any other."""
    group = held_with_groups(db, actor, group_id, Permission.ROOM_HOST)
    if group.parent_id is None or group.closed:
        raise Refused("This is no small group that goes on.")
    _check_people(db, group, {member_id: 1})
    room = db.get_one(Room, group.parent_id, options=[joinedload(Room.circle)])
    before = group_of(open_groups(db, room.id), member_id)
    if before is group:
        return group
    if before is not None:
        before.people = [one for one in before.people or () if one != member_id]
    group.people = [*(group.people or ()), member_id]
    tell(db, room, *filter(None, (before, group)))
    return group


def take_out(db: Session, home_id: str, member_id: str) -> None:
    """Whoever leaves the circle is in none of its groups; inside the transaction of leaving."""
    split = select(Room.id).where(Room.home_id == home_id, Room.groups_end_at.is_not(None))
    for room_id in db.scalars(split).all():
        room = hold_family(db, room_id)
        group = group_of(open_groups(db, room.id), member_id)
        if group is not None:
            group.people = [one for one in group.people or () if one != member_id]
            tell(db, room, group)


def bring_back(db: Session, actor: Actor, group_id: str, body: str, version: int) -> Room:
    """What the group brings back, in its own words; `version`: of what the writer had before them.

    What another wrote meanwhile is not written over unseen.
    """
    group = held_room(db, actor, group_id, Permission.ROOM_TAKE_PART)
    if group.parent_id is None:
        raise Refused("Only a small group brings something back.")
    words = rules.tidy_brings_back(body)
    if words == group.brings_back:
        return group
    if version != group.brings_back_version:
        raise Refused("Somebody changed this meanwhile. Look at their words, then save yours.")
    group.brings_back = words
    group.brings_back_version += 1
    changed(db, group, desk=True)
    return group


def tell(db: Session, room: Room, *groups: Room) -> None:
    """The desk of a room that is split, and of those of its groups that changed."""
    db.flush()
    for group in groups:
        changed(db, group, desk=True)
    changed(db, room, desk=True)
