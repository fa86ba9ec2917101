"""What a host sets for everybody in a room: each change is told to the room, none twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.core import clock
from community.rooms import desk_rules
from community.rooms.actions.holding import changed, held_room
from community.rooms.models import Room


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What a host wants to be otherwise; what is None stays as it is."""

    slow: int | None = None  # seconds between two messages of one person, 0 for off
    read_only: bool | None = None
    nameless: bool | None = None  # hosts may be asked without a name
    band: str | None = None  # an announcement, empty to take it away


def set_room(db: Session, actor: Actor, room_id: str, wishes: Wishes) -> Room:
    room = held_room(db, actor, room_id, Permission.ROOM_HOST)
    return _set(
        db,
        room,
        slow_seconds=None if wishes.slow is None else desk_rules.check_slow(wishes.slow),
        read_only=wishes.read_only,
        nameless=wishes.nameless,
        band=None if wishes.band is None else desk_rules.tidy_band(wishes.band),
    )


def pause(db: Session, actor: Actor, room_id: str, seconds: int) -> Room:
    """Only hosts write for so many seconds, from now on; with 0 everybody goes on at once."""
    room = held_room(db, actor, room_id, Permission.ROOM_HOST)
    if desk_rules.check_pause(seconds):
        return _set(db, room, paused_until=_in(seconds))
    if room.paused_until is not None:
        room.paused_until = None
        changed(db, room, desk=True)
    return room


def start_timer(db: Session, actor: Actor, room_id: str, seconds: int, name: str = "") -> Room:
    """There is one timer; starting another takes its place."""
    room = held_room(db, actor, room_id, Permission.ROOM_HOST)
    ends_at = _in(desk_rules.check_timer(seconds))
    return _set(db, room, timer_ends_at=ends_at, timer_name=desk_rules.tidy_timer_name(name))


def stop_timer(db: Session, actor: Actor, room_id: str) -> Room:
    room = held_room(db, actor, room_id, Permission.ROOM_HOST)
    if room.timer_ends_at is not None:
        room.timer_ends_at, room.timer_name = None, ""
        changed(db, room, desk=True)
    return room


def _in(seconds: int) -> datetime:
    return clock.now() + timedelta(seconds=seconds)


def _set(db: Session, room: Room, **values: object) -> Room:
    """Tell the room, if any of the values that are given is another one than before."""
    new = {name: value for name, value in values.items() if value is not None}
    if any(getattr(room, name) != value for name, value in new.items()):
        for name, value in new.items():
            setattr(room, name, value)
        changed(db, room, desk=True)
    return room
