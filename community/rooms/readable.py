"""Which items of a room somebody may read, as a condition of a query.

The same rule as `community.access.room_rules.may_read_item`, which decides about one item.
"""

from sqlalchemy import ColumnElement, and_, func, or_, true

from community.access.actor import Actor
from community.access.policy import Audience
from community.access.things import History
from community.rooms.models import Item, ItemKind
from community.rooms.now import AnyRoom


def readable_by(actor: Actor, room: AnyRoom) -> ColumnElement[bool]:
    """The condition under which the actor may read an item of a room they may read."""
    mine = Item.author_id == actor.member_id
    if actor.hosts(room.home_id):
        return or_(Item.audience != Audience.AUTHOR, mine)
    answers_me = and_(Item.audience == Audience.HOSTS, Item.to_id == actor.member_id)
    for_all = and_(Item.audience == Audience.EVERYONE, _not_past(actor, room))
    return or_(for_all, mine, answers_me)


def _not_past(actor: Actor, room: AnyRoom) -> ColumnElement[bool]:
    """By the circle's history rule."""
    if room.history is History.EVERYTHING:
        return true()
    return or_(
        func.coalesce(Item.unpinned_at, Item.created_at) >= actor.since(room.home_id),
        Item.pinned_at.is_not(None),
        Item.kind.in_([ItemKind.QUESTION, ItemKind.POLL]),
    )
