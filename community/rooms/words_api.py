"""Finding and keeping messages over HTTP with JSON."""

from typing import Any

from flask import Response, jsonify, request

from community.access.policy import Permission
from community.core.transaction import transaction
from community.rooms.actions.starring import star, unstar
from community.rooms.api import api, json_body
from community.rooms.emoji import all_signs
from community.rooms.forms import number_of, text_of
from community.rooms.searching import Asked, search
from community.web.guard import guarded
from community.web.identity import current_actor


@api.get("/rooms/<room_id>/search")
@guarded(Permission.ROOM_READ)
def search_room(room_id: str) -> Response:
    """`q`: words, all of which occur, and perhaps `from:handle`; `before`: where to go on."""
    asked = Asked.read(text_of(request.args, "q", ""), number_of(request.args, "before", 0))
    found = search(current_actor(), room_id, asked)
    return jsonify(ok=True, items=found.items, before=found.before)


@api.get("/emoji")
@guarded(Permission.SIGNED_IN)
def emoji() -> Response:
    """The signs one may react with, each with English words to find it by."""
    return jsonify(ok=True, signs=list(all_signs().items()))


@api.put("/items/<item_id>/star")
@guarded(Permission.ITEM_READ)
def star_item(item_id: str) -> Response:
    """Keep it for one's own notes, with a `note`; nobody else is told."""
    given: dict[str, Any] = json_body()
    with transaction() as db:
        star(db, current_actor(), item_id, text_of(given, "note", ""))
    return jsonify(ok=True)


@api.delete("/items/<item_id>/star")
@guarded(Permission.ITEM_READ)
def unstar_item(item_id: str) -> Response:
    with transaction() as db:
        unstar(db, current_actor(), item_id)
    return jsonify(ok=True)
