"""Changing what was said: each change gives the item a new version."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor, placed_now
from community.access.policy import Permission
from community.core import clock
from community.core.errors import Refused
from community.core.events import record
from community.core.upsert import upsert
from community.rooms import rules
from community.rooms.events import RoomChanged
from community.rooms.mentions import mentions_in, named
from community.rooms.models import Item, Reaction, Room
from community.rooms.queries import access_item
from community.rooms.shown import show


def edit(db: Session, actor: Actor, item_id: str, body: str) -> Item:
    """New words for one's own message; the old ones are not kept."""
    item = _held(db, actor, item_id, Permission.ITEM_EDIT)
    _not_withdrawn(item)
    tidy = rules.tidy_body(body)
    if tidy != item.body:
        item.body = tidy
        circle_id, author_id = item.room.circle_id, actor.member_id or ""
        known = named(db, [circle_id], [author_id], [tidy])
        item.mentions = mentions_in(tidy, circle_id, author_id, known)
        item.edited_at = clock.now()
        _changed(db, item.room, [item, *_replies(db, item)])
    return item


def withdraw(db: Session, actor: Actor, item_id: str) -> Item:
    """Take one's own message back: its words leave the database, its place stays."""
    item = _held(db, actor, item_id, Permission.ITEM_WITHDRAW)
    if item.withdrawn_at is None:
        item.body, item.mentions = "", {}
        item.withdrawn_at = clock.now()
        db.execute(delete(Reaction).where(Reaction.item_id == item.id))
        _changed(db, item.room, [item, *_replies(db, item)])
    return item


def react(db: Session, actor: Actor, item_id: str, emoji: str, *, on: bool) -> Item:
    """Add or take back a reaction; doing it again changes nothing."""
    item = _held(db, actor, item_id, Permission.ITEM_REACT)
    _not_withdrawn(item)
    rules.check_emoji(emoji)
    mine = select(func.count()).where(
        Reaction.item_id == item.id,
        Reaction.member_id == actor.member_id,
        Reaction.emoji != emoji,
    )
    if on and (db.scalar(mine) or 0) >= rules.REACTIONS_MOST:
        raise Refused(f"You can react to one message in at most {rules.REACTIONS_MOST} ways.")
    if _set_reaction(db, actor.member_id or "", item, emoji, on):
        _changed(db, item.room, [item])
    return item


def _set_reaction(db: Session, member_id: str, item: Item, emoji: str, on: bool) -> bool:
    key = {"item_id": item.id, "member_id": member_id, "emoji": emoji}
    if on:
        return upsert(db, Reaction, [{**key, "created_at": clock.now()}]) > 0
    gone = db.execute(delete(Reaction).filter_by(**key))
    return bool(gone.rowcount)  # type: ignore[attr-defined]


def _held(db: Session, actor: Actor, item_id: str, permission: Permission) -> Item:
    """The item as it is now, its room being held until the end of the transaction.

    The room comes first, as for sayings: two changes can then neither wait for each other
    in a ring, nor decide by what the other is about to change. And as for sayings, the
    actor's places are read in this transaction: those of an open socket may be seconds old.
    """
    room_id = access_item(db, actor, item_id, permission).room_id
    db.execute(select(Room.id).where(Room.id == room_id).with_for_update())
    now = placed_now(db, actor)
    return access_item(db, now, item_id, permission)


def _not_withdrawn(item: Item) -> None:
    if item.withdrawn_at is not None:
        raise Refused("This message was withdrawn.")


def _replies(db: Session, item: Item) -> Sequence[Item]:
    """Those that quote it, and so change with it."""
    return db.scalars(
        select(Item).where(Item.room_id == item.room_id, Item.reply_to_id == item.id)
    ).all()


def _changed(db: Session, room: Room, items: Sequence[Item]) -> None:
    """Give each of `items` a version of its own and tell the room."""
    since = room.version
    for step, item in enumerate(items, 1):
        item.version = since + step
    room.version = since + len(items)
    db.flush()
    shown = zip([item.author_id for item in items], show(db, items), strict=True)
    record(
        db,
        RoomChanged(
            room_id=room.id,
            circle_id=room.circle_id,
            since=since,
            version=room.version,
            last_position=room.last_position,
            items=tuple(shown),
        ),
    )
