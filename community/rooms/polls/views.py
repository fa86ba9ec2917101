"""Polls as pages and plain forms."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission, can
from community.circles.models import Circle
from community.circles.queries import access_circle
from community.core.errors import NotFound, Problem
from community.core.transaction import reading, transaction
from community.rooms.abilities import abilities_in
from community.rooms.forms import fresh_client_key, number_of, on_of, text_of
from community.rooms.models import Item
from community.rooms.permits import spend_post
from community.rooms.polls import closing, listing, opening, voting
from community.rooms.polls.finding import poll_of, votes_of
from community.rooms.polls.forms import choices_in_form, outcome_from, poll_from
from community.rooms.queries import access_item, access_room, room_of_circle
from community.rooms.shown import show
from community.rooms.shown_polls import polls_of
from community.rooms.views import views
from community.web.guard import guarded
from community.web.identity import current_actor, required_member


@views.app_context_processor
def words_about_polls() -> dict[str, Callable[..., Any]]:
    return {"polls_of_circle": _polls_of_circle}


def _polls_of_circle(circle: Circle) -> listing.OfCircle | None:
    with reading() as db:
        return listing.polls_of_circle(db, current_actor(), circle)


@views.get("/circles/<circle_id>/polls")
@guarded(Permission.ROOM_READ)
def polls(circle_id: str) -> ResponseReturnValue:
    """All that are open, and what was asked before, newest first."""
    actor, before = current_actor(), number_of(request.args, "before", 0)
    with reading() as db:
        circle = access_circle(db, actor, circle_id, Permission.CIRCLE_SEE)
        found = room_of_circle(db, circle.id)
        room = access_room(db, actor, found.id if found else "", Permission.ROOM_READ)
        closed = listing.closed_polls(db, actor, room, before)
        shown = render_template(
            "rooms/polls.html",
            circle=circle,
            room=room,
            open_polls=[] if before else listing.open_polls(db, actor, room),
            closed_polls=closed,
            more=closed[-1].position if len(closed) == listing.PAGE else None,
            before=before,
            may_open=can(actor, Permission.ROOM_SAY, room),
        )
    return shown


@views.route("/rooms/<room_id>/polls/new", methods=["GET", "POST"])
@guarded(Permission.ROOM_SAY)
def new_poll(room_id: str) -> ResponseReturnValue:
    actor, problem = current_actor(), None
    if request.method == "POST":
        try:
            new, key = poll_from(request.form), text_of(request.form, "client_key")
            spend_post(actor)
            with transaction() as db:
                return _to_room(opening.open_poll(db, actor, room_id, key, new))
        except Problem as refused:
            if refused.status in (403, 404):
                raise
            problem = refused
    with reading() as db:
        room = access_room(db, actor, room_id, Permission.ROOM_SAY)
        shown = render_template(
            "rooms/new_poll.html",
            circle=room.circle,
            room=room,
            hosting=can(actor, Permission.ROOM_HOST, room),
            client_key=fresh_client_key(),
            given=request.form,
            problem=problem.message if problem else None,
        )
    return shown, problem.status if problem else 200


@views.post("/rooms/<room_id>/pulse")
@guarded(Permission.ROOM_HOST)
def open_pulse(room_id: str) -> ResponseReturnValue:
    actor, key = current_actor(), text_of(request.form, "client_key")
    spend_post(actor)
    try:
        with transaction() as db:
            return _to_room(opening.open_pulse(db, actor, room_id, key))
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        flash(problem.message, "problem")
    return redirect(url_for("rooms.room", room_id=room_id))


@views.post("/items/<poll_id>/vote")
@guarded(Permission.ITEM_VOTE)
def vote(poll_id: str) -> ResponseReturnValue:
    """`choice`, once for each, or points in boxes; `back`: `poll` leads to the poll's page."""
    actor = current_actor()
    spend_post(actor)
    try:
        with transaction() as db:
            item = voting.vote(db, actor, poll_id, choices_in_form(request.form))
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        flash(problem.message, "problem")
        with reading() as db:
            item = access_item(db, actor, poll_id, Permission.ITEM_READ)
    if request.form.get("back") == "poll":
        return redirect(url_for("rooms.poll", poll_id=poll_id))
    return _to_room(item)


def _to_room(item: Item) -> ResponseReturnValue:
    return redirect(url_for("rooms.room", room_id=item.room_id, _anchor=f"item-{item.id}"))


@views.get("/items/<poll_id>/poll")
@guarded(Permission.ITEM_READ)
def poll(poll_id: str) -> ResponseReturnValue:
    """A poll by itself: to vote from afar, to see everything, to close it."""
    return _poll(poll_id)


@views.post("/items/<poll_id>/poll")
@guarded(Permission.ITEM_CLOSE)
def close_poll(poll_id: str) -> ResponseReturnValue:
    """`on` as `1` or `0`; `outcome`."""
    actor, form = current_actor(), request.form
    spend_post(actor)
    try:
        on, outcome = on_of(form) if "on" in form else True, outcome_from(form)
        with transaction() as db:
            closing.close_poll(db, actor, poll_id, on=on, outcome=outcome)
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        return _poll(poll_id, problem)
    return redirect(url_for("rooms.poll", poll_id=poll_id))


def _poll(poll_id: str, problem: Problem | None = None) -> ResponseReturnValue:
    actor = current_actor()
    with reading() as db:
        item = access_item(db, actor, poll_id, Permission.ITEM_READ)
        if item.gone:
            raise NotFound
        facts = poll_of(db, item)
        me = {
            "id": required_member().id,
            "can": abilities_in(actor, item.room),
            "votes": votes_of(db, actor, [item.id]),
        }
        shown = render_template(
            "rooms/poll.html",
            item={**show(db, [item])[0], "poll": polls_of(db, [item], None)[item.id]},
            room=item.room,
            circle=item.room.circle,
            me=me,
            may_close=can(actor, Permission.ITEM_CLOSE, item),
            may_open=can(actor, Permission.ITEM_HOST, item) and closing.may_open_again(item, facts),
            outcome=request.form.get("outcome", facts.outcome),
            problem=problem.message if problem else None,
        )
    return shown, problem.status if problem else 200
