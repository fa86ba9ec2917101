"""Where the pages about hosted sessions hang."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.errors import Problem
from community.core.transaction import reading
from community.sessions.queries import access_session
from community.web.identity import current_actor

views = Blueprint("sessions", __name__)


def to_session(session_id: str, part: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("sessions.session", session_id=session_id, _anchor=part))


def refused(session_id: str, problem: Problem) -> ResponseReturnValue:
    """Back to the session, at its top, where the reason stands; but only who may see it."""
    with reading() as db:
        access_session(db, current_actor(), session_id, Permission.SESSION_SEE)
    flash(problem.message, "problem")
    return to_session(session_id)
