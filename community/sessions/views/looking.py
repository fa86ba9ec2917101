"""The page of a session: one address before, during and after it."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.core import clock
from community.core.errors import NotFound, Problem
from community.core.transaction import reading
from community.sessions.date_polls import access_date_poll
from community.sessions.page import looks, session_page
from community.sessions.queries import access_session
from community.sessions.views.blueprint import views
from community.web.guard import guarded
from community.web.identity import current_actor

NOTHING: Mapping[str, str] = MappingProxyType({})


@views.get("/sessions/<session_id>")
@guarded(Permission.SESSION_SEE)
def session(session_id: str, typed: Mapping[str, str] = NOTHING) -> ResponseReturnValue:
    """`typed`: what somebody wrote into its forms that could not be taken."""
    actor, seen_at = current_actor(), clock.now()  # before anything is looked up
    with reading() as db:
        try:
            found = access_session(db, actor, session_id, Permission.SESSION_SEE)
        except NotFound:
            return _where_it_is_asked(db, actor, session_id)
        shown = session_page(db, actor, found)
        page = render_template("sessions/session.html", **shown, typed=typed)
    for look in looks:
        look(actor, found, shown, seen_at)
    return page


def _where_it_is_asked(db: Session, actor: Actor, draft_id: str) -> ResponseReturnValue:
    """While the date of a draft is looked for, its one address leads there whom it asks."""
    access_date_poll(db, actor, draft_id, Permission.DATE_SEE)
    return redirect(url_for("sessions.date_poll", draft_id=draft_id))


def with_words(session_id: str, problem: Problem, **typed: str) -> ResponseReturnValue:
    """The page with the reason at its top, and what was typed still in its box."""
    flash(problem.message, "problem")
    return make_response(session(session_id, typed), problem.status)
