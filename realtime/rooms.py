"""What members do in rooms over their socket; each handler calls one action or query."""

from typing import TYPE_CHECKING, Any

from community.access.policy import Permission
from community.core import clock
from community.core.errors import Problem
from community.core.transaction import glance, reading, transaction
from community.rooms import actions, queries
from community.rooms.abilities import abilities_in, roles_in, state_of, why_only_reading
from community.rooms.desk import desk_now
from community.rooms.forms import flag_of, number_of, saying_from, text_of
from community.rooms.groups import waits_for_place
from community.rooms.last_page import last_page
from community.rooms.models import RoomState
from community.rooms.now import access_room_now
from community.rooms.people import shown_moment
from community.rooms.permits import spend_post, spend_saying
from community.rooms.polls.finding import my_votes
from community.rooms.queries import Page
from community.rooms.writer import writer
from realtime.brief import brief, encoded_once, page_brief
from realtime.connections import Connection
from realtime.dispatcher import Answer, Payload, event
from realtime.groups import place_late_comer

if TYPE_CHECKING:
    from realtime.server import Live


@event("enter", Permission.ROOM_READ)
def enter(live: "Live", connection: Connection, given: Payload) -> Answer:
    """Subscribe first, read second: what is said in between comes twice rather than never."""
    live.door.pass_through()
    actor, after = connection.actor, number_of(given, "after", 0)
    room_id = text_of(given, "room")
    home_id = live.home_of.get(room_id)
    if home_id is None or not actor.may_enter(home_id):
        with glance() as db:
            found = access_room_now(db, actor, room_id)
        home_id = found.home_id
        if found.people is None:  # who is in a small group is asked of everybody who comes
            live.home_of[room_id] = home_id
    live.subscribe(connection, room_id, home_id)
    actor = connection.actor  # read anew if it changed before there was a subscription to end
    try:
        with glance() as db:
            room = access_room_now(db, actor, room_id)
        with reading() as db:  # which asks nothing as long as the page and the desk are kept
            page = (
                queries.changes(db, actor, room, after, 200)
                if after
                else last_page(db, actor, room)
            )
            desk = desk_now(db, room)
            votes = my_votes(db, actor, desk)
    except Problem:
        live.unsubscribe(connection, room_id)
        raise
    state = state_of(room)
    live.rounds.note_silent(room.id, state != RoomState.OPEN)
    live.watch.note(room.id, page.version, desk)
    if waits_for_place(actor, room, desk):
        place_late_comer(connection, room.id)
    facts: dict[str, Any] = {
        "id": room.id,
        "title": room.title,
        "history": room.history.value,
        "state": state,
        "version": page.version,
        "last_position": room.last_position,
        "read_position": room.read_position,
        "desk": desk,
        "now": shown_moment(clock.now()),
        "me": {
            **connection.person,
            "roles": roles_in(actor, room),
            "can": abilities_in(actor, room),
            "votes": votes,
            "why": why_only_reading(actor, room),
        },
    }
    presence = live.presence.here(room.id)
    items = page_brief(page)["items"] if after else encoded_once(room.id, page)
    return {"room": facts, "items": items, "more": page.more, "presence": presence}


@event("leave", Permission.SIGNED_IN)
def leave(live: "Live", connection: Connection, given: Payload) -> None:
    live.unsubscribe(connection, text_of(given, "room"))


@event("changes", Permission.ROOM_READ)
def changes(live: "Live", connection: Connection, given: Payload) -> Answer:
    actor, after = connection.actor, number_of(given, "after")
    with reading() as db:
        room = access_room_now(db, actor, text_of(given, "room"))
        page = queries.changes(db, actor, room, after, _limit(given, 200))
    live.watch.note(room.id, page.version, page.desk)
    return page_brief(page)


@event("earlier", Permission.ROOM_READ)
def earlier(live: "Live", connection: Connection, given: Payload) -> Answer:
    actor, before = connection.actor, number_of(given, "before")
    with reading() as db:
        room = queries.access_room(db, actor, text_of(given, "room"), Permission.ROOM_READ)
        page: Page = queries.earlier(db, actor, room, before, _limit(given, 50))
    return {"items": list(map(brief, page.items)), "more": page.more}


def _limit(given: Payload, usual: int) -> int:
    return number_of(given, "limit", usual)


@event("say", Permission.ROOM_SAY)
def say(live: "Live", connection: Connection, given: Payload) -> Answer:
    """Answered once it is committed: from then on nothing can lose it."""
    saying = saying_from(connection.actor, text_of(given, "room"), given)
    spend_saying(saying)
    said = writer.say(saying)
    live.typing.stopped(saying.room_id, connection)
    return {"id": said.id, "position": said.position, "version": said.version}


@event("edit", Permission.ITEM_EDIT)
def edit(live: "Live", connection: Connection, given: Payload) -> Answer:
    item_id, body = text_of(given, "item"), text_of(given, "body")
    spend_post(connection.actor)
    with transaction() as db:
        item = actions.edit(db, connection.actor, item_id, body)
    return {"version": item.version}


@event("withdraw", Permission.ITEM_WITHDRAW)
def withdraw(live: "Live", connection: Connection, given: Payload) -> Answer:
    with transaction() as db:
        item = actions.withdraw(db, connection.actor, text_of(given, "item"))
    return {"version": item.version}


@event("react", Permission.ITEM_REACT)
def react(live: "Live", connection: Connection, given: Payload) -> Answer:
    item_id, emoji, on = text_of(given, "item"), text_of(given, "emoji"), flag_of(given, "on")
    spend_post(connection.actor)
    with transaction() as db:
        item = actions.react(db, connection.actor, item_id, emoji, on=on)
    return {"version": item.version}


@event("typing", Permission.ROOM_SAY)
def typing(live: "Live", connection: Connection, given: Payload) -> None:
    """Only noted for a room one has entered and may write in; nothing is stored."""
    room_id = text_of(given, "room")
    if room_id in connection.rooms and room_id not in live.rounds.silent:
        live.typing.started(room_id, connection)
        return
    with reading() as db:
        queries.access_room(db, connection.actor, room_id, Permission.ROOM_SAY)


@event("read", Permission.ROOM_READ)
def read(live: "Live", connection: Connection, given: Payload) -> Answer:
    room_id, position = text_of(given, "room"), number_of(given, "position")
    with transaction() as db:
        return {"position": actions.mark_read(db, connection.actor, room_id, position)}
