"""Questions over the socket; each handler calls one action or query."""

from typing import TYPE_CHECKING

from community.access.policy import Permission
from community.core.transaction import reading, transaction
from community.rooms.actions import questions as actions
from community.rooms.forms import flag_of, text_of
from community.rooms.now import access_room_now
from community.rooms.permits import spend_post
from community.rooms.question_forms import asked_from, question_of, ways_from
from community.rooms.questions import questions_in
from realtime.connections import Connection
from realtime.dispatcher import Answer, Payload, event

if TYPE_CHECKING:
    from realtime.server import Live


@event("questions", Permission.ROOM_READ)
def questions(live: "Live", connection: Connection, given: Payload) -> Answer:
    """The newest ones with what counts for this reader, as of the room's version."""
    actor = connection.actor
    with reading() as db:
        room = access_room_now(db, actor, text_of(given, "room"))
        found, more = questions_in(db, actor, room, room.read_position)
    told = {"version": room.version, "last_position": room.last_position}
    return {**told, "read_position": room.read_position, "questions": found, "more": more}


@event("ask_question", Permission.ROOM_HOST)
def ask_question(live: "Live", connection: Connection, given: Payload) -> Answer:
    """`unseen`: answers are, until they are revealed; `closing`: ends the other open ones."""
    room_id = text_of(given, "room")
    asked, ways = asked_from(given), ways_from(given)
    spend_post(connection.actor)
    with transaction() as db:
        item = actions.ask_question(db, connection.actor, room_id, *asked, **ways)
    return {"id": item.id, "number": item.number, "version": item.version}


@event("close_question", Permission.ITEM_HOST)
def close_question(live: "Live", connection: Connection, given: Payload) -> Answer:
    """`on`: false opens it again."""
    item_id, on = text_of(given, "item"), flag_of(given, "on")
    spend_post(connection.actor)
    with transaction() as db:
        item = actions.close_question(db, connection.actor, item_id, on=on)
    return {"version": item.version}


@event("reveal", Permission.ITEM_HOST)
def reveal(live: "Live", connection: Connection, given: Payload) -> Answer:
    """All answers to an unseen question become everybody's at once."""
    spend_post(connection.actor)
    with transaction() as db:
        item = actions.reveal(db, connection.actor, text_of(given, "item"))
    return {"version": item.version}


@event("attach", Permission.ITEM_MOVE)
def attach(live: "Live", connection: Connection, given: Payload) -> Answer:
    """A message to another `question`, or to none."""
    item_id, question_id = text_of(given, "item"), question_of(given)
    spend_post(connection.actor)
    with transaction() as db:
        item = actions.attach(db, connection.actor, item_id, question_id)
    return {"version": item.version}
