"""What hosts do to people and messages over their socket; each handler calls one action."""

from typing import TYPE_CHECKING

from community.access.policy import Permission
from community.core.transaction import reading, transaction
from community.rooms.actions import asking_hosts, barring, hiding, pinning, promoting
from community.rooms.forms import flag_of, span_of, text_of
from community.rooms.people import shown_moment
from community.rooms.queries import access_room
from community.rooms.quiet import quiet_people
from realtime.connections import Connection
from realtime.dispatcher import Answer, Payload, event

if TYPE_CHECKING:
    from realtime.server import Live


@event("pin", Permission.ITEM_HOST)
def pin(live: "Live", connection: Connection, given: Payload) -> Answer:
    item_id, on = text_of(given, "item"), flag_of(given, "on")
    with transaction() as db:
        return {"version": pinning.pin(db, connection.actor, item_id, on=on).version}


@event("hide", Permission.ITEM_HOST)
def hide(live: "Live", connection: Connection, given: Payload) -> Answer:
    item_id, on, reason = text_of(given, "item"), flag_of(given, "on"), text_of(given, "reason", "")
    with transaction() as db:
        if on:
            return {"version": hiding.hide(db, connection.actor, item_id, reason).version}
        return {"version": hiding.show_again(db, connection.actor, item_id).version}


@event("share", Permission.ITEM_HOST)
def share(live: "Live", connection: Connection, given: Payload) -> Answer:
    with transaction() as db:
        return {"version": asking_hosts.share(db, connection.actor, text_of(given, "item")).version}


@event("mute", Permission.ROOM_HOST)
def mute(live: "Live", connection: Connection, given: Payload) -> Answer | None:
    """Answered with the moment until which they only read, if it ends by itself."""
    actor, room_id, member_id = connection.actor, text_of(given, "room"), text_of(given, "member")
    with transaction() as db:
        if not flag_of(given, "on"):
            barring.unmute(db, actor, room_id, member_id)
            return None
        until = barring.mute(db, actor, room_id, member_id, span_of(given)).until
    return {"until": shown_moment(until) if until else None}


@event("remove", Permission.ROOM_HOST)
def remove(live: "Live", connection: Connection, given: Payload) -> Answer:
    actor, room_id, member_id = connection.actor, text_of(given, "room"), text_of(given, "member")
    span, reason = span_of(given), text_of(given, "reason", "")
    with transaction() as db:
        until = barring.put_out(db, actor, room_id, member_id, span, reason).until
    return {"until": shown_moment(until) if until else None}


@event("let_back", Permission.ROOM_HOST)
def let_back(live: "Live", connection: Connection, given: Payload) -> None:
    room_id, member_id = text_of(given, "room"), text_of(given, "member")
    with transaction() as db:
        barring.let_back(db, connection.actor, room_id, member_id)


@event("promote", Permission.ROOM_HOST)
def promote(live: "Live", connection: Connection, given: Payload) -> None:
    room_id, member_id = text_of(given, "room"), text_of(given, "member")
    with transaction() as db:
        promoting.promote(db, connection.actor, room_id, member_id)


@event("quiet_people", Permission.ROOM_HOST)
def quiet(live: "Live", connection: Connection, given: Payload) -> Answer:
    with reading() as db:
        room = access_room(db, connection.actor, text_of(given, "room"), Permission.ROOM_HOST)
        return {"people": quiet_people(db, connection.actor, room)}
