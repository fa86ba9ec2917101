"""Hands in a room: raised, called in their order, lowered. Whatever is done twice is done once."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, joinedload

from community.access.actor import Actor
from community.access.policy import Permission
from community.core import clock
from community.core.errors import Refused
from community.rooms.actions.holding import changed, held_room
from community.rooms.hosting_models import Hand
from community.rooms.models import Room

# Moments of two hands are never equal, whatever the clocks of two processes say.
AFTER = timedelta(microseconds=1)


def raise_hand(db: Session, actor: Actor, room_id: str) -> Room:
    """Behind all that are up; a hand that is up keeps its place."""
    room = held_room(db, actor, room_id, Permission.ROOM_TAKE_PART)
    if _hand(db, room, actor.member_id or "") is None:
        raised_at = _behind_all(db, room)
        db.add(Hand(room_id=room.id, member_id=actor.member_id, raised_at=raised_at))
        changed(db, room, desk=True)
    return room


def lower_hand(db: Session, actor: Actor, room_id: str, member_id: str | None = None) -> Room:
    """One's own, or as a host somebody's."""
    own = member_id is None or member_id == actor.member_id
    room = held_room(db, actor, room_id, Permission.ROOM_READ if own else Permission.ROOM_HOST)
    _lower(db, room, (actor.member_id if own else member_id) or "")
    return room


def call_hand(db: Session, actor: Actor, room_id: str, member_id: str) -> Room:
    """It is their turn; whoever had the word before has said it."""
    room = held_room(db, actor, room_id, Permission.ROOM_HOST)
    hand = _hand(db, room, member_id)
    if hand is None:
        raise Refused("This hand is down again.")
    if hand.called_at is None:
        db.execute(delete(Hand).where(Hand.room_id == room.id, Hand.called_at.is_not(None)))
        hand.called_at, room.word_id = clock.now(), member_id
        changed(db, room, desk=True)
    return room


def lower_hands_of(db: Session, home_id: str, member_id: str) -> None:
    """In every room of a circle or session: of somebody who cannot speak there any more."""
    rooms = db.scalars(
        select(Room)
        .join(Hand, Hand.room_id == Room.id)
        .where(Room.home_id == home_id, Hand.member_id == member_id)
        .order_by(Room.id)
        .with_for_update(of=Room)
        .options(joinedload(Room.circle))
        .execution_options(populate_existing=True)
    )
    for room in rooms.all():
        _lower(db, room, member_id)


def _lower(db: Session, room: Room, member_id: str) -> None:
    gone = db.execute(delete(Hand).where(Hand.room_id == room.id, Hand.member_id == member_id))
    if gone.rowcount:  # type: ignore[attr-defined]
        if room.word_id == member_id:
            room.word_id = None
        changed(db, room, desk=True)


def _hand(db: Session, room: Room, member_id: str) -> Hand | None:
    return db.get(Hand, (room.id, member_id), populate_existing=True)


def _behind_all(db: Session, room: Room) -> datetime:
    last = db.scalar(select(func.max(Hand.raised_at)).where(Hand.room_id == room.id))
    return max(clock.now(), last + AFTER) if last else clock.now()
