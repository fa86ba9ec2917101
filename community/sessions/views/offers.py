"""Applying to host in a circle, and answering who applies."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import FieldList, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from community.access.actor import Actor
from community.access.policy import Permission
from community.circles.queries import access_circle
from community.core.errors import Invalid, Problem, Refused
from community.core.transaction import reading, transaction
from community.members.profile_rules import tidy_time_zone, time_zones
from community.sessions.actions import offers as actions
from community.sessions.forms import FIRST_ZONE
from community.sessions.offers import (
    DATES_MOST,
    Offering,
    access_offer,
    my_offers,
    waiting_offers,
)
from community.sessions.slots import Slot, free_slots
from community.sessions.suggestions import suggested_times
from community.sessions.times import known_zone, wall_of, when_in
from community.sessions.views.blueprint import to_session, views
from community.sessions.views.calendar import own_zone
from community.web.forms import show_problem
from community.web.guard import guarded
from community.web.identity import current_actor

OWN_DATES = 3


class OfferForm(FlaskForm):  # type: ignore[misc]
    title = StringField("Topic", [InputRequired("Please say what it would be about.")])
    introduction = TextAreaField("What it is about")
    questions = TextAreaField("Questions")
    slots = SelectMultipleField(
        "Free times", widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    dates = FieldList(StringField("Another date"), min_entries=OWN_DATES, max_entries=DATES_MOST)
    time_zone = StringField("Time zone", [InputRequired("Please say by which clock.")])
    minutes = StringField("Minutes", default="60")


@views.get("/circles/<circle_id>/offers")
@guarded(Permission.CIRCLE_READ)
def offers(circle_id: str) -> ResponseReturnValue:
    """For hosts what waits for them; for everybody their own."""
    actor = current_actor()
    with reading() as db:
        circle = access_circle(db, actor, circle_id, Permission.CIRCLE_READ)
        waiting = waiting_offers(db, actor, circle_id)
        mine = my_offers(db, actor, circle_id)
        slots = free_slots(db, actor, circle_id)
    return render_template(
        "sessions/offers.html", circle=circle, waiting=waiting, mine=mine, slots=slots
    )


@views.route("/circles/<circle_id>/offers/new", methods=["GET", "POST"])
@guarded(Permission.CIRCLE_ADD)
def new_offer(circle_id: str) -> ResponseReturnValue:
    actor = current_actor()
    with reading() as db:
        circle = access_circle(db, actor, circle_id, Permission.CIRCLE_ADD)
        form = _form(db, actor, circle_id)
    if form.validate_on_submit():
        try:
            with transaction() as db:
                actions.offer_to_host(db, actor, circle_id, _typed(form))
        except Problem as problem:
            show_problem(form, problem)
        else:
            flash("Your offer is with the hosts of the circle.")
            return _to_offers(circle_id)
    page = render_template("sessions/new_offer.html", circle=circle, form=form, zones=time_zones())
    return page, 422 if form.errors or form.form_errors else 200


def _form(db: Session, actor: Actor, circle_id: str) -> OfferForm:
    slots = free_slots(db, actor, circle_id)
    zone = own_zone() or (slots[0].time_zone if slots else FIRST_ZONE)
    form = OfferForm(data={"time_zone": zone})
    words = {_key(one): when_in(one, own_zone()).text for one in slots}
    for one in suggested_times(db, actor, circle_id, zone):
        words[one.key] = f"{when_in(one.slot, own_zone()).text}. {one.reason}"
    form.slots.choices = [SelectChoice(key, words[key]) for key in sorted(words)]
    return form


def _key(slot: Slot) -> str:
    """The moment: the same whichever zone the form is sent with."""
    return slot.starts_at.isoformat()


def _typed(form: OfferForm) -> Offering:
    zone = known_zone(tidy_time_zone(form.time_zone.data or ""))
    moments = (datetime.fromisoformat(one) for one in form.slots.data or ())
    typed = (_wall(one.data) for one in form.dates if (one.data or "").strip())
    minutes = form.minutes.data or ""
    return Offering(
        title=form.title.data or "",
        introduction=form.introduction.data or "",
        questions=tuple((form.questions.data or "").splitlines()),
        dates=(*(wall_of(one, zone) for one in moments), *typed),
        zone=zone,
        minutes=int(minutes) if minutes.isdecimal() and len(minutes) < 5 else 0,
    )


def _wall(typed: str) -> datetime:
    with suppress(ValueError):
        wall = datetime.fromisoformat(typed.strip())
        if wall.tzinfo is None:
            return wall.replace(second=0, microsecond=0)
    sentence = "Please give a date with its hour, as 2027-03-31T20:00."
    raise Invalid(sentence, dates=sentence)


@views.post("/offers/<offer_id>/take")
@guarded(Permission.SIGNED_IN)
def take_offer(offer_id: str) -> ResponseReturnValue:
    """Leads to the draft, which its hosts publish."""
    try:
        with transaction() as db:
            date = request.form.get("date", "")
            session = actions.take_offer(db, current_actor(), offer_id, date)
            session_id = session.id
    except (Refused, Invalid) as problem:
        return _said_no(offer_id, problem)
    flash("It is a draft now, with both of you as hosts. Publish it when it is ready.")
    return to_session(session_id)


@views.post("/offers/<offer_id>/decline")
@guarded(Permission.SIGNED_IN)
def decline_offer(offer_id: str) -> ResponseReturnValue:
    return _answer(offer_id, actions.decline_offer, request.form.get("reply", ""))


@views.post("/offers/<offer_id>/withdraw")
@guarded(Permission.SIGNED_IN)
def withdraw_offer(offer_id: str) -> ResponseReturnValue:
    return _answer(offer_id, actions.withdraw_offer)


def _answer(offer_id: str, action: Any, *words: str) -> ResponseReturnValue:
    try:
        with transaction() as db:
            circle_id = action(db, current_actor(), offer_id, *words).circle_id
    except (Refused, Invalid) as problem:
        return _said_no(offer_id, problem)
    return _to_offers(circle_id)


def _said_no(offer_id: str, problem: Problem) -> ResponseReturnValue:
    flash(problem.message, "problem")
    with reading() as db:
        offer = access_offer(db, current_actor(), offer_id)
    return _to_offers(offer.circle_id)


def _to_offers(circle_id: str) -> ResponseReturnValue:
    return redirect(url_for("sessions.offers", circle_id=circle_id))
