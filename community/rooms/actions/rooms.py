"""Every circle has a room."""

from sqlalchemy.orm import Session

from community.core.ids import new_id
from community.rooms.models import Room


def open_room(db: Session, circle_id: str) -> Room:
    room = Room(id=new_id(), circle_id=circle_id, version=1, last_position=0)
    db.add(room)
    return room
