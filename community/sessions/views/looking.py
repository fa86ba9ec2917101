"""The page of a session: one address before, during and after it."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import flash, make_response, render_template
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.errors import Problem
from community.core.transaction import reading
from community.sessions.page import session_page
from community.sessions.queries import access_session
from community.sessions.views.blueprint import views
from community.web.guard import guarded
from community.web.identity import current_actor

NOTHING: Mapping[str, str] = MappingProxyType({})


@views.get("/sessions/<session_id>")
@guarded(Permission.SESSION_SEE)
def session(session_id: str, typed: Mapping[str, str] = NOTHING) -> ResponseReturnValue:
    """`typed`: what somebody wrote into its forms that could not be taken."""
    actor = current_actor()
    with reading() as db:
        found = access_session(db, actor, session_id, Permission.SESSION_SEE)
        page = session_page(db, actor, found)
        return render_template("sessions/session.html", **page, typed=typed)


def with_words(session_id: str, problem: Problem, **typed: str) -> ResponseReturnValue:
    """The page with the reason at its top, and what was typed still in its box."""
    flash(problem.message, "problem")
    return make_response(session(session_id, typed), problem.status)
