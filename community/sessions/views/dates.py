"""Looking for a date together: the page on which it is asked, answered and chosen."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, can
from community.access.session_rules import SessionState
from community.circles.models import Circle
from community.core.errors import Invalid, NotFound, Problem, Refused
from community.core.transaction import reading, transaction
from community.sessions import date_polls
from community.sessions.actions import dating
from community.sessions.date_forms import answers_from
from community.sessions.date_models import DatePoll
from community.sessions.models import HostedSession
from community.sessions.page import parts
from community.sessions.queries import access_session, hosts_of
from community.sessions.views.blueprint import to_session, views
from community.web.guard import guarded
from community.web.identity import current_actor


@views.app_context_processor
def words_about_dates() -> dict[str, Callable[..., Any]]:
    """`dates_sought_in(circle)`: for the circle's page, which knows nothing of sessions."""
    return {"dates_sought_in": _sought_in}


def _sought_in(circle: Circle) -> list[date_polls.Sought]:
    with reading() as db:
        return date_polls.sought(db, current_actor(), circle)


def said_yes_of(db: Session, actor: Actor, session: HostedSession) -> dict[str, Any]:
    """Whether the reader said they could come when the session is."""
    asked = session.state is SessionState.PUBLISHED and actor.member_id is not None
    return {"said_yes": asked and bool(date_polls.said_yes_to(db, actor, [session.id]))}


parts.append(said_yes_of)


@views.get("/sessions/<draft_id>/times")
@guarded(Permission.DATE_SEE)
def date_poll(draft_id: str) -> ResponseReturnValue:
    """Leads to the session itself from when it is published."""
    actor = current_actor()
    with reading() as db:
        poll = date_polls.access_date_poll(db, actor, draft_id, Permission.DATE_SEE)
        if poll.session.state is not SessionState.DRAFT:
            return to_session(draft_id)
        return render_template("sessions/date_poll.html", **_page(db, actor, poll))


def _page(db: Session, actor: Actor, poll: DatePoll) -> dict[str, Any]:
    times, hosts = date_polls.proposals(db, actor, poll), hosts_of(db, poll.session_id)
    return {
        "poll": poll,
        "session": poll.session,
        "times": times,
        "best": date_polls.best_of(times),
        "hosts": [one for one in hosts if one.id not in actor.apart],
        "hosting": can(actor, Permission.DATE_TAKE, poll),
        "may_answer": can(actor, Permission.DATE_ANSWER, poll),
        "circle_shown": can(actor, Permission.CIRCLE_SEE, poll.session.circle),
    }


@views.post("/sessions/<draft_id>/times")
@guarded(Permission.DATE_ANSWER)
def answer_times(draft_id: str) -> ResponseReturnValue:
    try:
        with transaction() as db:
            said = answers_from(request.form)
            dating.answer_times(db, current_actor(), draft_id, said)
    except Invalid as problem:
        return _said_no(draft_id, problem)
    flash("Thank you. You can change it until a time is chosen.")
    return _to_poll(draft_id)


@views.post("/sessions/<draft_id>/times/take")
@guarded(Permission.DATE_TAKE)
def take_date(draft_id: str) -> ResponseReturnValue:
    """With the time's id in the button that publishes, or in the one that does not."""
    publishing = "publish" in request.form
    time_id = request.form.get("publish" if publishing else "keep", "")
    try:
        with transaction() as db:
            dating.take_date(db, current_actor(), draft_id, time_id, publishing=publishing)
    except (Invalid, Refused) as problem:
        return _said_no(draft_id, problem)
    told = "Everybody who was asked is told."
    flash(f"The session is published. {told}" if publishing else f"It has a date. {told}")
    return to_session(draft_id)


@views.post("/sessions/<draft_id>/times/stop")
@guarded(Permission.DATE_TAKE)
def stop_asking(draft_id: str) -> ResponseReturnValue:
    """On to the form, where the host gives it a date of their own."""
    try:
        with transaction() as db:
            dating.stop_asking(db, current_actor(), draft_id)
    except Refused as problem:
        return _said_no(draft_id, problem)
    except NotFound:
        _asked_already(draft_id)  # a second click is answered as the first
    flash("Nobody is asked any more. Please set its date here.")
    return redirect(url_for("sessions.edit_session", session_id=draft_id))


def _asked_already(draft_id: str) -> None:
    """Raises unless it is a draft of the reader, whose date nobody is asked about."""
    with reading() as db:
        session = access_session(db, current_actor(), draft_id, Permission.SESSION_HOST)
        if session.state is not SessionState.DRAFT:
            raise NotFound


def _said_no(draft_id: str, problem: Problem) -> ResponseReturnValue:
    """Back to the page, where the reason stands; but only who may see it."""
    with reading() as db:
        date_polls.access_date_poll(db, current_actor(), draft_id, Permission.DATE_SEE)
    flash(problem.message, "problem")
    return _to_poll(draft_id)


def _to_poll(draft_id: str) -> ResponseReturnValue:
    return redirect(url_for("sessions.date_poll", draft_id=draft_id))
