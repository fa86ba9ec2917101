"""The list of sessions: what is live, what comes, what is over."""

from flask import render_template
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.sessions.views.blueprint import views
from community.web.guard import guarded


@views.get("/sessions")
@guarded(Permission.SIGNED_IN)
def sessions() -> ResponseReturnValue:
    return render_template("sessions/sessions.html")
