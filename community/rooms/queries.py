"""Reading rooms: what changed, what came earlier, what is unread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from community.access.actor import Actor
from community.access.memberships import CircleRole
from community.access.policy import Permission, can, require
from community.access.things import History
from community.circles.models import Circle
from community.core.errors import NotFound, SignedOut
from community.core.ids import is_id
from community.core.markdown import to_words
from community.core.text import fold
from community.rooms.abilities import ARCHIVED
from community.rooms.desk import Desk, desk_after
from community.rooms.models import Item, ReadMark, Room
from community.rooms.now import AnyRoom
from community.rooms.people import shown_person
from community.rooms.people_in import people_in
from community.rooms.readable import readable_by
from community.rooms.rules import EXCERPT_MOST, page_size
from community.rooms.shown import Shown, quotes_in, show


@dataclass(frozen=True)
class Page:
    """Some items; `more` says whether there are others in the same direction.

    `version` is the room's as far as these items go: asking for changes after it continues.
    `desk`: what its hosts have set, if that changed since what was asked for.
    """

    items: list[Shown]
    version: int
    more: bool
    desk: Desk | None = None


def page_json(page: Page) -> dict[str, Any]:
    """As sockets and the API give it; the desk only where it changed."""
    told = {"items": page.items, "version": page.version, "more": page.more}
    return told if page.desk is None else {**told, "desk": page.desk}


@dataclass(frozen=True)
class RoomMark:
    """A room of mine and how much of it I have not read."""

    room: Room
    unread: int


def access_room(db: Session, actor: Actor, room_id: str, permission: Permission) -> Room:
    """The room with its circle, if the actor may; raises as `require` does."""
    room = (
        db.get(Room, room_id, options=[joinedload(Room.circle)], populate_existing=True)
        if is_id(room_id)
        else None
    )
    if room is None:
        raise NotFound if actor.signed_in else SignedOut
    require(actor, permission, room)
    return room


def access_item(db: Session, actor: Actor, item_id: str, permission: Permission) -> Item:
    """The item with its room and circle, if the actor may; raises as `require` does."""
    load = joinedload(Item.room).joinedload(Room.circle)
    item = db.get(Item, item_id, options=[load], populate_existing=True) if is_id(item_id) else None
    if item is None:
        raise NotFound if actor.signed_in else SignedOut
    require(actor, permission, item)
    return item


def changes(db: Session, actor: Actor, room: AnyRoom, after: int, limit: int | None = None) -> Page:
    """The items whose version is above `after`, as they are now, in version order.

    With `after=0` the last page of the conversation, in order of position: the first load.
    The room was read before its items, so `version` never promises more than was given.
    """
    if after <= 0:
        return earlier(db, actor, room, room.last_position + 1, limit)
    size = page_size(limit)
    found = list(
        db.scalars(
            select(Item)
            .where(Item.room_id == room.id, Item.version > after, readable_by(actor, room))
            .order_by(Item.version)
            .limit(size + 1)
        )
    )
    more = len(found) > size
    items = show(db, found[:size], room=room)
    version = items[-1]["version"] if more else room.version
    return Page(items, version, more, desk_after(db, room, after))


def earlier(
    db: Session, actor: Actor, room: AnyRoom, before: int, limit: int | None = None
) -> Page:
    """The page of items just before position `before`, in order of position."""
    size = page_size(limit)
    found = list(
        db.scalars(
            select(Item)
            .where(Item.room_id == room.id, Item.position < before, readable_by(actor, room))
            .order_by(Item.position.desc())
            .limit(size + 1)
        )
    )
    items = show(db, found[:size][::-1], room=room)
    return Page(items, room.version, len(found) > size)


def anything_after(db: Session, actor: Actor, room: AnyRoom, position: int) -> bool:
    """Whether there is an item further on that the actor may read."""
    later = select(Item.id).where(
        Item.room_id == room.id, Item.position > position, readable_by(actor, room)
    )
    return db.scalar(later.limit(1)) is not None


def room_of_circle(db: Session, circle_id: str) -> Room | None:
    """The room of the whole circle, not of a small group in it."""
    return db.scalar(select(Room).where(Room.home_id == circle_id, Room.parent_id.is_(None)))


def read_position(db: Session, actor: Actor, room: Room) -> int:
    mark = db.get(ReadMark, (room.id, actor.member_id))
    return mark.position if mark else 0


def my_rooms(db: Session, actor: Actor) -> list[RoomMark]:
    """The rooms of my circles, the one with the latest words first; not those of sessions, which
    only grow in number."""
    rows = db.execute(
        select(Room, func.coalesce(ReadMark.position, 0))
        .outerjoin(
            ReadMark, (ReadMark.room_id == Room.id) & (ReadMark.member_id == actor.member_id)
        )
        .where(
            Room.circle_id.in_(filter(actor.may_enter, actor.circles)),
            Room.home_id == Room.circle_id,
            Room.parent_id.is_(None),
        )
        .options(joinedload(Room.circle))
        .order_by(Room.last_item_at.desc().nulls_last(), Room.id)
    )
    marks: dict[Room, int] = dict(rows.all())
    open_to_me = _unread_of_kept(db, actor, marks)
    return [
        RoomMark(room, open_to_me.get(room.id, max(0, room.last_position - read)))
        for room, read in marks.items()
    ]


def _unread_of_kept(db: Session, actor: Actor, marks: Mapping[Room, int]) -> dict[str, int]:
    """How much is unread where a circle keeps its past from newcomers: what they may read of it.

    Counted beyond the mark only, which coming in has set to the end of the past.
    """
    kept = [
        (room, and_(Item.room_id == room.id, Item.position > read, readable_by(actor, room)))
        for room, read in marks.items()
        if not quotes_in(room) and not actor.hosts(room.home_id) and read < room.last_position
    ]
    if not kept:
        return {}
    counted = select(Item.room_id, func.count()).where(or_(*(unread for _, unread in kept)))
    found: dict[str, int] = dict(db.execute(counted.group_by(Item.room_id)).all())
    return {room.id: found.get(room.id, 0) for room, _ in kept}


def last_words(db: Session, actor: Actor, rooms: Sequence[Room]) -> dict[str, Shown]:
    """The last item of each of these rooms with its `excerpt`, where the actor may read it."""
    found = db.scalars(
        select(Item)
        .join(Item.room)
        .where(Room.id.in_([room.id for room in rooms]), Item.position == Room.last_position)
        .options(contains_eager(Item.room).joinedload(Room.circle))
    )
    items = [item for item in found if can(actor, Permission.ITEM_READ, item)]
    return {
        item.room_id: {
            **shown,
            "excerpt": "" if item.gone else to_words(item.body, EXCERPT_MOST),
        }
        for item, shown in zip(items, show(db, items), strict=True)
    }


@dataclass(frozen=True)
class Head:
    """How a room stands, in short: what those who are in it compare with what they have.

    `history`: what newcomers read back to. `people`: who is in, of a small group.
    """

    version: int
    state: str
    history: str
    people: frozenset[str] | None = None
    of_session: bool = False


def heads(db: Session, room_ids: list[str]) -> dict[str, Head]:
    """The head of each of these rooms that there is."""
    rows = db.execute(
        select(
            Room.id,
            Room.version,
            Room.state,
            Room.people,
            Circle.archived_at,
            Circle.history,
            (Room.home_id != Room.circle_id).label("of_session"),
        )
        .join(Circle, Circle.id == Room.circle_id)
        .where(Room.id.in_(room_ids))
    )
    return {
        row.id: Head(
            row.version,
            ARCHIVED if row.archived_at is not None else row.state.value,
            History.EVERYTHING.value if row.of_session else row.history.value,
            frozenset(row.people) if row.people is not None else None,
            row.of_session,
        )
        for row in rows
    }


def people_called(
    db: Session, actor: Actor, room: Room, beginning: str, most: int = 8
) -> list[Shown]:
    """People of the room's circle with a word of their name, or their handle, beginning so."""
    wish = fold(beginning).removeprefix("@")
    return [
        shown_person(member.id, member.name, member.handle)
        for member, role in ((one.member, one.role) for one in people_in(db, room))
        if member.id not in actor.apart
        and (room.people is None or member.id in room.people or role is CircleRole.HOST)
        and any(word.startswith(wish) for word in (member.handle, *fold(member.name).split()))
    ][:most]
