"""The pictures and files that were shown in a session, as far as its transcript has them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from community.access.policy import Audience
from community.access.session_rules import Confidentiality
from community.core.errors import NotFound
from community.core.transaction import reading
from community.files import queries as files
from community.files.models import File
from community.rooms.models import Attachment, Item
from community.sessions.models import HostedSession
from community.transcripts.shape import Kept

# Gives the bytes of what was kept, one after the other so that never all are in memory; nothing
# of what is gone.
Load = Callable[[Kept], bytes | None]
_KEY = re.compile(r"m([1-9]\d{0,8})-([1-9]\d{0,2})", re.ASCII)


@dataclass(frozen=True)
class Found:
    file: File
    name: str  # as it is saved


def file_with(
    db: Session, session: HostedSession, key: str, until: datetime | None = None
) -> Found:
    """What stands under this key (see `shape.Kept`), for whoever may read the transcript; only of
    what was said `until` then, if given."""
    place, which = _split(key)
    row = db.execute(
        select(File, Attachment.width)
        .join(Attachment, Attachment.file_id == File.id)
        .join(Item, Item.id == Attachment.item_id)
        .where(
            Item.room_id == session.room_id,
            Item.position == place,
            Item.audience == Audience.EVERYONE,
            Item.withdrawn_at.is_(None),
            Item.hidden_at.is_(None),
            true() if until is None else Item.created_at < until,
        )
        .order_by(Attachment.place)
        .offset(which - 1)
        .limit(1)
    ).first()
    nameless = session.confidentiality is Confidentiality.NO_NAMES
    if row is None or (nameless and row.width is None):
        raise NotFound
    return Found(row.File, row.File.name if not nameless else f"{key}.webp")


def loader(session_id: str) -> Load:
    """For whoever makes the files: asked of the database each time, outside any transaction."""

    def load(kept: Kept) -> bytes | None:
        with reading() as db:
            session = db.get(HostedSession, session_id)
            try:
                if session is None:
                    return None
                return files.content(db, file_with(db, session, kept.key).file.id)
            except NotFound:
                return None

    return load


def nothing(_kept: Kept) -> None:
    """Where only the words are wanted."""


def _split(key: str) -> tuple[int, int]:
    found = _KEY.fullmatch(key)
    if found is None:
        raise NotFound
    return int(found[1]), int(found[2])
