"""Those who wait to be let in."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.administration.views.blueprint import AT, views
from community.core.transaction import reading, transaction
from community.members import sign_ups
from community.web.guard import guarded
from community.web.identity import current_actor


@views.get(f"{AT}/waiting")
@guarded(Permission.COMMUNITY_ADMIT)
def waiting() -> ResponseReturnValue:
    with reading() as db:
        found = sign_ups.waiting(db, current_actor())
    return render_template("administration/waiting.html", found=found)


@views.post(f"{AT}/waiting/<sign_up_id>/let-in")
@guarded(Permission.COMMUNITY_ADMIT)
def let_in(sign_up_id: str) -> ResponseReturnValue:
    with transaction() as db:
        member = sign_ups.let_in(db, current_actor(), sign_up_id)
    flash(f"{member.name} is a member now, and is told so by mail where mail is sent.")
    return redirect(url_for("administration.waiting"))


@views.post(f"{AT}/waiting/<sign_up_id>/turn-away")
@guarded(Permission.COMMUNITY_ADMIT)
def turn_away(sign_up_id: str) -> ResponseReturnValue:
    with transaction() as db:
        sign_ups.turn_away(db, current_actor(), sign_up_id)
    flash("They are not let in; nothing of them is kept.")
    return redirect(url_for("administration.waiting"))
