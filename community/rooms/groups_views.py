"""Small groups as pages and plain forms: who is where, splitting, and what is brought back."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission, can
from community.core.errors import Forbidden, Invalid, NotFound, Problem
from community.core.transaction import reading, transaction
from community.rooms import queries
from community.rooms.abilities import roles_in
from community.rooms.actions import groups as actions
from community.rooms.actions import groups_end
from community.rooms.desk import desk_now
from community.rooms.forms import number_of, text_of
from community.rooms.groups import earlier_groups, names_of, open_groups, people_here
from community.rooms.groups_forms import split_from
from community.rooms.models import Room
from community.rooms.permits import spend_post
from community.rooms.views import views
from community.web.guard import guarded
from community.web.identity import current_actor


@views.get("/rooms/<room_id>/groups")
@guarded(Permission.ROOM_READ)
def groups(room_id: str) -> ResponseReturnValue:
    """Who is in which group; for hosts also how to split, move and call back."""
    with reading() as db:
        room = queries.access_room(db, current_actor(), room_id, Permission.ROOM_READ)
    if room.parent_id is not None:
        return redirect(url_for("rooms.groups", room_id=room.parent_id))
    return _groups(room_id)


def _groups(room_id: str, problem: Problem | None = None) -> ResponseReturnValue:
    actor = current_actor()
    with reading() as db:
        room = queries.access_room(db, actor, room_id, Permission.ROOM_READ)
        hosting = can(actor, Permission.ROOM_HOST, room)
        shown = render_template(
            "rooms/groups.html",
            room=room,
            circle=room.circle,
            me={"id": actor.member_id, "roles": roles_in(actor, room)},
            hosting=hosting,
            split=desk_now(db, room)["groups"],
            here=names_of(db, people_here(db, room)) if hosting else [],
            earlier=[one for one in earlier_groups(db, room.id) if _reads(actor, one, room)],
            given=request.form if problem else {},
            problem=problem.message if problem else None,
        )
    return shown, problem.status if problem else 200


def _reads(actor: Any, group: Room, room: Room) -> bool:
    return actor.hosts(room.home_id) or actor.member_id in (group.people or ())


def _done(
    room_id: str,
    action: Callable[..., Any],
    read: Callable[[], Any],
    *,
    part: str = "rooms.groups",
) -> ResponseReturnValue:
    """Do it, then show `part`; what is wrong with it is said on the page of the groups."""
    actor = current_actor()
    try:
        more = read()
        spend_post(actor)
        with transaction() as db:
            if isinstance(more, dict):
                action(db, actor, room_id, **more)
            else:
                action(db, actor, *more)
    except (Forbidden, NotFound):
        raise
    except Problem as problem:
        return _groups(room_id, problem)
    return redirect(url_for(part, room_id=room_id))


@views.post("/rooms/<room_id>/groups/split")
@guarded(Permission.ROOM_HOST)
def split(room_id: str) -> ResponseReturnValue:
    return _done(room_id, actions.split, lambda: split_from(request.form))


@views.post("/rooms/<room_id>/groups/call-back")
@guarded(Permission.ROOM_HOST)
def call_back(room_id: str) -> ResponseReturnValue:
    return _done(room_id, groups_end.call_back, lambda: (room_id,), part="rooms.room")


@views.post("/rooms/<room_id>/groups/extend")
@guarded(Permission.ROOM_HOST)
def extend_groups(room_id: str) -> ResponseReturnValue:
    return _done(
        room_id, actions.extend_groups, lambda: (room_id, number_of(request.form, "minutes"))
    )


@views.post("/rooms/<room_id>/groups/move")
@guarded(Permission.ROOM_HOST)
def move_to_group(room_id: str) -> ResponseReturnValue:
    """`member` into `group`, one of this room's."""
    return _done(room_id, actions.move_to_group, lambda: _move_asked(room_id))


def _move_asked(room_id: str) -> tuple[str, str]:
    with reading() as db:
        queries.access_room(db, current_actor(), room_id, Permission.ROOM_HOST)
        groups_of = {one.id for one in open_groups(db, room_id)}
    group_id = text_of(request.form, "group", "")
    if group_id not in groups_of:
        raise Invalid("Please choose one of the groups there are.")
    return group_id, text_of(request.form, "member")


@views.post("/rooms/<room_id>/groups/come")
@guarded(Permission.ROOM_READ)
def come_to_group(room_id: str) -> ResponseReturnValue:
    """To my group; whoever is in none yet is put into one."""
    actor = current_actor()
    try:
        with transaction() as db:
            group_id = actions.come_to_group(db, actor, room_id).id
    except (Forbidden, NotFound):
        raise
    except Problem as problem:
        return _groups(room_id, problem)
    return redirect(url_for("rooms.room", room_id=group_id))


@views.post("/rooms/<room_id>/brings-back")
@guarded(Permission.ROOM_TAKE_PART)
def bring_back(room_id: str) -> ResponseReturnValue:
    """With the `version` of what it takes the place of; else both are shown beside each other."""
    actor, body = current_actor(), request.form.get("body", "")
    try:
        spend_post(actor)
        with transaction() as db:
            actions.bring_back(db, actor, room_id, body, number_of(request.form, "version"))
    except (Forbidden, NotFound):
        raise
    except Problem as problem:
        return _brings_back(room_id, body, problem)
    flash("Kept. This is what your group brings back.")
    return redirect(url_for("rooms.room", room_id=room_id))


def _brings_back(room_id: str, body: str, problem: Problem) -> ResponseReturnValue:
    with reading() as db:
        room = queries.access_room(db, current_actor(), room_id, Permission.ROOM_READ)
        shown = render_template(
            "rooms/bring_back.html",
            room=room,
            body=body,
            problem=problem.message,
        )
    return shown, problem.status
