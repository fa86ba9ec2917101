"""Making somebody a host from within a room, which also lifts what hosts kept them from."""

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.homes import place_of
from community.access.memberships import CircleRole
from community.access.policy import Permission
from community.circles.actions import set_host
from community.core.events import record
from community.rooms.actions.acts import note, undo_of_member
from community.rooms.actions.holding import changed, held_room
from community.rooms.events import CoHostNamed
from community.rooms.hosting_models import ActKind
from community.rooms.models import Room
from community.rooms.queries import access_room


def promote(db: Session, actor: Actor, room_id: str, member_id: str) -> None:
    """Doing it again changes nothing."""
    room = access_room(db, actor, room_id, Permission.ROOM_HOST)
    place = place_of(db, room, member_id)
    if place is not None and place.role is CircleRole.HOST:
        return
    if room.of_session:
        _host_session(db, actor, room, member_id)
    else:
        set_host(db, actor, room.circle_id, member_id, host=True)
    for kind in (ActKind.MUTE, ActKind.PUT_OUT):
        undo_of_member(db, actor, room, kind, member_id)
    note(db, actor, room, ActKind.PROMOTE, member_id=member_id)


def _host_session(db: Session, actor: Actor, room: Room, member_id: str) -> None:
    """The session is held before its room. Everybody is told: who hosts stands on the desk."""
    record(db, CoHostNamed(session_id=room.home_id, member_id=member_id))
    own = held_room(db, actor, room.parent_id or room.id, Permission.ROOM_HOST)
    changed(db, own, desk=True)
