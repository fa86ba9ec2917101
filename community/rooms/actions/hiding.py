"""Hiding a message: its words reach nobody any more, but hosts can read them in their log."""

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.core import clock
from community.core.errors import Refused
from community.core.events import record
from community.rooms.actions.acts import note, tidy_reason, undo_of_item
from community.rooms.actions.change import not_gone, on_the_desk, replies
from community.rooms.actions.holding import changed, held_item
from community.rooms.events import MessageHidden
from community.rooms.hosting_models import ActKind
from community.rooms.models import Item, ItemKind


def hide(db: Session, actor: Actor, item_id: str, reason: str = "") -> Item:
    """Whoever wrote it is told, with the reason. Doing it again changes nothing."""
    tidy = tidy_reason(reason)
    item = held_item(db, actor, item_id, Permission.ITEM_HOST)
    if item.hidden_at is not None:
        return item
    not_gone(item)
    if item.kind is ItemKind.QUESTION:
        raise Refused("A question can be closed, or withdrawn by the host who asked it.")
    desk = on_the_desk(item)
    item.hidden_at = clock.now()
    item.unpin(item.hidden_at)
    act = note(
        db, actor, item.room, ActKind.HIDE, member_id=item.author_id, item_id=item.id, reason=tidy
    )
    changed(db, item.room, [item, *replies(db, item)], desk=desk)
    # A notice names the circle, which not everybody in a session's room may know.
    told = item.author_id != actor.member_id and not item.room.of_session
    if item.author_id and told:
        where, who = item.room.circle_id, item.author_id
        record(db, MessageHidden(circle_id=where, member_id=who, cause=act.id))
    return item


def show_again(db: Session, actor: Actor, item_id: str) -> Item:
    """Undo it: the words are back for everybody, where they were."""
    item = held_item(db, actor, item_id, Permission.ITEM_HOST)
    if item.hidden_at is not None:
        item.hidden_at = None
        undo_of_item(db, actor, ActKind.HIDE, item.id)
        changed(db, item.room, [item, *replies(db, item)], desk=on_the_desk(item))
    return item
