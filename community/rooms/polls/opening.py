"""Opening a poll: hosts as they like, members with a bound and a last moment."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, can
from community.core import clock
from community.core.errors import Refused, SlowDown
from community.core.ids import new_id
from community.rooms.actions.holding import changed, held_room, place_item, placed_before
from community.rooms.models import Item, ItemKind, Room
from community.rooms.poll_models import Poll, PollOption, PollVoters
from community.rooms.polls import rules
from community.rooms.polls.rules import PULSE, NewPoll
from community.rooms.rules import check_client_key


def open_poll(db: Session, actor: Actor, room_id: str, client_key: str, new: NewPoll) -> Item:
    """The same client key again gives the poll that it opened before."""
    check_client_key(client_key)
    room = held_room(db, actor, room_id, Permission.ROOM_SAY)
    before = placed_before(db, room, actor.member_id, client_key)
    if before is not None:
        return before
    hosting = can(actor, Permission.ROOM_HOST, room)
    if not hosting:
        _not_too_soon(db, actor, room)
    _not_too_many(db, actor, room, hosting=hosting)
    return _open(db, actor, room, client_key, new, hosting=hosting)


def open_pulse(db: Session, actor: Actor, room_id: str, client_key: str) -> Item:
    """One press: how is it going? It closes by itself after a minute."""
    check_client_key(client_key)
    room = held_room(db, actor, room_id, Permission.ROOM_HOST)
    before = placed_before(db, room, actor.member_id, client_key)
    if before is not None:
        return before
    if db.scalar(_open_polls(room).where(Item.body == PULSE.body)):
        raise Refused("You asked how it is going a moment ago. The answers are still coming in.")
    _not_too_many(db, actor, room, hosting=True)
    return _open(db, actor, room, client_key, PULSE, hosting=True)


def _not_too_soon(db: Session, actor: Actor, room: Room) -> None:
    """Slow mode is for polls as for messages."""
    if not room.slow_seconds:
        return
    mine = Item.room_id == room.id, Item.author_id == actor.member_id
    last = db.scalar(select(func.max(Item.created_at)).where(*mine))
    wait = room.slow_seconds - (clock.now() - last).total_seconds() if last else 0
    if wait > 0:
        raise SlowDown(wait)


def _not_too_many(db: Session, actor: Actor, room: Room, *, hosting: bool) -> None:
    if (db.scalar(_open_polls(room)) or 0) >= rules.OPEN_IN_ROOM:
        raise Refused(f"There are {rules.OPEN_IN_ROOM} open polls here already. Close one first.")
    mine = _open_polls(room).where(Item.author_id == actor.member_id)
    if not hosting and (db.scalar(mine) or 0) >= rules.OPEN_OF_MEMBER:
        raise Refused(f"{rules.OPEN_OF_MEMBER} polls of yours are open already. Close one first.")


def _open_polls(room: Room) -> Select[int]:
    return select(func.count()).where(
        Item.room_id == room.id,
        Item.kind == ItemKind.POLL,
        Item.closed_at.is_(None),
        Item.withdrawn_at.is_(None),
    )


def _open(
    db: Session, actor: Actor, room: Room, client_key: str, new: NewPoll, *, hosting: bool
) -> Item:
    time = rules.fit_time(new.closes_in, hosting=hosting)
    item = place_item(
        db,
        room,
        ItemKind.POLL,
        author_id=actor.member_id,
        body=new.body,
        client_key=client_key,
    )
    db.flush()
    poll = Poll(
        item_id=item.id,
        way=new.way,
        points=new.points,
        live=new.live,
        named=new.named,
        closes_at=item.created_at + time if time else None,
    )
    db.add(poll)
    db.flush()
    db.add_all(
        PollOption(id=new_id(), item_id=item.id, place=place, text=text)
        for place, text in enumerate(new.options)
    )
    if not new.named:
        db.add(PollVoters(item_id=item.id, members=[]))
    changed(db, room, [item], desk=True)
    return item
