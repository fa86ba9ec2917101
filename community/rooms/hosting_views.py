"""What hosts do to people and messages, as pages and plain forms."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.core.errors import Problem
from community.core.transaction import reading, transaction
from community.rooms.actions import asking_hosts, barring, hiding, pinning, promoting
from community.rooms.back_channel import back_channel
from community.rooms.forms import fresh_client_key, number_of, on_of, span_of, text_of
from community.rooms.host_log import log_of
from community.rooms.models import Item
from community.rooms.person_here import person_here
from community.rooms.queries import access_item, access_room
from community.rooms.quiet import quiet_people
from community.rooms.views import views
from community.web.guard import guarded
from community.web.identity import current_actor

# The pages that what was done may lead back to.
BACK = {"log": "rooms.host_log", "hosts": "rooms.hosts_only"}


@views.get("/rooms/<room_id>/hosts")
@guarded(Permission.ROOM_HOST)
def hosts_only(room_id: str) -> ResponseReturnValue:
    actor, before = current_actor(), number_of(request.args, "before", 0)
    with reading() as db:
        room = access_room(db, actor, room_id, Permission.ROOM_HOST)
        page = back_channel(db, actor, room, before)
    return render_template(
        "rooms/hosts_only.html",
        room=room,
        items=page.items,
        before=page.items[0]["position"] if page.items and page.more else 0,
        past=bool(before),
        client_key=fresh_client_key(),
    )


@views.get("/rooms/<room_id>/quiet")
@guarded(Permission.ROOM_HOST)
def quiet(room_id: str) -> ResponseReturnValue:
    actor = current_actor()
    with reading() as db:
        room = access_room(db, actor, room_id, Permission.ROOM_HOST)
        people = quiet_people(db, actor, room)
    return render_template("rooms/quiet.html", room=room, people=people, apart=actor.apart)


@views.get("/rooms/<room_id>/log")
@guarded(Permission.ROOM_HOST)
def host_log(room_id: str) -> ResponseReturnValue:
    actor = current_actor()
    with reading() as db:
        room = access_room(db, actor, room_id, Permission.ROOM_HOST)
        done = log_of(db, actor, room)
    return render_template("rooms/host_log.html", room=room, done=done)


@views.get("/rooms/<room_id>/people/<person_id>")
@guarded(Permission.ROOM_HOST)
def person_in_room(room_id: str, person_id: str) -> ResponseReturnValue:
    actor = current_actor()
    with reading() as db:
        room = access_room(db, actor, room_id, Permission.ROOM_HOST)
        here = person_here(db, room, person_id)
    return render_template("rooms/person_in_room.html", room=room, here=here, apart=actor.apart)


def _about_item(item_id: str, change: Callable[[Session, Actor], Item]) -> ResponseReturnValue:
    """What a rule refuses is said above the page one comes back to."""
    actor = current_actor()
    try:
        with transaction() as db:
            room_id = change(db, actor).room_id
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        flash(problem.message, "problem")
        with reading() as db:
            room_id = access_item(db, actor, item_id, Permission.ITEM_READ).room_id
    if request.form.get("back") in BACK:
        return redirect(url_for(BACK[request.form["back"]], room_id=room_id))
    return redirect(url_for("rooms.room", room_id=room_id, _anchor=f"item-{item_id}"))


@views.post("/items/<item_id>/pin")
@guarded(Permission.ITEM_HOST)
def pin_item(item_id: str) -> ResponseReturnValue:
    on = on_of(request.form)
    return _about_item(item_id, lambda db, actor: pinning.pin(db, actor, item_id, on=on))


@views.post("/items/<item_id>/hide")
@guarded(Permission.ITEM_HOST)
def hide_item(item_id: str) -> ResponseReturnValue:
    on, reason = on_of(request.form), text_of(request.form, "reason", "")

    def change(db: Session, actor: Actor) -> Item:
        if on:
            return hiding.hide(db, actor, item_id, reason)
        return hiding.show_again(db, actor, item_id)

    return _about_item(item_id, change)


@views.post("/items/<item_id>/share")
@guarded(Permission.ITEM_HOST)
def share_item(item_id: str) -> ResponseReturnValue:
    return _about_item(item_id, lambda db, actor: asking_hosts.share(db, actor, item_id))


def _about_person(
    room_id: str, person_id: str, change: Callable[[Session, Actor], object], done: str
) -> ResponseReturnValue:
    actor = current_actor()
    try:
        with transaction() as db:
            change(db, actor)
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        flash(problem.message, "problem")
    else:
        flash(done, "good")
    if request.form.get("back") == "log":
        return redirect(url_for("rooms.host_log", room_id=room_id))
    return redirect(url_for("rooms.person_in_room", room_id=room_id, person_id=person_id))


@views.post("/rooms/<room_id>/people/<person_id>/mute")
@guarded(Permission.ROOM_HOST)
def mute_person(room_id: str, person_id: str) -> ResponseReturnValue:
    on, span = on_of(request.form), span_of(request.form)

    def change(db: Session, actor: Actor) -> None:
        if on:
            barring.mute(db, actor, room_id, person_id, span)
        else:
            barring.unmute(db, actor, room_id, person_id)

    done = "They only read for now." if on else "They can write again."
    return _about_person(room_id, person_id, change, done)


@views.post("/rooms/<room_id>/people/<person_id>/remove")
@guarded(Permission.ROOM_HOST)
def put_person_out(room_id: str, person_id: str) -> ResponseReturnValue:
    span, reason = span_of(request.form), text_of(request.form, "reason", "")
    return _about_person(
        room_id,
        person_id,
        lambda db, actor: barring.put_out(db, actor, room_id, person_id, span, reason),
        "They have left the room. They stay in the circle.",
    )


@views.post("/rooms/<room_id>/people/<person_id>/let-back")
@guarded(Permission.ROOM_HOST)
def let_person_back(room_id: str, person_id: str) -> ResponseReturnValue:
    return _about_person(
        room_id,
        person_id,
        lambda db, actor: barring.let_back(db, actor, room_id, person_id),
        "They can come in again.",
    )


@views.post("/rooms/<room_id>/people/<person_id>/promote")
@guarded(Permission.ROOM_HOST)
def promote_person(room_id: str, person_id: str) -> ResponseReturnValue:
    return _about_person(
        room_id,
        person_id,
        lambda db, actor: promoting.promote(db, actor, room_id, person_id),
        "They host with you from now on.",
    )
