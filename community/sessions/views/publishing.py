"""When a draft is published by itself, and words to tell of a session elsewhere."""

from typing import Any

from flask import Response, flash, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, can
from community.access.session_rules import SessionState
from community.core.errors import Invalid, NotFound, Refused
from community.core.transaction import reading, transaction
from community.sessions.actions import publishing
from community.sessions.models import HostedSession
from community.sessions.page import parts
from community.sessions.promotion import can_be_told, words_for
from community.sessions.publish_forms import PublishForm, as_chosen, wall_from
from community.sessions.queries import access_session
from community.sessions.times import said_at
from community.sessions.views.blueprint import refused, to_session, views
from community.sessions.views.calendar import own_zone, publisher
from community.web.forms import show_problem
from community.web.guard import guarded
from community.web.identity import current_actor


def publishing_of(db: Session, actor: Actor, session: HostedSession) -> dict[str, Any]:
    """For its hosts: when the draft is published by itself, what is missing for that, and words
    for elsewhere."""
    if not can(actor, Permission.SESSION_HOST, session):
        return {"publishing": {}, "promotion": ""}
    told = can_be_told(session)
    return {
        "publishing": _of_draft(db, session) if session.state is SessionState.DRAFT else {},
        "promotion": words_for(session, publisher().site) if told else "",
    }


def _of_draft(db: Session, session: HostedSession) -> dict[str, Any]:
    when = session.publish_at
    planned = when or session.publish_checked_at
    return {
        "when": said_at(when, own_zone() or session.time_zone) if when else "",
        "missing": publishing.missing(db, session) if planned else [],
    }


parts.append(publishing_of)


@views.route("/sessions/<session_id>/publish-later", methods=["GET", "POST"])
@guarded(Permission.SESSION_HOST)
def publish_later(session_id: str) -> ResponseReturnValue:
    actor = current_actor()
    with reading() as db:
        session = access_session(db, actor, session_id, Permission.SESSION_HOST)
    form = PublishForm(data=as_chosen(session))
    if form.validate_on_submit():
        try:
            with transaction() as db:
                now = access_session(db, actor, session_id, Permission.SESSION_HOST)
                publishing.publish_later(db, actor, session_id, wall_from(form, now))
            flash("Saved.")
            return to_session(session_id)
        except Invalid as problem:
            show_problem(form, problem)
        except Refused as problem:
            return refused(session_id, problem)
    page = render_template("sessions/publish_later.html", form=form, session=session)
    return page, 422 if form.errors else 200


@views.get("/sessions/<session_id>/promotion.txt")
@guarded(Permission.SESSION_HOST)
def promotion(session_id: str) -> ResponseReturnValue:
    """The same words as on its page, to be copied by a button; where it has none, nothing."""
    with reading() as db:
        session = access_session(db, current_actor(), session_id, Permission.SESSION_HOST)
    if not can_be_told(session):
        raise NotFound
    return Response(words_for(session, publisher().site), mimetype="text/plain")
