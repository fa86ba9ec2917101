"""The calm view, and what somebody missed: a room read by its questions."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from community.access.policy import Permission
from community.core.errors import NotFound
from community.core.transaction import reading
from community.rooms import queries
from community.rooms.abilities import abilities_in
from community.rooms.forms import POSITION_MOST, number_of
from community.rooms.grouped import Calm, calm_group
from community.rooms.grouped import calm as calm_of
from community.rooms.grouped import missed as missed_since
from community.rooms.models import Item, ItemKind, Room
from community.rooms.polls.finding import votes_in
from community.rooms.question_views import place_of
from community.rooms.views import views
from community.web.guard import guarded
from community.web.identity import current_actor, required_member

BESIDE = "none"  # the group of what answers no question


@views.get("/rooms/<room_id>/calm")
@guarded(Permission.ROOM_READ)
def calm(room_id: str) -> ResponseReturnValue:
    """`seen`: the position up to which it was shown before; what came since is marked.

    `question`: one group by itself, `before` a position; else all, `before` that of a question.
    """
    actor, args = current_actor(), request.args
    before, wanted = number_of(args, "before", 0), args.get("question")
    with reading() as db:
        room = queries.access_room(db, actor, room_id, Permission.ROOM_READ)
        read = queries.read_position(db, actor, room)
        if wanted is None:
            shown = calm_of(db, actor, room, read, before=before or None)
        else:
            question = None if wanted == BESIDE else access_question(db, room, wanted)
            group = calm_group(db, actor, room, question, read, before or POSITION_MOST)
            shown = Calm([group], more=False)
        abilities = abilities_in(actor, room)
        votes = votes_in(db, actor, (item for group in shown.groups for item in group.items))
    seen = number_of(args, "seen", room.last_position)
    return render_template(
        "rooms/calm.html",
        room=room,
        circle=room.circle,
        groups=shown.groups,
        more=shown.more,
        whole=wanted is None and not before,
        one=wanted is not None,
        seen=seen,
        abilities=abilities,
        place_of=place_of,
        me=required_member().id,
        votes=votes,
    )


def access_question(db: Session, room: Room, question_id: str) -> Item:
    """A question of a room the reader may read: questions are for everybody in it."""
    question = db.get(Item, question_id)
    if question is None or question.room_id != room.id or question.kind is not ItemKind.QUESTION:
        raise NotFound
    return question


@views.get("/rooms/<room_id>/missed")
@guarded(Permission.ROOM_READ)
def missed(room_id: str) -> ResponseReturnValue:
    """What others said since the reader's mark, question by question."""
    actor = current_actor()
    with reading() as db:
        room = queries.access_room(db, actor, room_id, Permission.ROOM_READ)
        groups = missed_since(db, actor, room, queries.read_position(db, actor, room))
    return render_template(
        "rooms/missed.html", room=room, circle=room.circle, groups=groups, place_of=place_of
    )
