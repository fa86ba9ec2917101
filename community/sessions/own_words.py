"""Everything somebody wrote, wherever that was and whatever became of their place there.

Of a place that is not open to them any more nothing is said, not even what it is called.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from community.access.actor import Actor
from community.access.policy import Permission, can
from community.core.ids import is_id
from community.rooms.models import Item, ItemKind, Room
from community.sessions.closing_models import SessionComment, Takeaway
from community.sessions.models import HostedSession
from community.sessions.queries import WITH_HOUSE

PAGE = 30
SAID = (ItemKind.MESSAGE, ItemKind.QUESTION, ItemKind.POLL)
NO_CIRCLE, NO_SESSION = "a circle you can no longer open", "a session you can no longer open"


@dataclass(frozen=True)
class OwnWord:
    """`kind`: message, question, poll, comment or takeaway. `item_id`, `session_id`,
    `insight_id`: what it can be shown by there, where its writer may still read it. `hidden`: by
    a host, words and all."""

    id: str
    kind: str
    at: datetime | None
    body: str
    where: str
    item_id: str = ""
    session_id: str = ""
    insight_id: str = ""
    hidden: bool = False
    correctable: bool = False


@dataclass(frozen=True)
class Source:
    """Comments that stand elsewhere: their table, how some of them are worded, and how the actor
    takes one of theirs back, which says whether it was one."""

    table: Any
    worded: Callable[[Session, Actor, Sequence[Any]], list[OwnWord]]
    take_back: Callable[[Session, Actor, str], bool]


# A feature adds its own where its views are imported.
sources: list[Source] = []


@dataclass(frozen=True)
class OwnWords:
    """The newest first; `after`: what to ask for those that follow."""

    words: Sequence[OwnWord]
    after: str = ""


def own_words(db: Session, actor: Actor, before: str = "") -> OwnWords:
    """A page of them, from what was said before the one with this id."""
    rows: list[Any] = [*_items(db, actor, before), *_comments(db, actor, before, SessionComment)]
    for one in sources:
        rows += _comments(db, actor, before, one.table)
    rows.sort(key=lambda row: (row.created_at, row.id), reverse=True)
    after = rows[PAGE - 1].id if len(rows) > PAGE else ""
    first = _takeaways(db, actor) if not before else []
    return OwnWords([*first, *_several(db, actor, rows[:PAGE])], after)


def words_in(db: Session, actor: Actor, session: HostedSession) -> list[OwnWord]:
    """Of one session, in the order in which they were written."""
    here = Room.home_id == session.id
    items = _own_items(actor).where(Item.room_id.in_(select(Room.id).where(here)))
    comments = _own_comments(actor, SessionComment).where(SessionComment.session_id == session.id)
    rows: list[Item | SessionComment] = [*db.scalars(items), *db.scalars(comments)]
    rows.sort(key=lambda row: (row.created_at, row.id))
    shared = [one for one in _takeaways(db, actor) if one.id == session.id]
    return [*_several(db, actor, rows), *shared]


def _own_items(actor: Actor) -> Select[Item]:
    mine = Item.author_id == (actor.member_id or ""), Item.withdrawn_at.is_(None)
    house = joinedload(Item.room).joinedload(Room.circle)
    return select(Item).where(*mine, Item.kind.in_(SAID)).options(house)


def _own_comments(actor: Actor, table: Any) -> Select[Any]:
    mine = table.author_id == (actor.member_id or "")
    return select(table).where(mine, table.withdrawn_at.is_(None))


def _items(db: Session, actor: Actor, before: str) -> Sequence[Item]:
    order = Item.created_at.desc(), Item.id.desc()
    older = _older(db, actor, before, Item.created_at, Item.id)
    return db.scalars(_own_items(actor).where(*older).order_by(*order).limit(PAGE + 1)).all()


def _comments(db: Session, actor: Actor, before: str, table: Any) -> Sequence[Any]:
    order = table.created_at.desc(), table.id.desc()
    older = _older(db, actor, before, table.created_at, table.id)
    mine = _own_comments(actor, table).where(*older)
    return db.scalars(mine.order_by(*order).limit(PAGE + 1)).all()


def _older(
    db: Session,
    actor: Actor,
    before: str,
    at: InstrumentedAttribute[datetime],
    row_id: InstrumentedAttribute[str],
) -> Iterable[ColumnElement[bool]]:
    """Than one's own word with this id, which may have been taken back meanwhile."""
    if not is_id(before):
        return ()
    for table in (Item, SessionComment, *(one.table for one in sources)):
        mine = table.id == before, table.author_id == (actor.member_id or "")
        moment = db.scalar(select(table.created_at).where(*mine))
        if moment is not None:
            return (tuple_(at, row_id) < tuple_(moment, before),)
    return ()


def _takeaways(db: Session, actor: Actor) -> list[OwnWord]:
    """Those others read; what one keeps for oneself is in nobody's way."""
    mine = Takeaway.member_id == (actor.member_id or ""), Takeaway.shared.is_(True)
    rows = db.scalars(select(Takeaway).where(*mine).order_by(Takeaway.session_id)).all()
    seen = _seen(db, actor, {row.session_id for row in rows})
    return [
        OwnWord(
            row.session_id,
            "takeaway",
            None,
            row.body,
            *_named(seen.get(row.session_id)),
        )
        for row in rows
    ]


def _several(db: Session, actor: Actor, rows: Sequence[Any]) -> list[OwnWord]:
    """In the same order."""
    here = [row for row in rows if isinstance(row, Item | SessionComment)]
    ids = {row.room.home_id if isinstance(row, Item) else row.session_id for row in here}
    seen = _seen(db, actor, ids)
    words = [
        _item(actor, row, seen) if isinstance(row, Item) else _comment(row, seen) for row in here
    ]
    for one in sources:
        if theirs := [row for row in rows if isinstance(row, one.table)]:
            words += one.worded(db, actor, theirs)
    by_id = {word.id: word for word in words}
    return [by_id[row.id] for row in rows]


def _seen(db: Session, actor: Actor, ids: set[str]) -> dict[str, HostedSession]:
    rows = db.scalars(select(HostedSession).where(HostedSession.id.in_(ids)).options(*WITH_HOUSE))
    return {one.id: one for one in rows if can(actor, Permission.SESSION_SEE, one)}


def _named(session: HostedSession | None) -> tuple[str, str, str]:
    """What it is called, no item, and its id."""
    return (session.title, "", session.id) if session else (NO_SESSION, "", "")


def _item(actor: Actor, item: Item, seen: dict[str, HostedSession]) -> OwnWord:
    readable = can(actor, Permission.ITEM_READ, item)
    changes = can(actor, Permission.ITEM_OWN_CHANGE, item) and item.kind is not ItemKind.POLL
    session_id = item.room.home_id if item.room.home_id in seen else ""
    return OwnWord(
        item.id,
        item.kind.value,
        item.created_at,
        "" if item.gone else item.body,
        _place(actor, item.room, seen),
        item.id if readable else "",
        session_id,
        hidden=item.hidden_at is not None,
        correctable=changes and not item.gone,
    )


def _place(actor: Actor, room: Room, seen: dict[str, HostedSession]) -> str:
    if room.of_session:
        return seen[room.home_id].title if room.home_id in seen else NO_SESSION
    return room.circle.name if can(actor, Permission.CIRCLE_SEE, room.circle) else NO_CIRCLE


def _comment(row: SessionComment, seen: dict[str, HostedSession]) -> OwnWord:
    where = _named(seen.get(row.session_id))
    return OwnWord(row.id, "comment", row.created_at, row.body, *where)
