"""A session's evening over HTTP with JSON: the same operations as the socket."""

from collections.abc import Callable
from typing import Any

from flask import Response, jsonify

from community.access.policy import Permission
from community.core.transaction import transaction
from community.rooms.api import api, json_body
from community.rooms.forms import number_of
from community.rooms.permits import spend_post
from community.sessions.actions import hosting
from community.sessions.models import HostedSession
from community.web.guard import guarded
from community.web.identity import current_actor


def _done(session_id: str, action: Callable[..., HostedSession], *more: Any) -> Response:
    actor = current_actor()
    spend_post(actor)
    with transaction() as db:
        return jsonify(ok=True, state=action(db, actor, session_id, *more).state.value)


@api.post("/sessions/<session_id>/start")
@guarded(Permission.SESSION_HOST)
def start_session(session_id: str) -> Response:
    return _done(session_id, hosting.start)


@api.post("/sessions/<session_id>/end")
@guarded(Permission.SESSION_HOST)
def end_session(session_id: str) -> Response:
    return _done(session_id, hosting.end)


@api.post("/sessions/<session_id>/extend")
@guarded(Permission.SESSION_HOST)
def extend_session(session_id: str) -> Response:
    """`minutes` more."""
    return _done(session_id, hosting.extend, number_of(json_body(), "minutes"))
