"""Questions as pages and plain forms: ask, close, reveal, and what a message answers."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.core.errors import Problem
from community.core.markdown import to_words
from community.core.transaction import reading, transaction
from community.rooms import queries
from community.rooms.abilities import abilities_in
from community.rooms.actions import questions as actions
from community.rooms.forms import fresh_client_key, number_of
from community.rooms.models import Item
from community.rooms.permits import spend_post
from community.rooms.question_forms import asked_from, question_of, ways_from
from community.rooms.questions import questions_in
from community.rooms.rules import EXCERPT_MOST
from community.rooms.views import views
from community.web.guard import guarded
from community.web.identity import current_actor


@views.get("/rooms/<room_id>/questions")
@guarded(Permission.ROOM_READ)
def questions(room_id: str) -> ResponseReturnValue:
    """Every question of the room; for hosts, the form to ask one."""
    return _questions(room_id)


@views.post("/rooms/<room_id>/questions")
@guarded(Permission.ROOM_HOST)
def ask(room_id: str) -> ResponseReturnValue:
    actor, given = current_actor(), request.form
    try:
        asked, ways = asked_from(given), ways_from(given)
        spend_post(actor)
        with transaction() as db:
            item = actions.ask_question(db, actor, room_id, *asked, **ways)
        return redirect(url_for("rooms.room", room_id=room_id, _anchor=f"item-{item.id}"))
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        return _questions(room_id, problem)


def _questions(room_id: str, problem: Problem | None = None) -> ResponseReturnValue:
    """What is wrong with a question is said with its words still in the box."""
    actor = current_actor()
    with reading() as db:
        room = queries.access_room(db, actor, room_id, Permission.ROOM_READ)
        before = number_of(request.args, "before", 0)
        read = queries.read_position(db, actor, room)
        found, more = questions_in(db, actor, room, read, before=before or None)
        abilities = abilities_in(actor, room)
    shown = render_template(
        "rooms/questions.html",
        room=room,
        circle=room.circle,
        questions=found,
        earlier_url=url_for("rooms.questions", room_id=room.id, before=found[0]["position"])
        if more
        else None,
        newer_url=url_for("rooms.questions", room_id=room.id) if before else None,
        abilities=abilities,
        client_key=fresh_client_key(),
        given=request.form if problem else {},
        problem=problem.message if problem else None,
    )
    return shown, problem.status if problem else 200


@views.post("/items/<item_id>/close")
@guarded(Permission.ITEM_HOST)
def close_question(item_id: str) -> ResponseReturnValue:
    """`on` as `0` opens it again."""
    on = request.form.get("on", "1") == "1"
    return _done(item_id, lambda db, actor: actions.close_question(db, actor, item_id, on=on))


@views.post("/items/<item_id>/reveal")
@guarded(Permission.ITEM_HOST)
def reveal_question(item_id: str) -> ResponseReturnValue:
    return _done(item_id, lambda db, actor: actions.reveal(db, actor, item_id))


@views.get("/items/<item_id>/question")
@guarded(Permission.ITEM_MOVE)
def move_item(item_id: str) -> ResponseReturnValue:
    """Choose what a message answers."""
    actor = current_actor()
    with reading() as db:
        item = queries.access_item(db, actor, item_id, Permission.ITEM_MOVE)
        found, _more = questions_in(db, actor, item.room, 0)
        return render_template(
            "rooms/move_item.html",
            item=item,
            words="" if item.gone else to_words(item.body, EXCERPT_MOST),
            room=item.room,
            circle=item.room.circle,
            questions=[one for one in found if not one["gone"]],
        )


@views.post("/items/<item_id>/question")
@guarded(Permission.ITEM_MOVE)
def attach_item(item_id: str) -> ResponseReturnValue:
    question_id = question_of(request.form)
    return _done(item_id, lambda db, actor: actions.attach(db, actor, item_id, question_id))


def _done(item_id: str, action: Callable[[Session, Actor], Item]) -> ResponseReturnValue:
    """Back to where it stands; a rule that said no is told there."""
    actor = current_actor()
    spend_post(actor)
    try:
        with transaction() as db:
            return _back_to(action(db, actor))
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        flash(problem.message, "problem")
    with reading() as db:
        return _back_to(queries.access_item(db, actor, item_id, Permission.ITEM_READ))


def _back_to(item: Item) -> ResponseReturnValue:
    return redirect(place_of(item.room_id, item.id, item.position, item.room.last_position))


def place_of(room_id: str, item_id: str, position: int, last: int) -> str:
    """The address at which an item is on the page: at the end of the room, or around its place."""
    at = None if last - position < NEAR else position
    return url_for("rooms.room", room_id=room_id, at=at, _anchor=f"item-{item_id}")


NEAR = 40  # places from the end, which the room's own page holds
