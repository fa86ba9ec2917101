"""The run-sheet as plain forms: ask its next question, put what is to come in order."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.errors import Problem
from community.core.transaction import transaction
from community.rooms.actions import plan
from community.rooms.forms import number_of, text_of
from community.rooms.permits import spend_post
from community.rooms.views import views
from community.web.guard import guarded
from community.web.identity import current_actor


@views.post("/rooms/<room_id>/plan/next")
@guarded(Permission.ROOM_HOST)
def ask_next(room_id: str) -> ResponseReturnValue:
    """`planned`: the one that stood on the button."""
    actor, anchor = current_actor(), "plan"
    try:
        spend_post(actor)
        with transaction() as db:
            item = plan.ask_planned(db, actor, room_id, text_of(request.form, "planned"))
            anchor = f"item-{item.id}"
    except Problem as problem:
        _tell(problem)
    return redirect(url_for("rooms.room", room_id=room_id, _anchor=anchor))


@views.post("/rooms/<room_id>/plan/move")
@guarded(Permission.ROOM_HOST)
def move_planned(room_id: str) -> ResponseReturnValue:
    """`planned` to `place` among those to come."""
    actor, given = current_actor(), request.form
    try:
        spend_post(actor)
        place = number_of(given, "place")
        with transaction() as db:
            plan.move_planned(db, actor, room_id, text_of(given, "planned"), place)
    except Problem as problem:
        _tell(problem)
    return redirect(url_for("rooms.room", room_id=room_id, _anchor="plan"))


def _tell(problem: Problem) -> None:
    """A rule that said no is told in the room."""
    if problem.status in (403, 404):
        raise problem
    flash(problem.message, "problem")
