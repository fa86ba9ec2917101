"""The page of a session: one address before, during and after it."""

from flask import render_template
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.transaction import reading
from community.sessions.page import session_page
from community.sessions.queries import access_session
from community.sessions.views.blueprint import views
from community.web.guard import guarded
from community.web.identity import current_actor


@views.get("/sessions/<session_id>")
@guarded(Permission.SESSION_SEE)
def session(session_id: str) -> ResponseReturnValue:
    actor = current_actor()
    with reading() as db:
        found = access_session(db, actor, session_id, Permission.SESSION_SEE)
        return render_template("sessions/session.html", **session_page(db, actor, found))
