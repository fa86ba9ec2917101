"""Changing what was said: each change gives the item a new version."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, can
from community.core import clock
from community.core.errors import Refused
from community.core.upsert import upsert
from community.files.models import File
from community.rooms import rules
from community.rooms.actions.holding import changed, held_item, tell_called
from community.rooms.mentions import mentions_in, named
from community.rooms.models import Attachment, Item, ItemKind, Reaction
from community.rooms.poll_models import Poll


def edit(
    db: Session,
    actor: Actor,
    item_id: str,
    body: str,
    permission: Permission = Permission.ITEM_EDIT,
) -> Item:
    """New words for one's own message; the old ones are not kept."""
    item = held_item(db, actor, item_id, permission)
    not_gone(item)
    if item.kind is ItemKind.POLL:
        raise Refused("A poll's words stay as they are: people vote on them.")
    tidy = rules.tidy_body(body)
    if tidy != item.body:
        item.body = tidy
        home_id, author_id = item.room.home_id, actor.member_id or ""
        known = named(db, [home_id], [author_id], [tidy])
        before = set(item.mentions.values())
        item.mentions = mentions_in(tidy, item.room, author_id, known)
        if can(actor, Permission.ITEM_READ, item):  # who has no place here calls nobody
            tell_called(db, item, before)
        item.edited_at = clock.now()
        changed(db, item.room, [item, *replies(db, item)], desk=on_the_desk(item))
    return item


def withdraw(
    db: Session, actor: Actor, item_id: str, permission: Permission = Permission.ITEM_WITHDRAW
) -> Item:
    """Take one's own message back: its words leave the database, its place stays."""
    item = held_item(db, actor, item_id, permission)
    if item.withdrawn_at is None:
        desk = on_the_desk(item)
        item.body, item.mentions = "", {}
        item.withdrawn_at = clock.now()
        item.unpin(item.withdrawn_at)
        forget_files(db, item)
        db.execute(delete(Poll).where(Poll.item_id == item.id))
        db.execute(delete(Reaction).where(Reaction.item_id == item.id))
        changed(db, item.room, [item, *replies(db, item)], desk=desk)
    return item


def react(db: Session, actor: Actor, item_id: str, emoji: str, *, on: bool) -> Item:
    """Add or take back a reaction; doing it again changes nothing."""
    item = held_item(db, actor, item_id, Permission.ITEM_REACT)
    not_gone(item)
    rules.check_emoji(emoji)
    mine = select(func.count()).where(
        Reaction.item_id == item.id,
        Reaction.member_id == actor.member_id,
        Reaction.emoji != emoji,
    )
    if on and (db.scalar(mine) or 0) >= rules.REACTIONS_MOST:
        raise Refused(f"You can react to one message in at most {rules.REACTIONS_MOST} ways.")
    if _set_reaction(db, actor.member_id or "", item, emoji, on):
        changed(db, item.room, [item])
    return item


def _set_reaction(db: Session, member_id: str, item: Item, emoji: str, on: bool) -> bool:
    key = {"item_id": item.id, "member_id": member_id, "emoji": emoji}
    if on:
        return upsert(db, Reaction, [{**key, "created_at": clock.now()}]) > 0
    gone = db.execute(delete(Reaction).filter_by(**key))
    return bool(gone.rowcount)  # type: ignore[attr-defined]


def not_gone(item: Item) -> None:
    if item.withdrawn_at is not None:
        raise Refused("This message was withdrawn.")
    if item.hidden_at is not None:
        raise Refused("A host has hidden this message.")


def on_the_desk(item: Item) -> bool:
    """Whether the desk quotes it, and so changes with it."""
    return item.pinned_at is not None or item.kind in (ItemKind.QUESTION, ItemKind.POLL)


def replies(db: Session, item: Item) -> Sequence[Item]:
    """Those that quote it, and so change with it."""
    return db.scalars(
        select(Item).where(Item.room_id == item.room_id, Item.reply_to_id == item.id)
    ).all()


def forget_files(db: Session, item: Item) -> None:
    """Its pictures and files leave the database with its words, and so do their attachments."""
    mine = select(Attachment.file_id).where(Attachment.item_id == item.id)
    db.execute(delete(File).where(File.id.in_(mine)))
