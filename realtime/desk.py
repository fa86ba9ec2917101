"""Desk and hands over the socket: what hosts set for everybody, and who wants to speak.

Each is answered with the version of the room at which everybody has it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from community.access.policy import Permission
from community.core.transaction import transaction
from community.rooms import actions
from community.rooms.desk_forms import member_of, seconds_of, wishes_from
from community.rooms.forms import number_of, text_of
from community.rooms.models import Room
from community.rooms.permits import spend_post
from realtime.connections import Connection
from realtime.dispatcher import Answer, Payload, event

if TYPE_CHECKING:
    from realtime.server import Live


def _done(
    connection: Connection, action: Callable[..., Room], given: Payload, *more: Any
) -> Answer:
    room_id = text_of(given, "room")
    spend_post(connection.actor)
    with transaction() as db:
        return {"version": action(db, connection.actor, room_id, *more).version}


@event("set_room", Permission.ROOM_HOST)
def set_room(live: "Live", connection: Connection, given: Payload) -> Answer:
    return _done(connection, actions.set_room, given, wishes_from(given))


@event("pause", Permission.ROOM_HOST)
def pause(live: "Live", connection: Connection, given: Payload) -> Answer:
    """For so many seconds; 0 ends it."""
    return _done(connection, actions.pause, given, number_of(given, "seconds", 60))


@event("start_timer", Permission.ROOM_HOST)
def start_timer(live: "Live", connection: Connection, given: Payload) -> Answer:
    seconds, name = seconds_of(given), text_of(given, "name", "")
    return _done(connection, actions.start_timer, given, seconds, name)


@event("stop_timer", Permission.ROOM_HOST)
def stop_timer(live: "Live", connection: Connection, given: Payload) -> Answer:
    return _done(connection, actions.stop_timer, given)


@event("raise_hand", Permission.ROOM_TAKE_PART)
def raise_hand(live: "Live", connection: Connection, given: Payload) -> Answer:
    return _done(connection, actions.raise_hand, given)


@event("lower_hand", Permission.ROOM_READ)
def lower_hand(live: "Live", connection: Connection, given: Payload) -> Answer:
    """One's own; with `member`, as a host somebody's."""
    return _done(connection, actions.lower_hand, given, member_of(given))


@event("call_hand", Permission.ROOM_HOST)
def call_hand(live: "Live", connection: Connection, given: Payload) -> Answer:
    return _done(connection, actions.call_hand, given, text_of(given, "member"))
