"""Making somebody a host from within a room, which also lifts what hosts kept them from."""

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.memberships import CircleRole, Membership
from community.access.policy import Permission
from community.circles.actions import set_host
from community.rooms.actions.acts import note, undo_of_member
from community.rooms.hosting_models import ActKind
from community.rooms.queries import access_room


def promote(db: Session, actor: Actor, room_id: str, member_id: str) -> None:
    """Doing it again changes nothing."""
    room = access_room(db, actor, room_id, Permission.ROOM_HOST)
    if _hosts(db, room.circle_id, member_id):
        return
    set_host(db, actor, room.circle_id, member_id, host=True)
    for kind in (ActKind.MUTE, ActKind.PUT_OUT):
        undo_of_member(db, actor, room, kind, member_id)
    note(db, actor, room, ActKind.PROMOTE, member_id=member_id)


def _hosts(db: Session, circle_id: str, member_id: str) -> bool:
    place = db.get(Membership, (circle_id, member_id))
    return place is not None and place.role is CircleRole.HOST
