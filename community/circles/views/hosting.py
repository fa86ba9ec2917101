"""What hosts do: about people, about the term, about other circles."""

from collections.abc import Callable
from typing import Any

from flask import flash, request
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.circles import actions
from community.circles.views.blueprint import calendar_day, refused, to_circle, views
from community.core.errors import Invalid, Refused, SlowDown
from community.core.transaction import transaction
from community.web.guard import guarded
from community.web.identity import current_actor


def _do(
    circle_id: str, action: Callable[..., Any], *args: Any, part: str | None = None, **named: Any
) -> ResponseReturnValue:
    """Do one thing about a circle, then show it again: where it was done, or why it was not."""
    try:
        with transaction() as db:
            action(db, current_actor(), circle_id, *args, **named)
    except (Refused, Invalid, SlowDown) as problem:
        return refused(circle_id, problem)
    return to_circle(circle_id, part)


@views.post("/circles/<circle_id>/people")
@guarded(Permission.CIRCLE_PEOPLE)
def invite(circle_id: str) -> ResponseReturnValue:
    return _do(circle_id, actions.invite, request.form.get("handle", ""), part="people")


@views.post("/circles/<circle_id>/people/<member_id>/accept")
@guarded(Permission.CIRCLE_PEOPLE)
def accept(circle_id: str, member_id: str) -> ResponseReturnValue:
    return _do(circle_id, actions.accept, member_id, part="people")


@views.post("/circles/<circle_id>/people/<member_id>/remove")
@guarded(Permission.CIRCLE_PEOPLE)
def remove(circle_id: str, member_id: str) -> ResponseReturnValue:
    return _do(circle_id, actions.remove, member_id, part="people")


@views.post("/circles/<circle_id>/people/<member_id>/host")
@guarded(Permission.CIRCLE_PEOPLE)
def host(circle_id: str, member_id: str) -> ResponseReturnValue:
    return _do(circle_id, actions.set_host, member_id, host=True, part="people")


@views.post("/circles/<circle_id>/people/<member_id>/unhost")
@guarded(Permission.CIRCLE_PEOPLE)
def unhost(circle_id: str, member_id: str) -> ResponseReturnValue:
    return _do(circle_id, actions.set_host, member_id, host=False, part="people")


@views.post("/circles/<circle_id>/people/<member_id>/hand-over")
@guarded(Permission.CIRCLE_PEOPLE)
def hand_over(circle_id: str, member_id: str) -> ResponseReturnValue:
    return _do(circle_id, actions.hand_over, member_id, part="people")


@views.post("/circles/<circle_id>/extend")
@guarded(Permission.CIRCLE_EDIT)
def extend(circle_id: str) -> ResponseReturnValue:
    weeks = request.form.get("weeks", "")
    try:
        with transaction() as db:
            ends_on = actions.extend(
                db, current_actor(), circle_id, int(weeks) if weeks in ("4", "12") else 0
            )
    except Invalid as problem:
        return refused(circle_id, problem)
    flash(f"The circle goes on until {calendar_day(ends_on)}.")
    return to_circle(circle_id)


@views.post("/circles/<circle_id>/archive")
@guarded(Permission.CIRCLE_EDIT)
def archive(circle_id: str) -> ResponseReturnValue:
    return _do(circle_id, actions.archive)


@views.post("/circles/<circle_id>/reopen")
@guarded(Permission.CIRCLE_REOPEN)
def reopen(circle_id: str) -> ResponseReturnValue:
    return _do(circle_id, actions.reopen)


@views.post("/circles/<circle_id>/ties")
@guarded(Permission.CIRCLE_EDIT)
def tie(circle_id: str) -> ResponseReturnValue:
    return _do(circle_id, actions.tie, request.form.get("other", ""), part="ties")


@views.post("/circles/<circle_id>/ties/<other_id>/remove")
@guarded(Permission.CIRCLE_EDIT)
def untie(circle_id: str, other_id: str) -> ResponseReturnValue:
    return _do(circle_id, actions.untie, other_id, part="ties")
