"""Repeating a session, and calling off what repeats."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from community.access.policy import Permission
from community.core.errors import Invalid, Refused
from community.core.transaction import reading, transaction
from community.sessions.actions.series import cancel_from_here, later_in_series, repeat
from community.sessions.models import HostedSession, Series
from community.sessions.queries import access_session
from community.sessions.recurrence import Every, Repeat, in_words, rule_of, walls
from community.sessions.times import moment_of
from community.sessions.views.blueprint import refused, to_session, views
from community.web.forms import show_problem
from community.web.guard import guarded
from community.web.identity import current_actor

HALF_A_YEAR = timedelta(weeks=26)


class RepeatForm(FlaskForm):  # type: ignore[misc]
    every = RadioField("How often", default=Every.WEEK.value)
    until = StringField("Until", [InputRequired("Please choose the last day.")])


@dataclass(frozen=True)
class Next:
    """A session that would be made."""

    starts_at: datetime
    ends_at: datetime
    time_zone: str


@views.route("/sessions/<session_id>/repeat", methods=["GET", "POST"])
@guarded(Permission.SESSION_HOST)
def repeat_session(session_id: str) -> ResponseReturnValue:
    """First a look at the days, then they are made."""
    actor = current_actor()
    with reading() as db:
        session = access_session(db, actor, session_id, Permission.SESSION_HOST)
        later, rule = later_in_series(db, actor, session), _rule(db, session)
    form = RepeatForm(data={"until": str((session.starts_wall + HALF_A_YEAR).date())})
    form.every.choices = _ways(session.starts_wall)
    coming: list[Next] = []
    if form.validate_on_submit():
        try:
            how = Repeat(Every(form.every.data), _day(form.until.data or ""))
            if request.form.get("do") == "make":
                return _made(session_id, how)
            coming = _days(session, how)
        except (Invalid, Refused) as problem:
            show_problem(form, problem)
    about = {"session": session, "later": later, "rule": rule, "coming": coming}
    page = render_template("sessions/repeat_session.html", form=form, **about)
    return page, 422 if form.errors or form.form_errors else 200


def _made(session_id: str, how: Repeat) -> ResponseReturnValue:
    with transaction() as db:
        made = len(repeat(db, current_actor(), session_id, how))
    flash(f"{made} more sessions stand in the calendar." if made > 1 else "One more is made.")
    return redirect(url_for("sessions.repeat_session", session_id=session_id))


def _rule(db: Session, session: HostedSession) -> str:
    """How the series it is in repeats, in words."""
    series = db.get(Series, session.series_id) if session.series_id else None
    return _capital(in_words(series.rule)) if series else ""


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _ways(first: datetime) -> list[SelectChoice]:
    """As they would be for this day, without the last day."""
    until = first.date() + timedelta(weeks=20)
    named = ((one, in_words(rule_of(Repeat(one, until), first))) for one in Every)
    return [
        SelectChoice(one.value, _capital(words.partition(" until ")[0])) for one, words in named
    ]


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        sentence = "Please give a day as 2027-03-31."
        raise Invalid(sentence, until=sentence) from None


def _days(session: HostedSession, how: Repeat) -> list[Next]:
    zone, length = session.time_zone, session.ends_at - session.starts_at
    rule = rule_of(how, session.starts_wall)
    starts = (moment_of(wall, zone) for wall in walls(rule, session.starts_wall)[1:])
    return [Next(one, one + length, zone) for one in starts]


@views.post("/sessions/<session_id>/cancel-rest")
@guarded(Permission.SESSION_HOST)
def cancel_rest(session_id: str) -> ResponseReturnValue:
    """This session and all after it."""
    try:
        with transaction() as db:
            session = access_session(db, current_actor(), session_id, Permission.SESSION_HOST)
            circle_id = session.circle_id
            gone = cancel_from_here(db, current_actor(), session_id, request.form.get("why", ""))
            kept = db.get(HostedSession, session_id, populate_existing=True) is not None
    except (Refused, Invalid) as problem:
        return refused(session_id, problem)
    flash(f"{gone} sessions are called off." if gone > 1 else "The session is called off.")
    if kept:
        return to_session(session_id)
    return redirect(url_for("circles.circle", circle_id=circle_id))
