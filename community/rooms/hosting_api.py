"""What hosts do to people and messages, over HTTP with JSON."""

from flask import Response, jsonify, request

from community.access.policy import Permission
from community.core.transaction import reading, transaction
from community.rooms.actions import asking_hosts, barring, hiding, pinning, promoting
from community.rooms.api import api, json_body
from community.rooms.forms import span_of, text_of
from community.rooms.people import shown_moment
from community.rooms.queries import access_room
from community.rooms.quiet import quiet_people
from community.web.guard import guarded
from community.web.identity import current_actor


@api.route("/items/<item_id>/pin", methods=["PUT", "DELETE"])
@guarded(Permission.ITEM_HOST)
def pin(item_id: str) -> Response:
    with transaction() as db:
        item = pinning.pin(db, current_actor(), item_id, on=request.method == "PUT")
    return jsonify(ok=True, version=item.version)


@api.put("/items/<item_id>/hidden")
@guarded(Permission.ITEM_HOST)
def hide(item_id: str) -> Response:
    reason = text_of(json_body(), "reason", "")
    with transaction() as db:
        item = hiding.hide(db, current_actor(), item_id, reason)
    return jsonify(ok=True, version=item.version)


@api.delete("/items/<item_id>/hidden")
@guarded(Permission.ITEM_HOST)
def show_again(item_id: str) -> Response:
    with transaction() as db:
        item = hiding.show_again(db, current_actor(), item_id)
    return jsonify(ok=True, version=item.version)


@api.post("/items/<item_id>/share")
@guarded(Permission.ITEM_HOST)
def share(item_id: str) -> Response:
    with transaction() as db:
        item = asking_hosts.share(db, current_actor(), item_id)
    return jsonify(ok=True, version=item.version)


@api.put("/rooms/<room_id>/people/<person_id>/mute")
@guarded(Permission.ROOM_HOST)
def mute(room_id: str, person_id: str) -> Response:
    span = span_of(json_body())
    with transaction() as db:
        until = barring.mute(db, current_actor(), room_id, person_id, span).until
    return jsonify(ok=True, until=shown_moment(until) if until else None)


@api.delete("/rooms/<room_id>/people/<person_id>/mute")
@guarded(Permission.ROOM_HOST)
def unmute(room_id: str, person_id: str) -> Response:
    with transaction() as db:
        barring.unmute(db, current_actor(), room_id, person_id)
    return jsonify(ok=True)


@api.put("/rooms/<room_id>/people/<person_id>/out")
@guarded(Permission.ROOM_HOST)
def put_out(room_id: str, person_id: str) -> Response:
    given = json_body()
    span, reason = span_of(given), text_of(given, "reason", "")
    with transaction() as db:
        until = barring.put_out(db, current_actor(), room_id, person_id, span, reason).until
    return jsonify(ok=True, until=shown_moment(until) if until else None)


@api.delete("/rooms/<room_id>/people/<person_id>/out")
@guarded(Permission.ROOM_HOST)
def let_back(room_id: str, person_id: str) -> Response:
    with transaction() as db:
        barring.let_back(db, current_actor(), room_id, person_id)
    return jsonify(ok=True)


@api.post("/rooms/<room_id>/people/<person_id>/host")
@guarded(Permission.ROOM_HOST)
def promote(room_id: str, person_id: str) -> Response:
    with transaction() as db:
        promoting.promote(db, current_actor(), room_id, person_id)
    return jsonify(ok=True)


@api.get("/rooms/<room_id>/quiet")
@guarded(Permission.ROOM_HOST)
def quiet(room_id: str) -> Response:
    actor = current_actor()
    with reading() as db:
        room = access_room(db, actor, room_id, Permission.ROOM_HOST)
        people = quiet_people(db, actor, room)
    return jsonify(ok=True, people=people)
