"""Questions over HTTP with JSON: the same operations as the socket."""

from flask import Response, jsonify

from community.access.policy import Permission
from community.core.transaction import reading, transaction
from community.rooms import queries
from community.rooms.actions import questions as actions
from community.rooms.api import api, json_body
from community.rooms.forms import flag_of
from community.rooms.permits import spend_post
from community.rooms.question_forms import asked_from, question_of, ways_from
from community.rooms.questions import questions_in
from community.web.guard import guarded
from community.web.identity import current_actor


@api.get("/rooms/<room_id>/questions")
@guarded(Permission.ROOM_READ)
def questions(room_id: str) -> Response:
    actor = current_actor()
    with reading() as db:
        room = queries.access_room(db, actor, room_id, Permission.ROOM_READ)
        read = queries.read_position(db, actor, room)
        found, more = questions_in(db, actor, room, read)
    return jsonify(ok=True, version=room.version, questions=found, more=more)


@api.post("/rooms/<room_id>/questions")
@guarded(Permission.ROOM_HOST)
def ask(room_id: str) -> Response:
    """`client_key`, `body`; `unseen`: answers are, until revealed; `closing`: ends the others."""
    actor, given = current_actor(), json_body()
    spend_post(actor)
    with transaction() as db:
        item = actions.ask_question(db, actor, room_id, *asked_from(given), **ways_from(given))
    return jsonify(ok=True, id=item.id, number=item.number, version=item.version)


@api.post("/items/<item_id>/close")
@guarded(Permission.ITEM_HOST)
def close_question(item_id: str) -> Response:
    """`on`: false opens it again."""
    actor, on = current_actor(), flag_of(json_body(), "on")
    spend_post(actor)
    with transaction() as db:
        item = actions.close_question(db, actor, item_id, on=on)
    return jsonify(ok=True, version=item.version)


@api.post("/items/<item_id>/reveal")
@guarded(Permission.ITEM_HOST)
def reveal(item_id: str) -> Response:
    actor = current_actor()
    spend_post(actor)
    with transaction() as db:
        item = actions.reveal(db, actor, item_id)
    return jsonify(ok=True, version=item.version)


@api.put("/items/<item_id>/question")
@guarded(Permission.ITEM_MOVE)
def attach(item_id: str) -> Response:
    """`question`: what the message shall answer, or null for nothing."""
    actor, question_id = current_actor(), question_of(json_body())
    spend_post(actor)
    with transaction() as db:
        item = actions.attach(db, actor, item_id, question_id)
    return jsonify(ok=True, version=item.version)
