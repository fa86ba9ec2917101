"""The first two steps of a newcomer. Both can be left out, and found again later."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.memberships import Standing
from community.access.policy import Permission, Visibility
from community.circles.actions import join
from community.circles.queries import access_circle
from community.circles.reasons import suggested
from community.core.errors import Problem
from community.core.transaction import reading, transaction
from community.discovery.welcome.queries import to_tap
from community.skills.actions import add_both
from community.skills.forms import SkillsForm
from community.web.forms import show_problem
from community.web.guard import guarded
from community.web.identity import current_actor

views = Blueprint("welcome", __name__)
CIRCLES = 3


@views.route("/welcome/skills", methods=["GET", "POST"])
@guarded(Permission.SIGNED_IN)
def welcome_skills() -> ResponseReturnValue:
    form = SkillsForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                add_both(db, current_actor(), *map(_typed_and_tapped, ("teach", "learn")))
        except Problem as problem:
            show_problem(form, problem)
        else:
            return redirect(url_for("welcome.welcome_circles"))
    with reading() as db:
        taps = to_tap(db, current_actor())
    tapped = {way: request.form.getlist(f"{way}_tap") for way in ("teach", "learn")}
    page = render_template("welcome/welcome_skills.html", form=form, taps=taps, tapped=tapped)
    return page, 422 if form.errors else 200


def _typed_and_tapped(way: str) -> str:
    return ", ".join([request.form.get(way, ""), *request.form.getlist(f"{way}_tap")])


@views.get("/welcome/circles")
@guarded(Permission.SIGNED_IN)
def welcome_circles() -> ResponseReturnValue:
    with reading() as db:
        cards = suggested(db, current_actor(), CIRCLES)
    return render_template("welcome/welcome_circles.html", cards=cards)


@views.post("/welcome/circles/<circle_id>/join")
@guarded(Permission.CIRCLE_SEE)
def come_in(circle_id: str) -> ResponseReturnValue:
    """Into the room at once; where something is asked first, to the page that asks it."""
    actor = current_actor()
    with reading() as db:
        circle = access_circle(db, actor, circle_id, Permission.CIRCLE_SEE)
    asks = circle.visibility is Visibility.ASK and bool(circle.join_questions)
    if circle.agreement or asks:
        return redirect(url_for("circles.join", circle_id=circle_id))
    with transaction() as db:
        standing = join(db, actor, circle_id)
    if standing is Standing.JOINED:
        return redirect(url_for("rooms.room_of_circle", circle_id=circle_id))
    if standing is Standing.ASKED:
        flash("The hosts have your request. You will hear from them in your inbox.")
    return redirect(url_for("circles.circle", circle_id=circle_id))
