"""A room's desk: what its hosts have set for everybody, and who is waiting to speak.

One plain value, the same for every reader: slow (seconds, 0 for off), read_only, nameless (may
hosts be asked without a name), paused_until, timer (name, ends_at) or none, band (an announcement
or empty), pinned (id, position, name, excerpt), hands (people in the order in which they raised
them, each with `called`), questions (the open ones: id, position, number, excerpt, unseen),
polls (the open ones: id, position, excerpt, closes_at), groups (ends_at, and of each group: room,
name, people with id and name) or none, group: of a small group, else none (see
`groups.shown_group`), session: of a hosted session, else none (see `evening`), and plan: its
run-sheet (see `plan`). Moments as everywhere.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.core.kept import Kept
from community.core.markdown import to_words
from community.members.models import Member
from community.rooms.asking import OPEN
from community.rooms.evening import shown_evening
from community.rooms.groups import shown_group, shown_groups
from community.rooms.hosting_models import Hand
from community.rooms.models import Item, Room
from community.rooms.now import AnyRoom
from community.rooms.people import NAMELESS, shown_moment, shown_person
from community.rooms.plan import shown_plan
from community.rooms.poll_models import Poll
from community.rooms.rules import EXCERPT_MOST

Desk = dict[str, Any]
QUESTIONS_MOST = 20
# For seconds only: a person's name is no part of a room's version.
_kept: Kept[tuple[str, int], Desk] = Kept(most=500, seconds=5.0)


def desk_after(db: Session, room: AnyRoom, after: int) -> Desk | None:
    """The desk, if it changed after that version of the room."""
    return desk_now(db, room) if room.desk_version > after else None


def desk_now(db: Session, room: AnyRoom) -> Desk:
    """The desk as of the room's version; nobody may change what is returned.

    Asked by everybody who enters, so it is kept for as long as nothing of it changed.
    """
    key = room.id, room.desk_version
    kept = _kept.get(key)
    if kept is not None:
        return kept
    found = db.get(Room, room.id)
    return _kept.keep(key, read_desk(db, found) if found else {})


def read_desk(db: Session, room: Room) -> Desk:
    """As it is now, within a transaction too."""
    timer = {"name": room.timer_name, "ends_at": _moment(room.timer_ends_at)}
    evening = shown_evening(db, room)
    return {
        "slow": room.slow_seconds,
        "read_only": room.read_only,
        "nameless": room.nameless,
        "paused_until": _moment(room.paused_until),
        "timer": timer if room.timer_ends_at else None,
        "band": room.band,
        "pinned": _pinned(db, room),
        "hands": _hands(db, room),
        "questions": _questions(db, room),
        "polls": _polls(db, room),
        "groups": shown_groups(db, room),
        "group": shown_group(db, room),
        "session": evening,
        "plan": shown_plan(db, room, evening),
    }


def _moment(moment: Any) -> str | None:
    return shown_moment(moment) if moment else None


def _pinned(db: Session, room: Room) -> list[Desk]:
    rows = db.execute(
        select(Item, Member.name)
        .outerjoin(Member, Member.id == Item.author_id)
        .where(Item.room_id == room.id, Item.pinned_at.is_not(None))
        .order_by(Item.pinned_at)
    )
    return [
        {
            "id": item.id,
            "position": item.position,
            "name": NAMELESS["name"] if item.nameless else name or "",
            "excerpt": to_words(item.body, EXCERPT_MOST),
        }
        for item, name in rows
        if not item.gone
    ]


def _hands(db: Session, room: Room) -> list[Desk]:
    rows = db.execute(
        select(Member.id, Member.name, Member.handle, Hand.called_at)
        .join(Hand, Hand.member_id == Member.id)
        .where(Hand.room_id == room.id)
        .order_by(Hand.raised_at, Member.id)
    )
    return [
        {**shown_person(member_id, name, handle), "called": called_at is not None}
        for member_id, name, handle, called_at in rows
    ]


def _questions(db: Session, room: Room) -> list[Desk]:
    """The open ones, the newest last."""
    rows = db.scalars(
        select(Item)
        .where(
            Item.room_id == room.id,
            *OPEN,
        )
        .order_by(Item.position.desc())
        .limit(QUESTIONS_MOST)
    )
    return [
        {
            "id": item.id,
            "position": item.position,
            "number": item.number,
            "excerpt": to_words(item.body, EXCERPT_MOST),
            "unseen": item.unseen,
        }
        for item in rows
    ][::-1]


def _polls(db: Session, room: Room) -> list[Desk]:
    """The open ones, the newest last."""
    rows = db.execute(
        select(Item.id, Item.position, Item.body, Poll.closes_at)
        .join(Poll, Poll.item_id == Item.id)
        .where(Item.room_id == room.id, Item.closed_at.is_(None), Item.hidden_at.is_(None))
        .order_by(Item.position)
    )
    return [
        {
            "id": item_id,
            "position": position,
            "excerpt": to_words(body, EXCERPT_MOST),
            "closes_at": _moment(closes_at),
        }
        for item_id, position, body, closes_at in rows
    ]
