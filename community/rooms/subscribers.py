"""A circle that starts gets its room in the same transaction."""

from sqlalchemy.orm import Session

from community.circles.events import CircleStarted
from community.core.events import within
from community.rooms.actions.rooms import open_room


def _open_room(db: Session, event: CircleStarted) -> None:
    open_room(db, event.circle_id)


within(CircleStarted, _open_room)
