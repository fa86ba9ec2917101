"""Items as they are shown: the one shape that sockets, the API and pages share.

The shape (all values are plain): id, room, kind, position, version, author, html, reply_to,
reactions, mentions, audience, at (ISO 8601, UTC), edited, withdrawn. The words come as safe
HTML only; who wants to edit asks for the source of their own item.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.policy import Audience
from community.core.markdown import to_html, to_words
from community.core.text import initials
from community.members.models import Member
from community.members.rules import avatar_tone
from community.rooms.models import Item, Reaction
from community.rooms.rules import EXCERPT_MOST

Shown = dict[str, Any]
REACTORS_MOST = 100
GONE = {"id": "", "name": "Somebody who left", "handle": "", "initials": "–", "tone": 0}


def shown_person(member_id: str, name: str, handle: str) -> Shown:
    """A person as they stand beside their words."""
    return {
        "id": member_id,
        "name": name,
        "handle": handle,
        "initials": initials(name),
        "tone": avatar_tone(member_id),
    }


def shown_moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def shown_reply(item: Item, author: Shown) -> Shown:
    """What stands above a reply; nothing is quoted of a withdrawn item.

    Nor of one for hosts: who wrote a reply to it reads that for ever, but hosts for a while.
    """
    hidden = item.withdrawn_at is not None or item.audience is Audience.HOSTS
    excerpt = "" if hidden else to_words(item.body, EXCERPT_MOST)
    return {
        "id": item.id,
        "position": item.position,
        "name": author["name"],
        "excerpt": excerpt,
    }


def shown_item(item: Item, author: Shown, reply_to: Shown | None, reactions: list[Shown]) -> Shown:
    withdrawn = item.withdrawn_at is not None
    return {
        "id": item.id,
        "room": item.room_id,
        "kind": item.kind.value,
        "position": item.position,
        "version": item.version,
        "author": author,
        "html": "" if withdrawn else to_html(item.body, frozenset(item.mentions)),
        "reply_to": reply_to,
        "reactions": reactions,
        "mentions": list(item.mentions.values()),
        "audience": item.audience.value,
        "at": shown_moment(item.created_at),
        "edited": item.edited_at is not None and not withdrawn,
        "withdrawn": withdrawn,
    }


def show(db: Session, items: Sequence[Item]) -> list[Shown]:
    """All of `items` in the given order, in at most three queries however many they are."""
    quoted = _by_id(db, {item.reply_to_id for item in items if item.reply_to_id})
    people = _people(db, {i.author_id for i in (*items, *quoted.values()) if i.author_id})
    reactions = _reactions(db, [item.id for item in items])

    def author(item: Item) -> Shown:
        return people.get(item.author_id or "", GONE)

    def reply(item: Item) -> Shown | None:
        above = quoted.get(item.reply_to_id or "")
        return shown_reply(above, author(above)) if above else None

    return [shown_item(item, author(item), reply(item), reactions[item.id]) for item in items]


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
