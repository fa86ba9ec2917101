"""The run-sheet over HTTP with JSON: the same operations as the socket."""

from flask import Response, jsonify

from community.access.policy import Permission
from community.core.transaction import transaction
from community.rooms.actions import plan
from community.rooms.api import api, json_body
from community.rooms.forms import number_of, text_of
from community.rooms.permits import spend_post
from community.web.guard import guarded
from community.web.identity import current_actor


@api.post("/rooms/<room_id>/plan/next")
@guarded(Permission.ROOM_HOST)
def next_question(room_id: str) -> Response:
    """`planned`: the one that is meant; asked already, it is answered with what it became."""
    actor, planned_id = current_actor(), text_of(json_body(), "planned")
    spend_post(actor)
    with transaction() as db:
        item = plan.ask_planned(db, actor, room_id, planned_id)
    return jsonify(ok=True, id=item.id, number=item.number, version=item.version)


@api.post("/rooms/<room_id>/plan/move")
@guarded(Permission.ROOM_HOST)
def move_planned(room_id: str) -> Response:
    """`planned` to `place` among those that are to come, from 0."""
    actor, given = current_actor(), json_body()
    planned_id, place = text_of(given, "planned"), number_of(given, "place")
    spend_post(actor)
    with transaction() as db:
        room = plan.move_planned(db, actor, room_id, planned_id, place)
    return jsonify(ok=True, version=room.version)
