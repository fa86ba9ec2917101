"""The end of small groups: everybody returns, and what they bring back stands in the room."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.core import clock
from community.core.errors import Refused
from community.core.transaction import reading, transaction
from community.rooms.actions.groups import held_with_groups, hold_family
from community.rooms.actions.holding import changed, place_item
from community.rooms.groups import open_groups
from community.rooms.groups_notice import notice_body, notice_key
from community.rooms.groups_rules import SOON
from community.rooms.models import Item, ItemKind, Room, RoomState

LAST_MINUTE = "One minute left. Please write down what you bring back."


def call_back(db: Session, actor: Actor, room_id: str) -> Room:
    """A host ends the groups now."""
    room = held_with_groups(db, actor, room_id, Permission.ROOM_HOST)
    if room.groups_end_at is None:
        raise Refused("The room is not split.")
    end_groups(db, room)
    return room


def end_groups(db: Session, room: Room) -> None:
    """Close the groups of a room that is held with them, and tell it what they bring back."""
    room.groups_end_at, room.groups_told = None, False
    notices = []
    for group in open_groups(db, room.id):
        group.state = RoomState.CLOSED
        changed(db, group, desk=True)
        if group.people or group.brings_back or group.last_position:
            notices.append(_notice(db, room, notice_body(db, group), notice_key(group)))
    changed(db, room, notices, desk=True)


def _notice(db: Session, room: Room, body: str, key: str) -> Item:
    return place_item(db, room, ItemKind.NOTICE, author_id=None, body=body, client_key=key)


def end_groups_of(db: Session, circle_id: str) -> None:
    """Those of a circle that is archived, inside that transaction."""
    split = select(Room.id).where(Room.circle_id == circle_id, Room.groups_end_at.is_not(None))
    for room_id in db.scalars(split).all():
        end_groups(db, hold_family(db, room_id))


def look_at_groups() -> int:
    """End what is over, tell groups that have a minute left; returns how many rooms of both.

    Any process may look, at any time: doing it again does nothing.
    """
    with reading() as db:
        room_ids = _due(db)
    for room_id in room_ids:
        with transaction() as db:
            _see_to(db, hold_family(db, room_id))
    return len(room_ids)


def _due(db: Session) -> list[str]:
    moment = clock.now()
    soon = Room.groups_end_at <= moment + SOON
    untold = or_(Room.groups_end_at <= moment, Room.groups_told.is_(False))
    return list(db.scalars(select(Room.id).where(soon, untold)))


def _see_to(db: Session, room: Room) -> None:
    """By what it is now: another process may have been here, or a host given more time."""
    moment = clock.now()
    if room.groups_end_at is None:
        return
    if room.groups_end_at <= moment:
        end_groups(db, room)
    elif room.groups_end_at <= moment + SOON and not room.groups_told:
        room.groups_told = True
        for group in open_groups(db, room.id):
            changed(db, group, [_notice(db, group, LAST_MINUTE, "one-minute-left")])
