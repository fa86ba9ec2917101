"""When a member usually has time; for themselves alone, and counted for their circles."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.actor import Actor
from community.access.policy import Permission
from community.core.errors import Invalid
from community.core.transaction import reading, transaction
from community.members.profile_rules import tidy_time_zone, time_zones
from community.sessions.actions.free import say_free_times
from community.sessions.forms import FIRST_ZONE
from community.sessions.free_models import FreeTimes
from community.sessions.free_times import DAYS, PARTS, parts_from, ticked_in
from community.sessions.views.blueprint import views
from community.sessions.views.calendar import own_zone
from community.web.guard import guarded
from community.web.identity import current_actor


@views.route("/me/times", methods=["GET", "POST"])
@guarded(Permission.SIGNED_IN)
def my_times() -> ResponseReturnValue:
    actor, problem = current_actor(), ""
    if request.method == "POST":
        try:
            with transaction() as db:
                zone = tidy_time_zone(request.form.get("time_zone", ""))
                say_free_times(db, actor, parts_from(request.form.getlist("free")), zone)
        except Invalid as error:
            problem = error.message
        else:
            flash("Your times are saved.")
            return redirect(url_for("sessions.my_times"))
    page = render_template(
        "sessions/my_times.html",
        days=DAYS,
        day_parts=PARTS,
        zones=time_zones(),
        problem=problem,
        **_said(actor, typed=bool(problem)),
    )
    return page, 422 if problem else 200


def _said(actor: Actor, *, typed: bool) -> dict[str, Any]:
    """What is ticked, and by whose clock: as it was just sent, or as it is kept."""
    if typed:
        sent = request.form
        return {"ticked": set(sent.getlist("free")), "zone": sent.get("time_zone", "")}
    with reading() as db:
        mine = db.get(FreeTimes, actor.member_id or "")
    if mine is None:
        return {"ticked": set(), "zone": own_zone() or FIRST_ZONE}
    return {"ticked": ticked_in(mine.parts), "zone": mine.time_zone}
