"""Items as they are shown: the one shape that sockets, the API and pages share.

The shape (all values are plain): id, room, kind, position, version, author, html, reply_to,
reactions, mentions, audience, at (ISO 8601, UTC), edited, withdrawn, hidden, pinned, closed,
question (the id of what it answers), number and unseen (of a question), files, poll,
nameless, to (whom a hosts' item answers), late (said in a session's room after its end). The
words come as safe HTML only; who wants to edit asks for the source of their own item.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from community.access.policy import Audience
from community.access.things import History
from community.circles.models import Circle
from community.core.markdown import to_html, to_words
from community.members.models import Member
from community.rooms.mentions import leading
from community.rooms.models import Item, ItemKind, Reaction, Room
from community.rooms.new_item import NewItem
from community.rooms.now import AnyRoom
from community.rooms.people import GONE, NAMELESS, THE_ROOM, shown_moment, shown_person
from community.rooms.rules import EXCERPT_MOST
from community.rooms.shown_files import files_of
from community.rooms.shown_polls import polls_of

Shown = dict[str, Any]
REACTORS_MOST = 100


def shown_reply(item: Item, author: Shown) -> Shown:
    """What stands above a reply; nothing is quoted of a withdrawn item.

    Nor of one for hosts: who wrote a reply to it reads that for ever, but hosts for a while.
    """
    hidden = item.gone or item.audience is not Audience.EVERYONE
    excerpt = "" if hidden else to_words(item.body, EXCERPT_MOST)
    return {
        "id": item.id,
        "position": item.position,
        "name": author["name"],
        "excerpt": excerpt,
    }


def quotes_in(room: AnyRoom) -> bool:
    """Not where a circle keeps its past from newcomers: a quote may be of before their time."""
    return room.history is History.EVERYTHING


UNQUOTED = {"id": "", "position": 0, "name": "an earlier message", "excerpt": ""}


def shown_item(
    item: Item | NewItem,
    author: Shown,
    reply_to: Shown | None = None,
    reactions: Sequence[Shown] = (),
    files: Sequence[Shown] = (),
    poll: Shown | None = None,
    late_from: datetime | None = None,
) -> Shown:
    """`late_from`: of its room."""
    gone = item.gone
    return {
        "id": item.id,
        "room": item.room_id,
        "kind": item.kind.value,
        "position": item.position,
        "version": item.version,
        "author": author,
        "html": "" if gone else to_html(item.body, leading(item.mentions)),
        "reply_to": reply_to,
        "reactions": [] if gone else list(reactions),
        "mentions": [] if gone else list(item.mentions.values()),
        "audience": item.audience.value,
        "at": shown_moment(item.created_at),
        "edited": item.edited_at is not None and not gone,
        "withdrawn": item.withdrawn_at is not None,
        "hidden": item.hidden_at is not None and item.withdrawn_at is None,
        "pinned": item.pinned_at is not None,
        "closed": item.closed_at is not None,
        "question": item.question_id,
        "number": item.number,
        "unseen": item.unseen,
        "nameless": item.nameless,
        "to": item.to_id,
        "files": [] if gone else list(files),
        "poll": None if gone else poll,
        "late": late_from is not None and item.created_at >= late_from,
    }


def show(
    db: Session,
    items: Sequence[Item],
    *,
    room: AnyRoom | None = None,
    quoting: bool | None = None,
) -> list[Shown]:
    """All of `items` in the given order, in a few queries however many they are.

    `room`: of all of them, if it is at hand. `quoting`: whether replies show what they reply to,
    see `quotes_in`; not given, it is asked.
    """
    late = {room.id: room.late_from} if room else _late_from(db, items)
    quoting = quotes_in(room) if room and quoting is None else quoting
    quoted = _by_id(db, {item.reply_to_id for item in items if item.reply_to_id})
    people = _people(db, {i.author_id for i in (*items, *quoted.values()) if i.author_id})
    reactions = _reactions(db, [item.id for item in items])
    files = files_of(db, [item.id for item in items])
    polls = polls_of(db, items)
    if quoted and quoting is None:
        quoting = not _keeps_past(db, {item.room_id for item in items})

    def author(item: Item) -> Shown:
        if item.kind is ItemKind.NOTICE and item.author_id is None:
            return THE_ROOM
        return NAMELESS if item.nameless else people.get(item.author_id or "", GONE)

    def reply(item: Item) -> Shown | None:
        above = quoted.get(item.reply_to_id or "")
        if above is None:
            return None
        return shown_reply(above, author(above)) if quoting else UNQUOTED

    return [
        shown_item(
            item,
            author(item),
            reply(item),
            reactions[item.id],
            files.get(item.id, ()),
            polls.get(item.id),
            late.get(item.room_id),
        )
        for item in items
    ]


def _late_from(db: Session, items: Sequence[Item]) -> dict[str, datetime | None]:
    """By room; asked only of those that did not come with their items."""
    found = {i.room_id: i.room.late_from for i in items if "room" not in inspect(i).unloaded}
    others = {item.room_id for item in items} - found.keys()
    if others:
        late = select(Room.id, Room.late_from).where(Room.id.in_(others))
        found.update(dict(db.execute(late).all()))
    return found


def _keeps_past(db: Session, room_ids: Iterable[str]) -> bool:
    """Whether one of these rooms is of a circle that keeps its past from newcomers."""
    keeps = Circle.history != History.EVERYTHING
    rooms = select(Room.id).join(Circle, Circle.id == Room.circle_id)
    return db.scalar(rooms.where(Room.id.in_(list(room_ids)), keeps).limit(1)) is not None


def _by_id(db: Session, ids: Iterable[str]) -> dict[str, Item]:
    wanted = list(ids)
    if not wanted:
        return {}
    return {item.id: item for item in db.scalars(select(Item).where(Item.id.in_(wanted)))}


def _people(db: Session, ids: Iterable[str]) -> dict[str, Shown]:
    wanted = list(ids)
    if not wanted:
        return {}
    rows = db.execute(select(Member.id, Member.name, Member.handle).where(Member.id.in_(wanted)))
    return {row.id: shown_person(*row) for row in rows}


def _reactions(db: Session, item_ids: Sequence[str]) -> dict[str, list[Shown]]:
    """By item: each emoji in the order of its first use, with a count and who pressed it."""
    rows = db.execute(
        select(Reaction.item_id, Reaction.emoji, Reaction.member_id)
        .where(Reaction.item_id.in_(item_ids))
        .order_by(Reaction.created_at, Reaction.member_id)
    )
    members: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for item_id, emoji, member_id in rows:
        members[item_id][emoji].append(member_id)
    shown: dict[str, list[Shown]] = defaultdict(list)
    for item_id, by_emoji in members.items():
        shown[item_id] = [
            {"emoji": emoji, "count": len(who), "members": who[:REACTORS_MOST]}
            for emoji, who in by_emoji.items()
        ]
    return shown
