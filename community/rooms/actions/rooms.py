"""Every circle has a room, and every hosted session."""

from sqlalchemy.orm import Session

from community.core.ids import new_id
from community.rooms.models import Room


def open_room(db: Session, circle_id: str) -> Room:
    room = Room(id=new_id(), circle_id=circle_id, home_id=circle_id, version=1, last_position=0)
    db.add(room)
    return room


def open_room_of_session(db: Session, circle_id: str, session_id: str, title: str) -> Room:
    """Its people are those of the session, not those of the circle."""
    room = Room(
        id=new_id(),
        circle_id=circle_id,
        home_id=session_id,
        name=title[:80],
        version=1,
        last_position=0,
    )
    db.add(room)
    return room
