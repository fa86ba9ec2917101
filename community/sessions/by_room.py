"""A session as it is known in its room."""

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.core.errors import Refused
from community.rooms.evening import must_be_evening
from community.rooms.queries import access_room


def session_of_room(db: Session, actor: Actor, room_id: str, permission: Permission) -> str:
    """The id of the session whose room this is, if the actor may do that in the room."""
    room = access_room(db, actor, room_id, permission)
    must_be_evening(room)
    if room.people is not None:
        raise Refused("This is the rehearsal. Start the session in its own room.")
    return room.home_id
