"""A session's evening over the socket: the run-sheet, and its start and end, by its room."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from community.access.policy import Permission
from community.core.transaction import transaction
from community.rooms.actions import plan
from community.rooms.forms import number_of, text_of
from community.rooms.permits import spend_post
from community.sessions.actions import hosting
from community.sessions.by_room import session_of_room
from community.sessions.models import HostedSession
from realtime.connections import Connection
from realtime.dispatcher import Answer, Payload, event

if TYPE_CHECKING:
    from realtime.server import Live


@event("next_question", Permission.ROOM_HOST)
def next_question(live: "Live", connection: Connection, given: Payload) -> Answer:
    """`planned`: the one that is meant; asked already, it is answered with what it became."""
    room_id, planned_id = text_of(given, "room"), text_of(given, "planned")
    spend_post(connection.actor)
    with transaction() as db:
        item = plan.ask_planned(db, connection.actor, room_id, planned_id)
    return {"id": item.id, "number": item.number, "version": item.version}


@event("move_planned", Permission.ROOM_HOST)
def move_planned(live: "Live", connection: Connection, given: Payload) -> Answer:
    """`planned` to `place` among those that are to come, from 0."""
    room_id, planned_id = text_of(given, "room"), text_of(given, "planned")
    place = number_of(given, "place")
    spend_post(connection.actor)
    with transaction() as db:
        room = plan.move_planned(db, connection.actor, room_id, planned_id, place)
    return {"version": room.version}


def _done(
    connection: Connection, action: Callable[..., HostedSession], given: Payload, *more: Any
) -> Answer:
    room_id, actor = text_of(given, "room"), connection.actor
    spend_post(actor)
    with transaction() as db:
        session_id = session_of_room(db, actor, room_id, Permission.ROOM_HOST)
        session = action(db, actor, session_id, *more)
    return {"state": session.state.value}


@event("start_session", Permission.ROOM_HOST)
def start_session(live: "Live", connection: Connection, given: Payload) -> Answer:
    return _done(connection, hosting.start, given)


@event("end_session", Permission.ROOM_HOST)
def end_session(live: "Live", connection: Connection, given: Payload) -> Answer:
    return _done(connection, hosting.end, given)


@event("extend_session", Permission.ROOM_HOST)
def extend_session(live: "Live", connection: Connection, given: Payload) -> Answer:
    return _done(connection, hosting.extend, given, number_of(given, "minutes"))
