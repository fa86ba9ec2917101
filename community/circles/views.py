"""Pages about circles."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.memberships import Standing
from community.access.policy import Permission, can
from community.circles import actions, queries
from community.circles.forms import CircleForm
from community.circles.rules import as_visibility
from community.core.errors import Problem, Refused
from community.core.transaction import reading, transaction
from community.web.forms import show_problem
from community.web.guard import guarded
from community.web.identity import current_actor
from community.web.template_words import page_number

views = Blueprint("circles", __name__)


@views.app_template_filter()
def calendar_day(value: date) -> str:
    """`4 December 2026`: a day without a clock, the same in every time zone."""
    return f"{value.day} {value:%B %Y}"


@views.get("/circles")
@guarded(Permission.SIGNED_IN)
def circles() -> ResponseReturnValue:
    page, actor = page_number(request.args.get("page")), current_actor()
    with reading() as db:
        others, more = queries.circles(db, actor, page)
        mine = queries.my_circles(db, actor)
        invitations = queries.invitations(db, actor)
    return render_template(
        "circles/circles.html",
        mine=mine,
        others=others,
        invitations=invitations,
        page=page,
        more=more,
    )


@views.route("/circles/new", methods=["GET", "POST"])
@guarded(Permission.CIRCLE_START)
def new_circle() -> ResponseReturnValue:
    form = CircleForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                circle = actions.start_circle(db, current_actor(), **_typed(form))
            return redirect(url_for("circles.circle", circle_id=circle.id))
        except Problem as problem:
            show_problem(form, problem)
    return render_template("circles/new_circle.html", form=form), 422 if form.errors else 200


@views.route("/circles/<circle_id>/edit", methods=["GET", "POST"])
@guarded(Permission.CIRCLE_EDIT)
def edit_circle(circle_id: str) -> ResponseReturnValue:
    with reading() as db:
        circle = queries.access_circle(db, current_actor(), circle_id, Permission.CIRCLE_EDIT)
    form = CircleForm(obj=circle)
    if form.validate_on_submit():
        try:
            with transaction() as db:
                actions.change_circle(db, current_actor(), circle_id, **_typed(form))
            flash("The circle is changed.")
            return redirect(url_for("circles.circle", circle_id=circle_id))
        except Problem as problem:
            show_problem(form, problem)
    page = render_template("circles/edit_circle.html", form=form, circle=circle)
    return page, 422 if form.errors else 200


def _typed(form: CircleForm) -> dict[str, Any]:
    return {
        "name": form.name.data,
        "purpose": form.purpose.data,
        "visibility": as_visibility(form.visibility.data or ""),
    }


@views.get("/circles/<circle_id>")
@guarded(Permission.CIRCLE_SEE)
def circle(circle_id: str) -> ResponseReturnValue:
    actor = current_actor()
    with reading() as db:
        circle = queries.access_circle(db, actor, circle_id, Permission.CIRCLE_SEE)
        hosting = can(actor, Permission.CIRCLE_PEOPLE, circle)
        waiting = [Standing.ASKED, Standing.INVITED] if hosting else []
        return render_template(
            "circles/circle.html",
            circle=circle,
            people=queries.companions(db, circle),
            waiting=[person for s in waiting for person in queries.companions(db, circle, s)],
            hosting=hosting,
            standing=actor.stands(circle.id),
        )


@views.post("/circles/<circle_id>/join")
@guarded(Permission.CIRCLE_SEE)
def join(circle_id: str) -> ResponseReturnValue:
    with transaction() as db:
        standing = actions.join(db, current_actor(), circle_id)
    if standing is Standing.ASKED:
        flash("The hosts have your request. You will hear from them in your inbox.")
    return redirect(url_for("circles.circle", circle_id=circle_id))


@views.post("/circles/<circle_id>/leave")
@guarded(Permission.CIRCLE_LEAVE)
def leave(circle_id: str) -> ResponseReturnValue:
    try:
        with transaction() as db:
            actions.leave(db, current_actor(), circle_id)
    except Refused as refused:
        return _refused(circle_id, refused)
    return redirect(url_for("circles.circles"))


def _refused(circle_id: str, refused: Refused) -> ResponseReturnValue:
    """Back to the circle, at its top, where the reason stands."""
    flash(refused.message, "problem")
    return redirect(url_for("circles.circle", circle_id=circle_id))


def _people(
    circle_id: str, change: Callable[..., None], whom: str, **how: bool
) -> ResponseReturnValue:
    """Do one thing about somebody in the circle, then show its people again."""
    try:
        with transaction() as db:
            change(db, current_actor(), circle_id, whom, **how)
    except Refused as refused:
        return _refused(circle_id, refused)
    return redirect(url_for("circles.circle", circle_id=circle_id, _anchor="people"))


@views.post("/circles/<circle_id>/people")
@guarded(Permission.CIRCLE_PEOPLE)
def invite(circle_id: str) -> ResponseReturnValue:
    return _people(circle_id, actions.invite, request.form.get("handle", ""))


@views.post("/circles/<circle_id>/people/<member_id>/accept")
@guarded(Permission.CIRCLE_PEOPLE)
def accept(circle_id: str, member_id: str) -> ResponseReturnValue:
    return _people(circle_id, actions.accept, member_id)


@views.post("/circles/<circle_id>/people/<member_id>/remove")
@guarded(Permission.CIRCLE_PEOPLE)
def remove(circle_id: str, member_id: str) -> ResponseReturnValue:
    return _people(circle_id, actions.remove, member_id)


@views.post("/circles/<circle_id>/people/<member_id>/host")
@guarded(Permission.CIRCLE_PEOPLE)
def host(circle_id: str, member_id: str) -> ResponseReturnValue:
    return _people(circle_id, actions.set_host, member_id, host=True)


@views.post("/circles/<circle_id>/people/<member_id>/unhost")
@guarded(Permission.CIRCLE_PEOPLE)
def unhost(circle_id: str, member_id: str) -> ResponseReturnValue:
    return _people(circle_id, actions.set_host, member_id, host=False)
