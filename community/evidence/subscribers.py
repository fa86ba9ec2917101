"""What becomes of evidence when the words in it are put right or taken back."""

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.core.events import within
from community.evidence.actions import void
from community.evidence.models import Evidence
from community.evidence.own_words import own_words
from community.evidence.statement import said_in
from community.rooms.events import RoomChanged
from community.rooms.models import Item
from community.sessions.models import HostedSession

MARKS = ("withdrawn", "hidden", "edited")


def when_words_go(db: Session, event: RoomChanged) -> None:
    """What was put right or taken back stands nowhere any more, so not in what was signed."""
    changed = [one.shown["id"] for one in event.items if any(one.shown[mark] for mark in MARKS)]
    if not event.over or not changed:
        return
    db.flush()
    authors = select(Item.author_id).where(Item.id.in_(changed), Item.author_id.is_not(None))
    signed = select(Evidence).where(
        Evidence.session_id == event.home_id,
        Evidence.member_id.in_(authors),
        Evidence.withdrawn_at.is_(None),
    )
    for row in db.scalars(signed).all():
        if not _still_said(db, row):
            void(row)


def _still_said(db: Session, row: Evidence) -> bool:
    session = db.get_one(HostedSession, row.session_id)  # a log has no words, and none changes
    now = said_in(own_words(db, Actor(member_id=row.member_id), session))
    return all(one in now for one in json.loads(row.payload)["words"])


within(RoomChanged, when_words_go)
