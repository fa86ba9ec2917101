"""Coming into a circle and going."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.memberships import Standing
from community.access.policy import Permission, Visibility
from community.circles import actions, queries
from community.circles.views.blueprint import refused, to_circle, views
from community.core.errors import Invalid, Refused
from community.core.transaction import reading, transaction
from community.web.guard import guarded
from community.web.identity import current_actor

SAID = {
    Standing.ASKED: "The hosts have your request. You will hear from them in your inbox.",
    Standing.WAITING: "It is full just now, so you are on its waiting list.",
}


@views.route("/circles/<circle_id>/join", methods=["GET", "POST"])
@guarded(Permission.CIRCLE_SEE)
def join(circle_id: str) -> ResponseReturnValue:
    """At once where nothing is asked; else by a page with the agreement and the questions."""
    problem = None
    if request.method == "POST":
        try:
            standing = _join(circle_id)
        except Invalid as invalid:
            problem = invalid
        else:
            if standing in SAID:
                flash(SAID[standing])
            return to_circle(circle_id)
    return _join_page(circle_id, problem)


def _join(circle_id: str) -> Standing:
    answers = [request.form.get(f"answer_{number}", "") for number in range(1, 6)]
    agreed = request.form.get("agreed") == "1"
    with transaction() as db:
        return actions.join(db, current_actor(), circle_id, agreed=agreed, answers=answers)


def _join_page(circle_id: str, problem: Invalid | None) -> ResponseReturnValue:
    actor = current_actor()
    with reading() as db:
        circle = queries.access_circle(db, actor, circle_id, Permission.CIRCLE_SEE)
        standing = actions.require_way_in(actor, circle)
    if standing not in (None, Standing.INVITED):
        return to_circle(circle_id)
    asks = standing is None and circle.visibility is Visibility.ASK
    wrong: dict[str, Any] = problem.fields if problem else {}
    page = render_template(
        "circles/join.html",
        circle=circle,
        questions=circle.join_questions if asks else [],
        asks=asks,
        wrong=wrong,
    )
    return page, 422 if problem else 200


@views.post("/circles/<circle_id>/agree")
@guarded(Permission.CIRCLE_ADD)
def agree(circle_id: str) -> ResponseReturnValue:
    with transaction() as db:
        actions.agree(db, current_actor(), circle_id)
    return to_circle(circle_id)


@views.post("/circles/<circle_id>/leave")
@guarded(Permission.CIRCLE_LEAVE)
def leave(circle_id: str) -> ResponseReturnValue:
    try:
        with transaction() as db:
            actions.leave(db, current_actor(), circle_id)
    except Refused as problem:
        return refused(circle_id, problem)
    return redirect(url_for("circles.circles"))
