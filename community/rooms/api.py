"""Rooms over HTTP with JSON: the same operations as the socket, through the same actions."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from community.access.policy import Permission
from community.core.errors import Invalid
from community.core.transaction import reading, transaction
from community.rooms import actions, queries
from community.rooms.forms import number_of, saying_from, text_of
from community.rooms.permits import spend_post, spend_saying
from community.rooms.queries import page_json
from community.rooms.shown import show
from community.rooms.writer import writer
from community.web.guard import guarded
from community.web.identity import current_actor

api = Blueprint("rooms_api", __name__, url_prefix="/api/v1")


def json_body() -> dict[str, Any]:
    """What was sent; raises `Invalid` for what is no JSON object."""
    try:
        given = request.get_json()
    except RecursionError as error:
        raise Invalid("This JSON is nested too deeply.") from error
    if not isinstance(given, dict):
        raise Invalid("Please send a JSON object.")
    return given


@api.get("/rooms/<room_id>/changes")
@guarded(Permission.ROOM_READ)
def changes(room_id: str) -> Response:
    actor, args = current_actor(), request.args
    with reading() as db:
        room = queries.access_room(db, actor, room_id, Permission.ROOM_READ)
        limit = number_of(args, "limit", 50)
        page = queries.changes(db, actor, room, number_of(args, "after", 0), limit)
    return jsonify(ok=True, **page_json(page))


@api.get("/rooms/<room_id>/earlier")
@guarded(Permission.ROOM_READ)
def earlier(room_id: str) -> Response:
    actor, args = current_actor(), request.args
    with reading() as db:
        room = queries.access_room(db, actor, room_id, Permission.ROOM_READ)
        limit = number_of(args, "limit", 50)
        page = queries.earlier(db, actor, room, number_of(args, "before"), limit)
    return jsonify(ok=True, items=page.items, more=page.more)


@api.post("/rooms/<room_id>/items")
@guarded(Permission.ROOM_SAY)
def say(room_id: str) -> Response:
    actor = current_actor()
    saying = saying_from(actor, room_id, json_body())
    spend_saying(saying)
    said = writer.say(saying)
    return jsonify(ok=True, id=said.id, position=said.position, version=said.version)


@api.get("/items/<item_id>")
@guarded(Permission.ITEM_READ)
def item(item_id: str) -> Response:
    """The item; its writer also gets the source as it was typed, for editing."""
    actor = current_actor()
    with reading() as db:
        found = queries.access_item(db, actor, item_id, Permission.ITEM_READ)
        shown = show(db, [found])[0]
        if found.author_id == actor.member_id and not found.gone:
            shown["body"] = found.body
    return jsonify(ok=True, item=shown)


@api.patch("/items/<item_id>")
@guarded(Permission.ITEM_EDIT)
def edit(item_id: str) -> Response:
    actor, body = current_actor(), text_of(json_body(), "body")
    spend_post(actor)
    with transaction() as db:
        changed = actions.edit(db, actor, item_id, body)
    return jsonify(ok=True, version=changed.version)


@api.delete("/items/<item_id>")
@guarded(Permission.ITEM_WITHDRAW)
def withdraw(item_id: str) -> Response:
    with transaction() as db:
        changed = actions.withdraw(db, current_actor(), item_id)
    return jsonify(ok=True, version=changed.version)


@api.put("/items/<item_id>/reactions/<emoji>")
@guarded(Permission.ITEM_REACT)
def react(item_id: str, emoji: str) -> Response:
    return _set_reaction(item_id, emoji, on=True)


@api.delete("/items/<item_id>/reactions/<emoji>")
@guarded(Permission.ITEM_REACT)
def take_back(item_id: str, emoji: str) -> Response:
    return _set_reaction(item_id, emoji, on=False)


def _set_reaction(item_id: str, emoji: str, *, on: bool) -> Response:
    actor = current_actor()
    spend_post(actor)
    with transaction() as db:
        changed = actions.react(db, actor, item_id, emoji, on=on)
    return jsonify(ok=True, version=changed.version)


@api.get("/people/suggest")
@guarded(Permission.ROOM_READ)
def suggest_people() -> Response:
    """`room` and `q`: up to eight people of the room whose name or handle begins so."""
    actor, args = current_actor(), request.args
    with reading() as db:
        room = queries.access_room(db, actor, text_of(args, "room", ""), Permission.ROOM_READ)
        found = queries.people_called(db, actor, room, text_of(args, "q", "")[:60])
    return jsonify(found)
