"""Desk and hands over HTTP with JSON: the same operations as the socket."""

from collections.abc import Callable
from typing import Any

from flask import Response, jsonify

from community.access.policy import Permission
from community.core.transaction import reading, transaction
from community.rooms import actions, queries
from community.rooms.api import api, json_body
from community.rooms.desk import desk_now
from community.rooms.desk_forms import seconds_of, wishes_from
from community.rooms.forms import number_of, text_of
from community.rooms.models import Room
from community.rooms.permits import spend_post
from community.web.guard import guarded
from community.web.identity import current_actor


def _done(action: Callable[..., Room], room_id: str, *more: Any) -> Response:
    actor = current_actor()
    spend_post(actor)
    with transaction() as db:
        return jsonify(ok=True, version=action(db, actor, room_id, *more).version)


@api.get("/rooms/<room_id>/desk")
@guarded(Permission.ROOM_READ)
def desk(room_id: str) -> Response:
    with reading() as db:
        room = queries.access_room(db, current_actor(), room_id, Permission.ROOM_READ)
        return jsonify(ok=True, version=room.version, desk=desk_now(db, room))


@api.patch("/rooms/<room_id>/desk")
@guarded(Permission.ROOM_HOST)
def set_room(room_id: str) -> Response:
    """Any of `slow`, `read_only`, `nameless` and `band`; the others stay."""
    return _done(actions.set_room, room_id, wishes_from(json_body()))


@api.put("/rooms/<room_id>/pause")
@guarded(Permission.ROOM_HOST)
def pause(room_id: str) -> Response:
    return _done(actions.pause, room_id, number_of(json_body(), "seconds", 60))


@api.delete("/rooms/<room_id>/pause")
@guarded(Permission.ROOM_HOST)
def go_on(room_id: str) -> Response:
    return _done(actions.pause, room_id, 0)


@api.put("/rooms/<room_id>/timer")
@guarded(Permission.ROOM_HOST)
def start_timer(room_id: str) -> Response:
    body = json_body()
    return _done(actions.start_timer, room_id, seconds_of(body), text_of(body, "name", ""))


@api.delete("/rooms/<room_id>/timer")
@guarded(Permission.ROOM_HOST)
def stop_timer(room_id: str) -> Response:
    return _done(actions.stop_timer, room_id)


@api.put("/rooms/<room_id>/hand")
@guarded(Permission.ROOM_TAKE_PART)
def raise_hand(room_id: str) -> Response:
    """One's own."""
    return _done(actions.raise_hand, room_id)


@api.delete("/rooms/<room_id>/hand")
@guarded(Permission.ROOM_READ)
def lower_hand(room_id: str) -> Response:
    """One's own."""
    return _done(actions.lower_hand, room_id)


@api.put("/rooms/<room_id>/hands/<member_id>")
@guarded(Permission.ROOM_HOST)
def call_hand(room_id: str, member_id: str) -> Response:
    """It is their turn."""
    return _done(actions.call_hand, room_id, member_id)


@api.delete("/rooms/<room_id>/hands/<member_id>")
@guarded(Permission.ROOM_HOST)
def lower_somebody(room_id: str, member_id: str) -> Response:
    return _done(actions.lower_hand, room_id, member_id)
