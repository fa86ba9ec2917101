"""Search in what was said in one room: from the newest back, a bounded stretch at a time.

What somebody may read is part of the condition by which items are read at all, so nothing
else is looked at. Texts are compared in a thread, a small piece at a time, and between two
pieces others have their turn.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.core.markdown import to_words
from community.core.threads import in_thread
from community.core.transaction import reading
from community.members.models import Member
from community.rooms.matching import marked, matching, words_of
from community.rooms.models import Item, Room
from community.rooms.permits import spend_search
from community.rooms.queries import access_room
from community.rooms.readable import readable_by
from community.rooms.rules import BODY_MOST
from community.rooms.shown import Shown, show

QUERY_MOST = 200
HITS_MOST = 30
WINDOW, PIECE = 20_000, 500  # items
_FROM = re.compile(r"(?:^|\s)from:@?([\w-]{1,40})(?=\s|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """What somebody looks for: words, perhaps by whom, perhaps only before a position."""

    text: str
    words: tuple[str, ...]
    by: str | None = None
    before: int = 0

    @classmethod
    def read(cls, text: str, before: int = 0) -> "Asked":
        text = " ".join(text[:QUERY_MOST].split())
        by = _FROM.search(text)
        words = words_of(_FROM.sub(" ", text))
        return cls(text, words, by[1].lower() if by else None, before)

    def __bool__(self) -> bool:
        return bool(self.words or self.by)


@dataclass(frozen=True)
class Found:
    """The items with their `snippet`, newest first; `before` is where to go on, 0 at the end."""

    items: list[Shown]
    before: int = 0


def search(actor: Actor, room_id: str, asked: Asked) -> Found:
    """What was said with all the words in it. Opens its own readings, one for each piece."""
    with reading() as db:
        room = access_room(db, actor, room_id, Permission.ROOM_READ)
        by = _author(db, asked)
    if not asked:
        return Found([])
    spend_search(actor)
    before = asked.before or room.last_position + 1
    last = max(1, before - WINDOW)
    hits: list[str] = []
    while before > last and len(hits) < HITS_MOST:
        with reading() as db:
            rows = _piece(db, actor, room, by, last, before)
        fits = in_thread(matching, [row.body for row in rows], asked.words)
        before = last if len(rows) < PIECE else rows[-1].position
        for row, fit in zip(rows, fits, strict=True):
            if fit:
                hits.append(row.id)
                if len(hits) == HITS_MOST:
                    before = row.position
                    break
    with reading() as db:
        return _found(db, actor, room, hits, asked, before)


def _author(db: Session, asked: Asked) -> str | None:
    """The id of who is to have said it; empty if there is nobody of that handle."""
    if asked.by is None:
        return None
    return db.scalar(select(Member.id).where(Member.handle == asked.by)) or ""


def _readable(actor: Actor, room: Room) -> tuple[ColumnElement[bool], ...]:
    """Of what was withdrawn or hidden there is nothing to find."""
    stands = Item.withdrawn_at.is_(None), Item.hidden_at.is_(None)
    return (Item.room_id == room.id, readable_by(actor, room), *stands)


def _piece(
    db: Session, actor: Actor, room: Room, by: str | None, last: int, before: int
) -> Sequence[Row[str, int, str]]:
    wanted = (
        select(Item.id, Item.position, Item.body)
        .where(*_readable(actor, room), Item.position < before, Item.position >= last)
        .order_by(Item.position.desc())
        .limit(PIECE)
    )
    return db.execute(wanted if by is None else wanted.where(Item.author_id == by)).all()


def _found(
    db: Session, actor: Actor, room: Room, hits: list[str], asked: Asked, before: int
) -> Found:
    stands = _readable(actor, room)
    order = Item.position.desc()
    items = db.scalars(select(Item).where(*stands, Item.id.in_(hits)).order_by(order)).all()
    further = db.scalar(select(Item.id).where(*stands, Item.position < before).limit(1))
    shown = [
        {**shown, "snippet": _snippet(item, asked)}
        for item, shown in zip(items, show(db, items), strict=True)
    ]
    return Found(shown, before if further else 0)


def _snippet(item: Item, asked: Asked) -> Markup:
    """`marked` escapes all that it does not make itself."""
    return Markup(marked(to_words(item.body, BODY_MOST), asked.words))  # noqa: S704
