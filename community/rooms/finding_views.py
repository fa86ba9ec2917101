"""Ways to a message: its permanent address, a date, a search; and a sign looked up for it."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.transaction import reading
from community.rooms import queries
from community.rooms.emoji import signs_called
from community.rooms.forms import number_of
from community.rooms.jumping import beginning_of, first_since
from community.rooms.models import Item
from community.rooms.searching import Asked, Found, search
from community.rooms.shown import show
from community.rooms.views import views
from community.web.guard import guarded
from community.web.identity import current_actor


@views.get("/items/<item_id>")
@guarded(Permission.ITEM_READ)
def item(item_id: str) -> ResponseReturnValue:
    """The permanent address of a message: leads into its room, to where it stands."""
    with reading() as db:
        return _to(queries.access_item(db, current_actor(), item_id, Permission.ITEM_READ))


@views.get("/rooms/<room_id>/on")
@guarded(Permission.ROOM_READ)
def room_on_date(room_id: str) -> ResponseReturnValue:
    """To what was said first on a `date`, or after it; `zone` is the reader's."""
    actor, asked = current_actor(), request.args
    with reading() as db:
        room = queries.access_room(db, actor, room_id, Permission.ROOM_READ)
        begins = beginning_of(db, actor, asked.get("date", ""), asked.get("zone", ""))
        first = first_since(db, actor, room, begins)
        return _to(first) if first else redirect(url_for("rooms.room", room_id=room.id))


def _to(found: Item) -> ResponseReturnValue:
    place: dict[str, Any] = {"room_id": found.room_id, "at": found.position}
    return redirect(url_for("rooms.room", **place, _anchor=f"item-{found.id}"))


@views.get("/rooms/<room_id>/search")
@guarded(Permission.ROOM_READ)
def room_search(room_id: str) -> ResponseReturnValue:
    """`q`: words that all have to occur, and perhaps `from:handle`."""
    actor = current_actor()
    asked = Asked.read(request.args.get("q", ""), number_of(request.args, "before", 0))
    found = search(actor, room_id, asked)
    with reading() as db:
        room = queries.access_room(db, actor, room_id, Permission.ROOM_READ)
        return render_template(
            "rooms/room_search.html",
            room=room,
            circle=room.circle,
            asked=asked,
            found=found,
            earlier_url=_further(room.id, asked, found) if found.before else None,
        )


def _further(room_id: str, asked: Asked, found: Found) -> str:
    return url_for("rooms.room_search", room_id=room_id, q=asked.text, before=found.before)


@views.get("/items/<item_id>/reactions")
@guarded(Permission.ITEM_REACT)
def choose_reaction(item_id: str) -> ResponseReturnValue:
    """All the signs one may react with, found by their words: `q`."""
    wish = request.args.get("q", "")[:60]
    with reading() as db:
        above = queries.access_item(db, current_actor(), item_id, Permission.ITEM_REACT)
        return render_template(
            "rooms/choose_reaction.html",
            item=show(db, [above])[0],
            circle=above.room.circle,
            wish=wish,
            signs=signs_called(wish),
        )
