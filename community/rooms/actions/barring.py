"""Keeping somebody silent, or out of the rooms of a circle, for a time or until it is lifted.

It holds in every room of the circle, and what is decided is kept with the circle's own room, so
that two hosts in different rooms decide one after the other. The membership stays; the bar stands
apart from it, so leaving and coming again lifts nothing. The same with a hosted session and its
people, whose row stays when they go.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.comings import Coming
from community.access.homes import bar_of, place_of
from community.access.memberships import Bar, CircleRole, Standing
from community.access.policy import Permission
from community.circles.actions.places import held
from community.circles.events import PlaceChanged
from community.core import clock
from community.core.errors import NotFound, Refused
from community.core.events import record
from community.core.ids import is_id
from community.members.models import Profile
from community.members.profile_rules import time_zones
from community.rooms.actions.acts import note, tidy_reason, undo_of_member
from community.rooms.actions.holding import held_room
from community.rooms.events import ComingChanged, PutOut, SessionToHold
from community.rooms.hosting_models import ActKind, HostAct
from community.rooms.models import Item, Room
from community.rooms.queries import access_room
from community.rooms.spans import Span, as_stored, end_of


@dataclass(frozen=True)
class Barred:
    """Somebody of a circle, whose rooms are held, and what its hosts keep them from."""

    room: Room
    member_id: str
    bar: Bar | Coming


def mute(db: Session, actor: Actor, room_id: str, member_id: str, span: Span) -> HostAct:
    """They only read for a while: no words, no reactions, no raised hand."""
    one = _held(db, actor, room_id, member_id)
    end = end_of(span, clock.now(), _zone(db, actor))
    one.bar.silent_until = as_stored(end)
    return _decided(db, actor, one, ActKind.MUTE, end)


def unmute(db: Session, actor: Actor, room_id: str, member_id: str) -> None:
    one = _held(db, actor, room_id, member_id)
    one.bar.silent_until = None
    _lifted(db, actor, one, ActKind.MUTE)


def put_out(
    db: Session, actor: Actor, room_id: str, member_id: str, span: Span, reason: str = ""
) -> HostAct:
    """They leave the circle's rooms at once and cannot come in; they stay in the circle."""
    tidy = tidy_reason(reason)
    one = _held(db, actor, room_id, member_id)
    end = end_of(span, clock.now(), _zone(db, actor))
    one.bar.out_until = as_stored(end)
    act = _decided(db, actor, one, ActKind.PUT_OUT, end, tidy)
    if not one.room.of_session:  # a notice names the circle, which not everybody there may know
        record(db, PutOut(circle_id=one.room.circle_id, member_id=member_id, cause=act.id))
    return act


def let_back(db: Session, actor: Actor, room_id: str, member_id: str) -> None:
    one = _held(db, actor, room_id, member_id)
    one.bar.out_until = None
    _lifted(db, actor, one, ActKind.PUT_OUT)


def _held(db: Session, actor: Actor, room_id: str, member_id: str) -> Barred:
    """The circle or the session is held before its room, as by whoever changes its people: so
    nobody is made a host at the moment at which they are barred, and nobody waits in a ring."""
    named = access_room(db, actor, room_id, Permission.ROOM_HOST)
    if named.of_session:
        record(db, SessionToHold(session_id=named.home_id))
    else:
        _circle, actor = held(db, actor, named.circle_id, Permission.CIRCLE_PEOPLE)
    room = held_room(db, actor, named.parent_id or named.id, Permission.ROOM_HOST)
    known = member_id if is_id(member_id) else ""
    place = place_of(db, room, known)
    joined = place is not None and place.standing is Standing.JOINED
    if joined and place is not None and place.role is CircleRole.HOST:
        raise Refused("Hosts are equals: this cannot be done to a host.")
    bar = bar_of(db, room, known)
    if not joined and bar is None and (room.of_session or not _has_written(db, room, member_id)):
        raise NotFound("This person is not here.")
    return Barred(room, member_id, bar or Bar(circle_id=room.circle_id, member_id=member_id))


def _has_written(db: Session, room: Room, member_id: str) -> bool:
    """Whoever went a moment ago can be kept from coming again."""
    rooms = select(Room.id).where(Room.home_id == room.home_id)
    mine = exists().where(Item.author_id == member_id, Item.room_id.in_(rooms))
    return bool(db.scalar(select(mine)))


def _zone(db: Session, actor: Actor) -> str:
    """Where it is today, for the host who says "today"."""
    profile = db.get(Profile, actor.member_id)
    return profile.time_zone if profile and profile.time_zone in time_zones() else ""


def _decided(
    db: Session, actor: Actor, one: Barred, kind: ActKind, end: datetime | None, reason: str = ""
) -> HostAct:
    db.add(one.bar)
    undo_of_member(db, actor, one.room, kind, one.member_id)
    act = note(db, actor, one.room, kind, member_id=one.member_id, reason=reason, until=end)
    _tell(db, one)
    return act


def _lifted(db: Session, actor: Actor, one: Barred, kind: ActKind) -> None:
    nothing = one.bar.silent_until is None and one.bar.out_until is None
    if isinstance(one.bar, Bar) and one.bar in db and nothing:
        db.delete(one.bar)
    undo_of_member(db, actor, one.room, kind, one.member_id)
    _tell(db, one)


def _tell(db: Session, one: Barred) -> None:
    """Their open windows, in every process, are brought in line, and their hand is lowered."""
    db.flush()
    tell_place(db, one.room, one.member_id)


def tell_place(db: Session, room: Room, member_id: str) -> None:
    """Their place in the room's home is another than before."""
    if room.of_session:
        record(db, ComingChanged(session_id=room.home_id, member_id=member_id))
    else:
        record(db, PlaceChanged(circle_id=room.circle_id, member_id=member_id))
