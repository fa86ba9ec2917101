"""Where the pages about hosted sessions hang."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from community.core.errors import Problem

views = Blueprint("sessions", __name__)


def to_session(session_id: str, part: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("sessions.session", session_id=session_id, _anchor=part))


def refused(session_id: str, problem: Problem) -> ResponseReturnValue:
    """Back to the session, at its top, where the reason stands."""
    flash(problem.message, "problem")
    return to_session(session_id)
