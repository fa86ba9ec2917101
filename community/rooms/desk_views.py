"""The desk and hands as plain forms: the hosts' bar, its page, and the hand of everybody."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.errors import Forbidden, NotFound, Problem, Refused
from community.core.transaction import reading, transaction
from community.rooms import actions, queries
from community.rooms.desk import desk_now
from community.rooms.desk_forms import member_of, seconds_of, wishes_from
from community.rooms.forms import number_of, text_of
from community.rooms.models import Room
from community.rooms.permits import spend_post
from community.rooms.standing import standing
from community.rooms.views import views
from community.web.guard import guarded
from community.web.identity import current_actor

Form = Mapping[str, Any]


@views.get("/rooms/<room_id>/desk")
@guarded(Permission.ROOM_HOST)
def desk(room_id: str) -> ResponseReturnValue:
    """Everything hosts set for this room, on one page."""
    return _desk(room_id)


def _desk(room_id: str, problem: Problem | None = None) -> ResponseReturnValue:
    with reading() as db:
        room = queries.access_room(db, current_actor(), room_id, Permission.ROOM_HOST)
        found = desk_now(db, room)
        shown = render_template(
            "rooms/desk.html",
            room=room,
            circle=room.circle,
            desk=found,
            stands=standing(found),
            given=request.form if problem else {},
            problem=problem.message if problem else None,
        )
    return shown, problem.status if problem else 200


def _done(action: Callable[..., Room], room_id: str, *more: Any) -> ResponseReturnValue:
    """Back to the room; raises whatever was wrong."""
    actor = current_actor()
    spend_post(actor)
    with transaction() as db:
        action(db, actor, room_id, *more)
    return redirect(url_for("rooms.room", room_id=room_id))


def _set(
    room_id: str, action: Callable[..., Room], *read: Callable[[Form], object]
) -> ResponseReturnValue:
    """What is wrong with it is said on the desk's page, with what was typed."""
    try:
        return _done(action, room_id, *(one(request.form) for one in read))
    except (Forbidden, NotFound):
        raise
    except Problem as problem:
        return _desk(room_id, problem)


@views.post("/rooms/<room_id>/desk")
@guarded(Permission.ROOM_HOST)
def set_room(room_id: str) -> ResponseReturnValue:
    return _set(room_id, actions.set_room, wishes_from)


@views.post("/rooms/<room_id>/pause")
@guarded(Permission.ROOM_HOST)
def pause(room_id: str) -> ResponseReturnValue:
    """`seconds`; with 0 everybody goes on."""
    return _set(room_id, actions.pause, lambda form: number_of(form, "seconds", 60))


@views.post("/rooms/<room_id>/timer")
@guarded(Permission.ROOM_HOST)
def start_timer(room_id: str) -> ResponseReturnValue:
    return _set(room_id, actions.start_timer, seconds_of, lambda form: text_of(form, "name", ""))


@views.post("/rooms/<room_id>/timer/stop")
@guarded(Permission.ROOM_HOST)
def stop_timer(room_id: str) -> ResponseReturnValue:
    return _done(actions.stop_timer, room_id)


@views.post("/rooms/<room_id>/hands")
@guarded(Permission.ROOM_TAKE_PART)
def raise_hand(room_id: str) -> ResponseReturnValue:
    return _done(actions.raise_hand, room_id)


@views.post("/rooms/<room_id>/hands/lower")
@guarded(Permission.ROOM_READ)
def lower_hand(room_id: str) -> ResponseReturnValue:
    """One's own; with `member`, as a host somebody's."""
    return _done(actions.lower_hand, room_id, member_of(request.form))


@views.post("/rooms/<room_id>/hands/call")
@guarded(Permission.ROOM_HOST)
def call_hand(room_id: str) -> ResponseReturnValue:
    try:
        return _done(actions.call_hand, room_id, text_of(request.form, "member"))
    except Refused as problem:
        flash(problem.message, "problem")
        return redirect(url_for("rooms.room", room_id=room_id))
