"""What every change of a room has in common: hold it, check the rights of this moment, tell it.

The room is held until the end of the transaction, and it comes first, as for sayings: two
changes can then neither wait for each other in a ring, nor decide by what the other is about to
change. The actor's places are read in this transaction: those of an open socket may be seconds
old.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from community.access.actor import Actor, placed_now
from community.access.policy import Permission
from community.access.things import History
from community.core import clock
from community.core.events import record
from community.core.ids import new_id
from community.rooms.asking import ask_newest
from community.rooms.desk import read_desk
from community.rooms.events import Mentioned, RoomChanged, Told
from community.rooms.groups_notice import notice_body, notice_of
from community.rooms.models import Item, ItemKind, Room
from community.rooms.new_item import NewItem
from community.rooms.queries import access_item, access_room
from community.rooms.shown import Shown, show


def held_item(db: Session, actor: Actor, item_id: str, permission: Permission) -> Item:
    """The item as it is now, with its room held; raises as `require` does."""
    hold(db, access_item(db, actor, item_id, permission).room_id)
    return access_item(db, placed_now(db, actor), item_id, permission)


def held_room(db: Session, actor: Actor, room_id: str, permission: Permission) -> Room:
    """The room as it is now, held; raises as `require` does."""
    hold(db, access_room(db, actor, room_id, permission).id)
    return access_room(db, placed_now(db, actor), room_id, permission)


def hold(db: Session, room_id: str) -> None:
    """Until the end of the transaction, for what no actor does.

    With a small group the room it came from, where its last lines may stand.
    """
    above = select(Room.parent_id).where(Room.id == room_id).scalar_subquery()
    held = select(Room.id).where(or_(Room.id == room_id, Room.id == above))
    db.execute(held.order_by(Room.id).with_for_update()).all()


def place_item(
    db: Session, room: Room, kind: ItemKind, *, author_id: str | None, body: str, client_key: str
) -> Item:
    """A new item at the end of a held room; tell the room of it with `changed`."""
    room.last_position += 1
    moment = clock.now()
    room.last_item_at = moment
    item = Item(
        id=new_id(),
        room_id=room.id,
        room=room,
        position=room.last_position,
        version=room.version,
        kind=kind,
        author_id=author_id,
        client_key=client_key,
        body=body,
        mentions={},
        created_at=moment,
    )
    db.add(item)
    return item


def placed_before(db: Session, room: Room, author_id: str | None, client_key: str) -> Item | None:
    """The item that the same client key has placed already: sent twice, it is there once."""
    return db.scalar(
        select(Item).where(
            Item.room_id == room.id,
            Item.author_id == author_id,
            Item.client_key == client_key,
        )
    )


def changed(db: Session, room: Room, items: Sequence[Item] = (), *, desk: bool = False) -> None:
    """Give each of `items` a version of its own and tell the room, of its `desk` too if asked.

    The room is held, and all that belongs to the change is done before: what is told is read
    here.
    """
    since = room.version
    for step, item in enumerate(items, 1):
        item.version = since + step
    room.version = since + max(1, len(items))
    if any(item.kind is ItemKind.QUESTION for item in items):
        desk = ask_newest(db, room) or desk
    if desk:
        room.desk_version = room.version
    db.flush()
    shown = show(db, items, room=room) if items else []
    record(
        db,
        RoomChanged(
            room_id=room.id,
            home_id=room.home_id,
            since=since,
            version=room.version,
            last_position=room.last_position,
            items=tuple(told(item, one) for item, one in zip(items, shown, strict=True)),
            desk=read_desk(db, room) if desk else None,
            people=tuple(room.people) if room.people is not None else None,
            past_kept=room.history is not History.EVERYTHING,
            over=room.closed or room.late_from is not None,
        ),
    )
    if room.closed:
        _tell_again(db, room)


def _tell_again(db: Session, group: Room) -> None:
    """The last lines of a small group that has ended stand in its notice as they are now."""
    notice = notice_of(db, group)
    body = notice_body(db, group) if notice is not None else ""
    if notice is not None and notice.body != body:
        notice.body = body
        load = joinedload(Room.circle)
        changed(db, db.get_one(Room, group.parent_id, options=[load]), [notice])


def told(item: Item | NewItem, shown: Shown) -> Told:
    own = tuple(filter(None, (item.author_id, item.to_id)))
    return Told(own, item.last_open.timestamp(), item.for_newcomers, shown)


def tell_called(db: Session, item: Item, before: Collection[str] = ()) -> None:
    """Whom its words call by name, but for those whom they called `before`."""
    called = tuple(one for one in item.mentions.values() if one not in before)
    if called:
        record(db, Mentioned(item_id=item.id, people=called))
