"""Builders for numbers: when something was said, who was there, and both ways to count it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from community.core.ids import new_id
from community.core.transaction import reading, transaction
from community.rooms.models import Attendance, Item
from community.sessions.models import HostedSession
from community.transcripts.numbers import count
from community.transcripts.recounting import recount
from tests.town import Evening, Person

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def numbers(evening: Evening, number: int = 1) -> dict[str, Any]:
    """As they are counted; the other way to count them has to agree."""
    with reading() as db:
        session = db.get_one(HostedSession, evening.id)
        found = count(db, session, number)
        assert recount(db, session, number) == found
    return found


def lasted(evening: Evening, span: timedelta = HOUR) -> datetime:
    """The session is over and lasted so long; when it began."""
    with transaction() as db:
        session = db.get_one(HostedSession, evening.id)
        assert session.ended_at is not None
        began = session.started_at = session.ended_at - span
    return began


def stay(person: Person, evening: Evening, entered: datetime, seen: datetime) -> None:
    facts = {"member_id": person.id, "entered_at": entered, "seen_at": seen}
    with transaction() as db:
        db.add(Attendance(id=new_id(), room_id=evening.room_id, **facts))


def said_at(item_id: str, moment: datetime) -> None:
    with transaction() as db:
        db.execute(update(Item).where(Item.id == item_id).values(created_at=moment))
