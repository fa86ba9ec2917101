"""Small groups over HTTP with JSON: the same operations as the socket."""

from collections.abc import Callable
from typing import Any

from flask import Response, jsonify

from community.access.policy import Permission
from community.core.transaction import transaction
from community.rooms.actions import groups, groups_end
from community.rooms.api import api, json_body
from community.rooms.forms import number_of, text_of
from community.rooms.groups_forms import split_from
from community.rooms.models import Room
from community.rooms.permits import spend_post
from community.web.guard import guarded
from community.web.identity import current_actor


def _done(action: Callable[..., Room], room_id: str, *more: Any) -> Response:
    actor = current_actor()
    spend_post(actor)
    with transaction() as db:
        room = action(db, actor, room_id, *more)
        return jsonify(ok=True, room=room.id, name=room.name, version=room.version)


@api.post("/rooms/<room_id>/groups")
@guarded(Permission.ROOM_HOST)
def split(room_id: str) -> Response:
    actor, wishes = current_actor(), split_from(json_body())
    spend_post(actor)
    with transaction() as db:
        made = groups.split(db, actor, room_id, **wishes)
        return jsonify(ok=True, groups=[{"room": one.id, "name": one.name} for one in made])


@api.delete("/rooms/<room_id>/groups")
@guarded(Permission.ROOM_HOST)
def call_back(room_id: str) -> Response:
    return _done(groups_end.call_back, room_id)


@api.patch("/rooms/<room_id>/groups")
@guarded(Permission.ROOM_HOST)
def extend_groups(room_id: str) -> Response:
    """By so many `minutes`."""
    return _done(groups.extend_groups, room_id, number_of(json_body(), "minutes"))


@api.put("/rooms/<room_id>/my-group")
@guarded(Permission.ROOM_READ)
def come_to_group(room_id: str) -> Response:
    """Mine, into which I am put if I was in none: its `room` and `name`."""
    return _done(groups.come_to_group, room_id)


@api.put("/rooms/<room_id>/people/<member_id>")
@guarded(Permission.ROOM_HOST)
def move_to_group(room_id: str, member_id: str) -> Response:
    """Into this group, out of any other."""
    return _done(groups.move_to_group, room_id, member_id)


@api.put("/rooms/<room_id>/brings-back")
@guarded(Permission.ROOM_TAKE_PART)
def bring_back(room_id: str) -> Response:
    """The `body`, and the `version` of what it takes the place of."""
    body, version = text_of(json_body(), "body"), number_of(json_body(), "version")
    actor = current_actor()
    spend_post(actor)
    with transaction() as db:
        group = groups.bring_back(db, actor, room_id, body, version)
        return jsonify(ok=True, version=group.brings_back_version)
