"""What a small group brings back, as the room it came from is told of it."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.policy import Audience
from community.core.markdown import to_words
from community.members.models import Member
from community.rooms.groups import names_of
from community.rooms.groups_rules import LAST_LINES, listed
from community.rooms.models import Item, ItemKind, Room

LINE_MOST = 500
NOTHING = "Nothing was written down."
_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&:@$])")


def notice_key(group: Room) -> str:
    """Under which the notice of a group is found again."""
    return f"group-{group.id}"


def notice_of(db: Session, group: Room) -> Item | None:
    return db.scalar(
        select(Item).where(
            Item.room_id == group.parent_id,
            Item.kind == ItemKind.NOTICE,
            Item.client_key == notice_key(group),
        )
    )


def notice_body(db: Session, group: Room) -> str:
    """Its name, who was in it, and its own words; else the last that was said for everyone.

    Those lines are read anew whenever one of them changes: what was withdrawn is gone here too.
    """
    names = listed([as_text(one["name"]) for one in names_of(db, group.people or ())])
    head = f"**{as_text(group.name)}**" + (f" · {names}" if names else "")
    return f"{head}\n\n{group.brings_back or _last_lines(db, group) or NOTHING}"


def _last_lines(db: Session, group: Room) -> str:
    rows = db.execute(
        select(Item, Member.name)
        .outerjoin(Member, Member.id == Item.author_id)
        .where(
            Item.room_id == group.id,
            Item.kind == ItemKind.MESSAGE,
            Item.audience == Audience.EVERYONE,
            Item.withdrawn_at.is_(None),
            Item.hidden_at.is_(None),
            Item.body != "",
        )
        .order_by(Item.position.desc())
        .limit(LAST_LINES)
    ).all()
    said = [
        f"> {as_text(name or 'Somebody who left')}: {as_text(to_words(item.body, LINE_MOST))}"
        for item, name in rows[::-1]
    ]
    return "\n>\n".join(said)


def as_text(words: str) -> str:
    """Words that are to be read as they are, whatever marks stand in them."""
    return _MARKS.sub(r"\\\1", words)
