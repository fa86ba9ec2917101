"""Polls over HTTP with JSON: the same operations as the socket."""

from flask import Response, jsonify

from community.access.policy import Permission
from community.core.transaction import reading, transaction
from community.rooms.api import api, json_body
from community.rooms.forms import flag_of, text_of
from community.rooms.models import Item
from community.rooms.permits import spend_post
from community.rooms.polls import closing, opening, voting
from community.rooms.polls.finding import poll_of, votes_of
from community.rooms.polls.forms import choices_from, outcome_from, poll_from
from community.rooms.queries import access_item
from community.web.guard import guarded
from community.web.identity import current_actor


@api.post("/rooms/<room_id>/polls")
@guarded(Permission.ROOM_SAY)
def open_poll(room_id: str) -> Response:
    actor, given = current_actor(), json_body()
    key, new = text_of(given, "client_key"), poll_from(given)
    spend_post(actor)
    with transaction() as db:
        item = opening.open_poll(db, actor, room_id, key, new)
    return _placed(item)


@api.post("/rooms/<room_id>/pulse")
@guarded(Permission.ROOM_HOST)
def open_pulse(room_id: str) -> Response:
    actor, key = current_actor(), text_of(json_body(), "client_key")
    spend_post(actor)
    with transaction() as db:
        item = opening.open_pulse(db, actor, room_id, key)
    return _placed(item)


def _placed(item: Item) -> Response:
    return jsonify(ok=True, id=item.id, position=item.position, version=item.version)


@api.get("/items/<poll_id>/vote")
@guarded(Permission.ITEM_READ)
def my_vote(poll_id: str) -> Response:
    """Whether I have voted; `choices`, points by option, only where votes have names."""
    actor = current_actor()
    with reading() as db:
        poll = poll_of(db, access_item(db, actor, poll_id, Permission.ITEM_READ))
        votes = votes_of(db, actor, [poll.item_id])
    chosen = votes.get(poll.item_id)
    return jsonify(ok=True, voted=chosen is not None, choices=chosen or {})


@api.put("/items/<poll_id>/vote")
@guarded(Permission.ITEM_VOTE)
def vote(poll_id: str) -> Response:
    actor, choices = current_actor(), choices_from(json_body())
    spend_post(actor)
    with transaction() as db:
        item = voting.vote(db, actor, poll_id, choices)
    return jsonify(ok=True, version=item.version)


@api.post("/items/<poll_id>/poll/close")
@guarded(Permission.ITEM_CLOSE)
def close_poll(poll_id: str) -> Response:
    """`on`: false opens it again; `outcome`: what was decided."""
    actor, given = current_actor(), json_body()
    on = flag_of(given, "on") if "on" in given else True
    spend_post(actor)
    with transaction() as db:
        item = closing.close_poll(db, actor, poll_id, on=on, outcome=outcome_from(given))
    return jsonify(ok=True, version=item.version)
