"""The room as a page: complete without JavaScript, made live by it."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.blocks import muted_by
from community.access.policy import Permission
from community.circles.queries import access_circle
from community.core import clock
from community.core.errors import Problem
from community.core.transaction import reading, transaction
from community.files.actions import FILE_MOST
from community.files.kinds import ACCEPTED
from community.rooms import actions, queries
from community.rooms.abilities import (
    abilities_in,
    abilities_now,
    roles_in,
    state_of,
    why_only_reading,
    why_silent,
)
from community.rooms.actions.change import not_gone
from community.rooms.alike import alike_in
from community.rooms.asked_page import asked_on_page
from community.rooms.desk import desk_now
from community.rooms.file_forms import FilesInForm
from community.rooms.forms import fresh_client_key, number_of, saying_from, text_of
from community.rooms.jumping import stretch_asked
from community.rooms.models import Room
from community.rooms.people import shown_moment, shown_person
from community.rooms.people_in import how_many_in, people_in, who_of
from community.rooms.permits import spend_nameless, spend_post
from community.rooms.polls.finding import my_votes
from community.rooms.quoting import quoted
from community.rooms.rules import EMOJI, FILES_MOST
from community.rooms.shown import show
from community.rooms.shown_files import Shown
from community.rooms.standing import place_in_line, standing
from community.rooms.stars import starred_in
from community.rooms.writer import writer
from community.web.guard import guarded
from community.web.identity import current_actor, required_member
from community.web.uploads import takes_files

views = Blueprint("rooms", __name__)
PEOPLE_MOST = 100


@views.get("/rooms/<room_id>")
@guarded(Permission.ROOM_READ)
def room(room_id: str) -> ResponseReturnValue:
    return _page(room_id)


@views.get("/circles/<circle_id>/room")
@guarded(Permission.ROOM_READ)
def room_of_circle(circle_id: str) -> ResponseReturnValue:
    """The circle's room under the circle's own address."""
    with reading() as db:
        circle = access_circle(db, current_actor(), circle_id, Permission.CIRCLE_SEE)
        room = queries.room_of_circle(db, circle.id)
    return redirect(url_for("rooms.room", room_id=room.id if room else ""))


def _page(
    room_id: str,
    draft: str = "",
    problem: Problem | None = None,
    waiting: Sequence[Shown] = (),
) -> ResponseReturnValue:
    """The room, with the words of a refused post still in the box and the reason above it.

    `waiting`: its files, which were sent already.
    """
    actor = current_actor()
    with reading() as db:
        room = queries.access_room(db, actor, room_id, Permission.ROOM_READ)
        stretch = stretch_asked(db, actor, room, request.args)
        page, past, reply_to = stretch.page, stretch.past, None
        if request.values.get("reply_to"):
            above = queries.access_item(db, actor, request.values["reply_to"], Permission.ITEM_READ)
            reply_to = show(db, [above])[0]
            draft = draft or (quoted(reply_to, above.body) if request.args.get("quote") else "")
        people, people_count = _people(db, room)
        read_position, desk = queries.read_position(db, actor, room), desk_now(db, room)
        asked = asked_on_page(db, actor, room, read_position, desk, page.items, reply_to)
        me = {**_me(db, actor, room), "votes": my_votes(db, actor, desk, page.items)}
    first, last = (page.items[end]["position"] if page.items else 0 for end in (0, -1))
    shown = render_template(
        "rooms/room.html",
        room=_facts(room, read_position),
        circle=room.circle,
        desk=desk,
        stands=standing(desk, me["id"]),
        place_in_line=place_in_line(desk, me["id"]),
        me=me,
        items=page.items,
        more=page.more,
        earlier_url=url_for("rooms.room", room_id=room.id, before=first) if page.more else None,
        later_url=url_for("rooms.room", room_id=room.id, after=last) if past else None,
        newer_url=url_for("rooms.room", room_id=room.id) if past else None,
        people=people,
        people_count=people_count,
        form=url_for("rooms.post_item", room_id=room.id),
        client_key=fresh_client_key(),
        nameless_key=fresh_client_key(),
        reply_to=reply_to,
        draft=draft,
        say_error=problem.message if problem else None,
        waiting=waiting,
        file_kinds=ACCEPTED,
        emoji=EMOJI,
        **asked,
    )
    return shown, problem.status if problem else 200


def _people(db: Session, room: Room) -> tuple[list[dict[str, Any]], int]:
    """The first of them, hosts before others, and how many there are.

    A crowd is listed on the circle's own page; of a small group those are shown who are in it.
    """
    group = room.people
    people = [
        {**shown_person(p.member.id, p.member.name, p.member.handle), "role": p.role.value}
        for p in people_in(db, room, most=PEOPLE_MOST if group is None else None)
        if group is None or p.member.id in group
    ]
    return people, how_many_in(db, room) if group is None else len(people)


def _facts(room: Room, read_position: int) -> dict[str, Any]:
    return {
        "id": room.id,
        "title": room.title,
        "parent": room.parent_id,
        "history": room.history.value,
        "state": state_of(room),
        "version": room.version,
        "last_position": room.last_position,
        "read_position": read_position,
        "now": shown_moment(clock.now()),
    }


def _me(db: Session, actor: Actor, room: Room) -> dict[str, Any]:
    """The reader, and which people of this circle they see without a page or do not want to hear.

    Of this circle only: who else blocked them is nothing a page may tell.
    """
    member = required_member()
    here = who_of(db, room, actor.apart | muted_by(db, member.id))
    return {
        "apart": sorted(here & actor.apart),
        "muted": sorted(here - actor.apart),
        "alike": sorted(alike_in(db, room)),
        "starred": sorted(starred_in(db, actor, room.id)),
        **shown_person(member.id, member.name, member.handle),
        "roles": roles_in(actor, room),
        "can": abilities_now(actor, room),
        "why": why_silent(actor, room),
        # Whatever the desk says, for the live room: that is told of the desk, and not of these.
        "place": {"can": abilities_in(actor, room), "why": why_only_reading(actor, room)},
    }


@views.post("/rooms/<room_id>/items")
@guarded(Permission.ROOM_SAY)
@takes_files(FILES_MOST * FILE_MOST)
def post_item(room_id: str) -> ResponseReturnValue:
    actor = current_actor()
    files = FilesInForm(actor, room_id)
    try:
        spend_post(actor)
        files.take()
        saying = saying_from(actor, room_id, files.form())
        spend_nameless(saying)
        said = writer.say(saying)
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        return _page(room_id, request.form.get("body", ""), problem, files.waiting())
    if request.form.get("back") == "hosts":
        return redirect(url_for("rooms.hosts_only", room_id=room_id))
    if saying.nameless:
        flash("Asked without your name. The hosts can read it now.", "good")
        return redirect(url_for("rooms.room", room_id=room_id))
    return redirect(url_for("rooms.room", room_id=room_id, _anchor=f"item-{said.id}"))


@views.route("/items/<item_id>/edit", methods=["GET", "POST"])
@guarded(Permission.ITEM_EDIT)
def edit_item(item_id: str) -> ResponseReturnValue:
    actor, body, problem = current_actor(), request.form.get("body"), None
    if body is not None:
        try:
            spend_post(actor)
            with transaction() as db:
                item = actions.edit(db, actor, item_id, body)
                return _back_to(item.room_id, item.id)
        except Problem as refused:
            if refused.status in (403, 404):
                raise
            problem = refused
    with reading() as db:
        item = queries.access_item(db, actor, item_id, Permission.ITEM_EDIT)
        if body is None:
            not_gone(item)  # its words are shown to nobody, nor to its writer
        shown = render_template(
            "rooms/edit_item.html",
            item=show(db, [item])[0],
            room=item.room,
            circle=item.room.circle,
            body=item.body if body is None else body,
            say_error=problem.message if problem else None,
        )
    return shown, problem.status if problem else 200


@views.post("/items/<item_id>/withdraw")
@guarded(Permission.ITEM_WITHDRAW)
def withdraw_item(item_id: str) -> ResponseReturnValue:
    with transaction() as db:
        item = actions.withdraw(db, current_actor(), item_id)
    return _back_to(item.room_id, item.id)


@views.post("/items/<item_id>/reactions")
@guarded(Permission.ITEM_REACT)
def react_to_item(item_id: str) -> ResponseReturnValue:
    """`emoji`, and `on` as `1` or `0`."""
    actor = current_actor()
    spend_post(actor)
    emoji, on = text_of(request.form, "emoji"), request.form.get("on", "1") == "1"
    try:
        with transaction() as db:
            item = actions.react(db, actor, item_id, emoji, on=on)
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        flash(problem.message, "problem")
        with reading() as db:
            item = queries.access_item(db, actor, item_id, Permission.ITEM_READ)
    return _back_to(item.room_id, item.id)


def _back_to(room_id: str, item_id: str) -> ResponseReturnValue:
    return redirect(url_for("rooms.room", room_id=room_id, _anchor=f"item-{item_id}"))


@views.post("/rooms/<room_id>/read")
@guarded(Permission.ROOM_READ)
def read_room(room_id: str) -> ResponseReturnValue:
    with transaction() as db:
        actions.mark_read(db, current_actor(), room_id, number_of(request.form, "position"))
    return redirect(url_for("rooms.room", room_id=room_id))
