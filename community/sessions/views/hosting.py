"""What hosts do with a session's evening: start, more time, end, late answers; and rehearse."""

from collections.abc import Callable
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.errors import Problem
from community.core.transaction import transaction
from community.rooms.forms import number_of
from community.sessions.actions import hosting, rehearsal
from community.sessions.hosting_part import hosting_of
from community.sessions.models import HostedSession
from community.sessions.page import parts
from community.sessions.views.blueprint import refused, to_session, views
from community.web.guard import guarded
from community.web.identity import current_actor

parts.append(hosting_of)


def _done(
    session_id: str, action: Callable[..., HostedSession], read: Callable[[], Any] | None = None
) -> ResponseReturnValue:
    """Back to where the button was: on the session's page, or in its room."""
    actor = current_actor()
    try:
        more = (read(),) if read else ()
        with transaction() as db:
            room_id = action(db, actor, session_id, *more).room_id
    except Problem as problem:
        if problem.status in (401, 403, 404):
            raise
        return refused(session_id, problem)
    if request.form.get("back") == "room":
        return redirect(url_for("rooms.room", room_id=room_id))
    return to_session(session_id)


@views.post("/sessions/<session_id>/start")
@guarded(Permission.SESSION_HOST)
def start(session_id: str) -> ResponseReturnValue:
    return _done(session_id, hosting.start)


@views.post("/sessions/<session_id>/end")
@guarded(Permission.SESSION_HOST)
def end(session_id: str) -> ResponseReturnValue:
    return _done(session_id, hosting.end)


@views.post("/sessions/<session_id>/extend")
@guarded(Permission.SESSION_HOST)
def extend(session_id: str) -> ResponseReturnValue:
    """`minutes` more."""
    return _done(session_id, hosting.extend, lambda: number_of(request.form, "minutes"))


@views.post("/sessions/<session_id>/late")
@guarded(Permission.SESSION_HOST)
def set_late(session_id: str) -> ResponseReturnValue:
    """For how many `hours` late answers are taken."""
    return _done(session_id, hosting.set_late, lambda: number_of(request.form, "hours"))


@views.post("/sessions/<session_id>/close")
@guarded(Permission.SESSION_HOST)
def close(session_id: str) -> ResponseReturnValue:
    """No late answers any more."""
    return _done(session_id, hosting.close)


@views.post("/sessions/<session_id>/rehearsal")
@guarded(Permission.SESSION_HOST)
def rehearse(session_id: str) -> ResponseReturnValue:
    """Into the rehearsal's room."""
    try:
        with transaction() as db:
            room_id = rehearsal.rehearse(db, current_actor(), session_id).id
    except Problem as problem:
        if problem.status in (401, 403, 404):
            raise
        return refused(session_id, problem)
    return redirect(url_for("rooms.room", room_id=room_id))


@views.post("/sessions/<session_id>/rehearsal/end")
@guarded(Permission.SESSION_HOST)
def end_rehearsal(session_id: str) -> ResponseReturnValue:
    return _done(session_id, rehearsal.end_rehearsal)
