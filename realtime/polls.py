"""Polls over the socket."""

from typing import TYPE_CHECKING

from community.access.policy import Permission
from community.core.transaction import transaction
from community.rooms.forms import flag_of, text_of
from community.rooms.permits import spend_post
from community.rooms.polls.closing import close_poll as close
from community.rooms.polls.forms import choices_from, outcome_from, poll_from
from community.rooms.polls.opening import open_poll as open_new
from community.rooms.polls.opening import open_pulse
from community.rooms.polls.voting import vote as cast
from realtime.connections import Connection
from realtime.dispatcher import Answer, Payload, event

if TYPE_CHECKING:
    from realtime.server import Live


@event("open_poll", Permission.ROOM_SAY)
def open_poll(live: "Live", connection: Connection, given: Payload) -> Answer:
    room_id, key, new = text_of(given, "room"), text_of(given, "client_key"), poll_from(given)
    spend_post(connection.actor)
    with transaction() as db:
        item = open_new(db, connection.actor, room_id, key, new)
    return {"id": item.id, "position": item.position, "version": item.version}


@event("pulse", Permission.ROOM_HOST)
def pulse(live: "Live", connection: Connection, given: Payload) -> Answer:
    room_id, key = text_of(given, "room"), text_of(given, "client_key")
    spend_post(connection.actor)
    with transaction() as db:
        item = open_pulse(db, connection.actor, room_id, key)
    return {"id": item.id, "position": item.position, "version": item.version}


@event("vote", Permission.ITEM_VOTE)
def vote(live: "Live", connection: Connection, given: Payload) -> Answer:
    item_id, choices = text_of(given, "item"), choices_from(given)
    spend_post(connection.actor)
    with transaction() as db:
        item = cast(db, connection.actor, item_id, choices)
    return {"version": item.version}


@event("close_poll", Permission.ITEM_CLOSE)
def close_poll(live: "Live", connection: Connection, given: Payload) -> Answer:
    item_id, outcome = text_of(given, "item"), outcome_from(given)
    on = flag_of(given, "on") if "on" in given else True
    spend_post(connection.actor)
    with transaction() as db:
        item = close(db, connection.actor, item_id, on=on, outcome=outcome)
    return {"version": item.version}
