"""Planning a session, changing it, calling it off."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.circles.models import Circle
from community.circles.queries import access_circle
from community.core.errors import Invalid, Problem, Refused, SignedOut
from community.core.transaction import reading, transaction
from community.members.profile_rules import time_zones
from community.sessions.actions import changing, schedule
from community.sessions.actions.dating import ask_for_date
from community.sessions.actions.publishing import publish_later
from community.sessions.actions.series import change_from_here, later_in_series
from community.sessions.date_forms import TimesForm, use_suggested
from community.sessions.forms import (
    FIRST_ZONE,
    SessionForm,
    as_it_stood,
    filled_from,
    to_come,
    typed_plan,
    with_hosts,
)
from community.sessions.listed import zone_of
from community.sessions.models import HostedSession
from community.sessions.publish_forms import NewSessionForm, wall_from
from community.sessions.queries import access_session, hosts_of, plan_of
from community.sessions.suggestions import suggested_times
from community.sessions.views.blueprint import refused, to_session, views
from community.sessions.views.calendar import own_zone
from community.sessions.views.looking import with_words
from community.web.forms import show_problem
from community.web.guard import guarded
from community.web.identity import current_actor


@views.route("/circles/<circle_id>/sessions/new", methods=["GET", "POST"])
@guarded(Permission.CIRCLE_EDIT)
def new_session(circle_id: str) -> ResponseReturnValue:
    """`?like=` names a session: all of it but the day is there already."""
    actor = current_actor()
    with reading() as db:
        circle = access_circle(db, actor, circle_id, Permission.CIRCLE_EDIT)
        form = NewSessionForm(data=_first(db, actor, circle, request.args.get("like", "")))
        suggestions = suggested_times(db, actor, circle_id, own_zone() or FIRST_ZONE)
    times = TimesForm()
    times.offer(suggestions, own_zone())
    use_suggested(form, suggestions)
    if not request.form.get("at") and _sent(form):
        try:
            asks = request.form.get("do") == "ask"
            return to_session(_ask(circle_id, form, times) if asks else _make(circle_id, form))
        except Problem as problem:
            show_problem(form, problem)
    about = {"circle": circle, "suggestions": suggestions, "times_form": times}
    return _page("sessions/new_session.html", form, **about)


def _ask(circle_id: str, form: SessionForm, times: TimesForm) -> str:
    actor = current_actor()
    with transaction() as db:
        plan = typed_plan(db, actor, form)
        asked = ask_for_date(db, actor, circle_id, plan, times.walls(plan.zone)).id
    flash("They are asked when they could come. You choose.")
    return asked


MADE = {
    "publish": "Published. Whoever may come can see it now.",
    "later": "Kept as a draft. It says when it is published.",
}


def _make(circle_id: str, form: NewSessionForm) -> str:
    """`do`: publish it, now or later by itself; anything else keeps it as a draft."""
    actor, to_do = current_actor(), request.form.get("do", "")
    with transaction() as db:
        plan = to_come(typed_plan(db, actor, form))
        session = schedule.create_session(db, actor, circle_id, plan)
        if to_do == "publish":
            schedule.publish(db, actor, session.id)
        if to_do == "later":
            publish_later(db, actor, session.id, wall_from(form, session))
        session_id = session.id
    flash(MADE.get(to_do, "Kept as a draft."))
    return session_id


def _first(db: Session, actor: Actor, circle: Circle, like: str) -> dict[str, object]:
    """What an empty form holds: what a session like it said, or the zone the host lives in."""
    try:
        session = access_session(db, actor, like, Permission.SESSION_HOST)
    except (Problem, SignedOut):
        return {"time_zone": zone_of(db, actor) or FIRST_ZONE}
    return filled_from(plan_of(db, session), _others(db, actor, session), again=True)


def _others(db: Session, actor: Actor, session: HostedSession) -> str:
    """The hosts besides the reader, as they are typed: nobody whom a block keeps apart."""
    unnamed = {actor.member_id, *actor.apart}
    return ", ".join(f"@{one.handle}" for one in hosts_of(db, session.id) if one.id not in unnamed)


@views.route("/sessions/<session_id>/edit", methods=["GET", "POST"])
@guarded(Permission.SESSION_HOST)
def edit_session(session_id: str) -> ResponseReturnValue:
    actor = current_actor()
    with reading() as db:
        session = access_session(db, actor, session_id, Permission.SESSION_HOST)
        plan, repeats = plan_of(db, session), len(later_in_series(db, actor, session))
        form = SessionForm(data=filled_from(plan, _others(db, actor, session)))
    unnamed = tuple(one for one in plan.hosts if one in {actor.member_id, *actor.apart})
    if _sent(form):
        try:
            _change(session_id, form, unnamed)
            flash("The session is changed.")
            return to_session(session_id)
        except Problem as problem:
            show_problem(form, problem)
    about = {"session": session, "circle": session.circle, "repeats": repeats}
    return _page("sessions/edit_session.html", form, **about)


def _change(session_id: str, form: SessionForm, unnamed: tuple[str, ...]) -> None:
    """This one, or with all after it. `unnamed`: its hosts whom the form does not name."""
    actor, rest = current_actor(), request.form.get("reach") == "rest"
    change = change_from_here if rest else changing.change_session
    with transaction() as db:
        session = access_session(db, actor, session_id, Permission.SESSION_HOST)
        was = plan_of(db, session)
        plan = as_it_stood(with_hosts(typed_plan(db, actor, form), unnamed), was)
        if (plan.starts, plan.ends, plan.zone) != (was.starts, was.ends, was.zone):
            to_come(plan)
        change(db, actor, session_id, plan)


def _sent(form: SessionForm) -> bool:
    """Looking at how the introduction reads sends the form, and keeps nothing."""
    return bool(form.validate_on_submit()) and request.form.get("do") != "look"


def _page(template: str, form: SessionForm, **about: object) -> ResponseReturnValue:
    look = request.method == "POST" and request.form.get("do") == "look"
    page = render_template(template, form=form, look=look, zones=time_zones(), **about)
    return page, 422 if form.errors and not look else 200


@views.post("/sessions/<session_id>/publish")
@guarded(Permission.SESSION_HOST)
def publish(session_id: str) -> ResponseReturnValue:
    actor = current_actor()
    try:
        with transaction() as db:
            to_come(plan_of(db, access_session(db, actor, session_id, Permission.SESSION_HOST)))
            schedule.publish(db, actor, session_id)
    except (Refused, Invalid) as problem:
        return refused(session_id, problem)
    flash("Published. Whoever may come can see it now.")
    return to_session(session_id)


@views.post("/sessions/<session_id>/cancel")
@guarded(Permission.SESSION_HOST)
def cancel(session_id: str) -> ResponseReturnValue:
    why = request.form.get("why", "")
    try:
        with transaction() as db:
            changing.cancel(db, current_actor(), session_id, why)
    except (Refused, Invalid) as problem:
        return with_words(session_id, problem, why=why)
    flash("The session is cancelled. Everybody who comes hears of it.")
    return to_session(session_id)


@views.post("/sessions/<session_id>/discard")
@guarded(Permission.SESSION_HOST)
def discard(session_id: str) -> ResponseReturnValue:
    try:
        with transaction() as db:
            circle_id = changing.discard(db, current_actor(), session_id)
    except Refused as problem:
        return refused(session_id, problem)
    flash("The draft is gone.")
    return redirect(url_for("circles.circle", circle_id=circle_id))
