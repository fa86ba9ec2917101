"""Where in a room a page begins: at its end, before or after a place, around one, on a date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.core.errors import Invalid
from community.members.models import Profile
from community.members.profile_rules import time_zones
from community.rooms.forms import number_of
from community.rooms.last_page import last_page
from community.rooms.models import Item, Room
from community.rooms.queries import Page, earlier
from community.rooms.readable import readable_by
from community.rooms.rules import PAGE
from community.rooms.shown import show

HALF = PAGE // 2


@dataclass(frozen=True)
class Stretch:
    """The items of a page; `past` if it ends before the room does, and so cannot be live."""

    page: Page
    past: bool = False


def stretch_asked(db: Session, actor: Actor, room: Room, asked: Mapping[str, Any]) -> Stretch:
    """By `before`, `after` or `at`, each a position; without any of them, the end of the room."""
    before, after, at = (number_of(asked, name, 0) for name in ("before", "after", "at"))
    if at:
        return _joined(earlier(db, actor, room, at, HALF), later(db, actor, room, at - 1, HALF))
    if after:
        return _joined(earlier(db, actor, room, after + 1, 1), later(db, actor, room, after))
    if before:
        return Stretch(earlier(db, actor, room, before), past=True)
    return Stretch(last_page(db, actor, room))


def later(db: Session, actor: Actor, room: Room, after: int, limit: int = PAGE) -> Page:
    """The items just after a position; `more` says whether there are others behind them."""
    found = list(
        db.scalars(
            select(Item)
            .where(Item.room_id == room.id, Item.position > after, readable_by(actor, room))
            .order_by(Item.position)
            .limit(limit + 1)
        )
    )
    items = show(db, found[:limit], room=room)
    return Page(items, room.version, len(found) > limit)


def _joined(above: Page, below: Page) -> Stretch:
    page = Page([*above.items, *below.items], below.version, above.more)
    return Stretch(page, past=below.more)


def first_since(db: Session, actor: Actor, room: Room, moment: datetime) -> Item | None:
    """The first item the actor may read that was said then or later."""
    after = _last_before(db, room, moment)
    return db.scalar(
        select(Item)
        .where(Item.room_id == room.id, Item.position > after, readable_by(actor, room))
        .order_by(Item.position)
        .limit(1)
    )


def _last_before(db: Session, room: Room, moment: datetime) -> int:
    """The last position of earlier times, by halving: times rise with positions."""
    low, high = 0, room.last_position
    while low < high:
        middle = (low + high + 1) // 2
        said = db.scalar(
            select(Item.created_at)
            .where(Item.room_id == room.id, Item.position >= middle)
            .order_by(Item.position)
            .limit(1)
        )
        if said is not None and said < moment:
            low = middle
        else:
            high = middle - 1
    return low


def beginning_of(db: Session, actor: Actor, day: str, zone: str) -> datetime:
    """When a day begins where the reader is: as their browser says, or else their profile."""
    try:
        begins = datetime.combine(date.fromisoformat(day), time(), _zone(db, actor, zone))
        return begins.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Invalid("Please give a date such as 2026-11-22.") from error


def _zone(db: Session, actor: Actor, zone: str) -> ZoneInfo:
    profile = db.get(Profile, actor.member_id)
    known = (one for one in (zone, profile.time_zone if profile else "") if one in time_zones())
    return ZoneInfo(next(known, "UTC"))
