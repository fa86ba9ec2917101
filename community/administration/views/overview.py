"""The first page of administration, what is still to be delivered, and tables to take away."""

from flask import Response, flash, redirect, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission, can
from community.administration import actions, exports, queries
from community.administration.first_run import steps_left
from community.administration.views.blueprint import AT, views
from community.core import clock
from community.core.errors import NotFound
from community.core.transaction import reading, transaction
from community.web.guard import guarded
from community.web.identity import current_actor


@views.get(AT)
@guarded(Permission.COMMUNITY_ADMIT)
def administration() -> ResponseReturnValue:
    actor = current_actor()
    with reading() as db:
        numbers = queries.numbers(db, actor)
        left = steps_left(db, actor) if can(actor, Permission.ADMINISTER) else 0
    return render_template("administration/administration.html", numbers=numbers, steps_left=left)


@views.get(f"{AT}/deliveries")
@guarded(Permission.ADMINISTER)
def deliveries() -> ResponseReturnValue:
    with reading() as db:
        queue = queries.queue_state(db, current_actor())
    return render_template("administration/deliveries.html", queue=queue)


@views.post(f"{AT}/jobs/<int(max=9223372036854775807):job_id>/again")
@guarded(Permission.ADMINISTER)
def try_again(job_id: int) -> ResponseReturnValue:
    with transaction() as db:
        actions.try_again(db, current_actor(), job_id)
    flash("It will be tried again in a moment.")
    return redirect(url_for("administration.deliveries"))


@views.get(f"{AT}/export/<what>.csv")
@guarded(Permission.COMMUNITY_EXPORT)
def export(what: str) -> ResponseReturnValue:
    """Sent while it is read, however long it is."""
    if what not in exports.TABLES:
        raise NotFound
    pages = exports.export(current_actor(), what)
    name = f"{what}-{clock.now().date().isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    content = stream_with_context(page.encode() for page in pages)
    return Response(content, mimetype="text/csv", headers=headers)
