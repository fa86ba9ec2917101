"""Closing a poll, by somebody or by itself, and saying what was decided."""

import logging
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from community.access.actor import Actor
from community.access.policy import Permission
from community.core import clock
from community.core.errors import Refused
from community.core.transaction import reading, transaction
from community.rooms.actions.change import not_gone
from community.rooms.actions.holding import changed, held_item, hold
from community.rooms.models import Item, Room
from community.rooms.poll_models import Poll
from community.rooms.polls import counting, rules
from community.rooms.polls.finding import poll_of

log = logging.getLogger(__name__)
AT_ONCE = 50


def close_poll(
    db: Session, actor: Actor, item_id: str, *, on: bool = True, outcome: str | None = None
) -> Item:
    """Close it (`on`) or open it again; `outcome`: what was decided, also of a closed one.

    A host or whoever opened it closes it; only a host opens it again, and only while nobody
    has seen how it stands.
    """
    allowed = Permission.ITEM_CLOSE if on else Permission.ITEM_HOST
    item = held_item(db, actor, item_id, allowed)
    not_gone(item)
    poll = poll_of(db, item)
    before = item.closed_at, poll.outcome
    if outcome is not None:
        poll.outcome = rules.tidy_outcome(outcome)
    if not on:
        _reopen(item, poll)
    elif item.closed_at is None:
        _close(item, poll, clock.now())
    if before != (item.closed_at, poll.outcome):
        changed(db, item.room, [item], desk=before[0] != item.closed_at)
    return item


def _close(item: Item, poll: Poll, moment: datetime) -> None:
    item.closed_at, poll.closes_at = moment, None


def may_open_again(item: Item, poll: Poll) -> bool:
    """Only while nobody has seen how it stands."""
    return item.closed_at is not None and not counting.told(poll)


def _reopen(item: Item, poll: Poll) -> None:
    if item.closed_at is None:
        return
    if not may_open_again(item, poll):
        raise Refused("How it stands has been shown, so it cannot be opened again.")
    item.closed_at = None


def close_due() -> int:
    """Close every poll whose last moment has come; how many. Any process may, at any time."""
    moment = clock.now()
    with reading() as db:
        due = select(Poll.item_id).where(Poll.closes_at <= moment)
        ids = db.scalars(due.order_by(Poll.closes_at).limit(AT_ONCE)).all()
    return sum(_safely(item_id, moment) for item_id in ids)


def _safely(item_id: str, moment: datetime) -> bool:
    """A fault with one of them does not keep the others open."""
    try:
        return _close_one(item_id, moment)
    except Exception:
        log.exception("A poll could not be closed; it is tried again in a moment")
        return False


def _close_one(item_id: str, moment: datetime) -> bool:
    """Unless somebody closed, withdrew or opened it anew meanwhile."""
    with transaction() as db:
        room_id = db.scalar(select(Item.room_id).where(Item.id == item_id))
        if room_id is None:
            return False
        hold(db, room_id)
        load = joinedload(Item.room).joinedload(Room.circle)
        item, poll = db.get_one(Item, item_id, options=[load]), db.get(Poll, item_id)
        if poll is None or poll.closes_at is None or poll.closes_at > moment:
            return False
        _close(item, poll, moment)
        changed(db, item.room, [item], desk=True)
    return True
