"""Pages for administrators."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.administration import actions, queries
from community.core.transaction import reading, transaction
from community.web.guard import guarded
from community.web.identity import current_actor

views = Blueprint("administration", __name__, url_prefix="/administration")


@views.get("")
@guarded(Permission.ADMINISTER)
def administration() -> ResponseReturnValue:
    with reading() as db:
        queue = queries.queue_state(db, current_actor())
    return render_template("administration/administration.html", queue=queue)


@views.post("/jobs/<int(max=9223372036854775807):job_id>/again")
@guarded(Permission.ADMINISTER)
def try_again(job_id: int) -> ResponseReturnValue:
    with transaction() as db:
        actions.try_again(db, current_actor(), job_id)
    flash("It will be tried again in a moment.")
    return redirect(url_for("administration.administration"))
