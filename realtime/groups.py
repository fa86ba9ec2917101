"""Small groups over the socket: splitting, coming back, and what is brought."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from community.access.policy import Permission
from community.core.errors import Problem
from community.core.transaction import transaction
from community.rooms.actions import groups, groups_end
from community.rooms.forms import number_of, text_of
from community.rooms.groups_forms import split_from
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
        room = action(db, connection.actor, room_id, *more)
        return {"room": room.id, "version": room.version}


@event("split", Permission.ROOM_HOST)
def split(live: "Live", connection: Connection, given: Payload) -> Answer:
    room_id, wishes = text_of(given, "room"), split_from(given)
    spend_post(connection.actor)
    with transaction() as db:
        made = groups.split(db, connection.actor, room_id, **wishes)
        return {"groups": [{"room": one.id, "name": one.name} for one in made]}


@event("call_back", Permission.ROOM_HOST)
def call_back(live: "Live", connection: Connection, given: Payload) -> Answer:
    return _done(connection, groups_end.call_back, given)


@event("extend_groups", Permission.ROOM_HOST)
def extend_groups(live: "Live", connection: Connection, given: Payload) -> Answer:
    return _done(connection, groups.extend_groups, given, number_of(given, "minutes"))


@event("come_to_group", Permission.ROOM_READ)
def come_to_group(live: "Live", connection: Connection, given: Payload) -> Answer:
    """My group of a room that is split; entering it does the same."""
    return _done(connection, groups.come_to_group, given)


@event("move_to_group", Permission.ROOM_HOST)
def move_to_group(live: "Live", connection: Connection, given: Payload) -> Answer:
    """`member` into the group that is `room`."""
    return _done(connection, groups.move_to_group, given, text_of(given, "member"))


@event("bring_back", Permission.ROOM_TAKE_PART)
def bring_back(live: "Live", connection: Connection, given: Payload) -> Answer:
    """`version`: of the words that these take the place of; the answer has the new one."""
    room_id, body = text_of(given, "room"), text_of(given, "body")
    version = number_of(given, "version")
    spend_post(connection.actor)
    with transaction() as db:
        group = groups.bring_back(db, connection.actor, room_id, body, version)
        return {"version": group.brings_back_version}


def place_late_comer(connection: Connection, room_id: str) -> None:
    """Whoever enters a room that is split is given a group, unless it has just ended."""
    try:
        with transaction() as db:
            groups.come_to_group(db, connection.actor, room_id)
    except Problem:
        return
