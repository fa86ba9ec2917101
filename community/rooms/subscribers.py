"""What other features state, and rooms take up in the same transaction."""

from sqlalchemy.orm import Session

from community.access.actor import Actor, places_of
from community.circles.events import CircleLeft, CircleStarted, PlaceChanged
from community.core.events import within
from community.rooms.actions.hands import lower_hands_of
from community.rooms.actions.rooms import open_room
from community.rooms.events import ComingChanged


def _open_room(db: Session, event: CircleStarted) -> None:
    """A circle that starts gets its room."""
    open_room(db, event.circle_id)


def _lower_hands(db: Session, event: CircleLeft) -> None:
    lower_hands_of(db, event.circle_id, event.member_id)


def _lower_barred_hands(db: Session, event: PlaceChanged) -> None:
    """Nobody waits for the word who was put out or is to be silent."""
    _lower_if_barred(db, event.circle_id, event.member_id)


def _lower_in_session(db: Session, event: ComingChanged) -> None:
    _lower_if_barred(db, event.session_id, event.member_id)


def _lower_if_barred(db: Session, home_id: str, member_id: str) -> None:
    db.flush()
    actor = Actor(member_id, places=places_of(db, [member_id]).get(member_id, {}))
    if not actor.may_enter(home_id) or actor.is_silenced(home_id):
        lower_hands_of(db, home_id, member_id)


within(CircleStarted, _open_room)
within(CircleLeft, _lower_hands)
within(PlaceChanged, _lower_barred_hands)
within(ComingChanged, _lower_in_session)
