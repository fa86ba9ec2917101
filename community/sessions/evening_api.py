"""A session's evening over HTTP with JSON: the same operations as the socket."""

from collections.abc import Callable
from typing import Any

from flask import Response, jsonify

from community.access.policy import Permission
from community.core.transaction import reading, transaction
from community.rooms.api import api, json_body
from community.rooms.forms import number_of
from community.rooms.permits import spend_post
from community.sessions.actions import hosting
from community.sessions.models import HostedSession
from community.sessions.queries import access_session
from community.web.guard import guarded
from community.web.identity import current_actor


def _done(
    session_id: str, action: Callable[..., HostedSession], *more: Callable[[], Any]
) -> Response:
    """What was sent is read only of somebody who may: others hear the same, whatever they send."""
    actor = current_actor()
    spend_post(actor)
    with reading() as db:
        access_session(db, actor, session_id, Permission.SESSION_HOST)
    given = [one() for one in more]
    with transaction() as db:
        return jsonify(ok=True, state=action(db, actor, session_id, *given).state.value)


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
    return _done(session_id, hosting.extend, lambda: number_of(json_body(), "minutes"))
