"""What other features state, and rooms take up in the same transaction."""

from sqlalchemy.orm import Session

from community.access.actor import Actor, places_of
from community.circles.events import CircleLeft, CircleStarted, PlaceChanged
from community.core.events import within
from community.rooms.actions.hands import lower_hands_of
from community.rooms.actions.rooms import open_room


def _open_room(db: Session, event: CircleStarted) -> None:
    """A circle that starts gets its room."""
    open_room(db, event.circle_id)


def _lower_hands(db: Session, event: CircleLeft) -> None:
    lower_hands_of(db, event.circle_id, event.member_id)


def _lower_barred_hands(db: Session, event: PlaceChanged) -> None:
    """Nobody waits for the word who was put out or is to be silent."""
    db.flush()
    places = places_of(db, [event.member_id]).get(event.member_id, {})
    actor = Actor(event.member_id, places=places)
    if not actor.may_enter(event.circle_id) or actor.is_silenced(event.circle_id):
        lower_hands_of(db, event.circle_id, event.member_id)


within(CircleStarted, _open_room)
within(CircleLeft, _lower_hands)
within(PlaceChanged, _lower_barred_hands)
