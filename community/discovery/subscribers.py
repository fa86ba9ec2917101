"""Whatever changes what can be found is noted in the same transaction."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from community.circles.events import CircleChanged
from community.core import clock
from community.core.events import within
from community.discovery.models import SearchChange
from community.members.events import MemberChanged

_ONE_AFTER_THE_OTHER = 0x5EA4C4  # any number of our own


def _note(db: Session, key: str) -> None:
    if db.get_bind().dialect.name == "postgresql":
        # Ids are given before the commit: without this lock, held until then, a follower
        # could pass an id whose transaction is still under way, and never see it.
        db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AFTER_THE_OTHER})
    db.add(SearchChange(key=key, at=clock.now()))
    db.flush()


def note_member(db: Session, event: MemberChanged) -> None:
    _note(db, f"person:{event.member_id}")


def note_circle(db: Session, event: CircleChanged) -> None:
    _note(db, f"circle:{event.circle_id}")


within(MemberChanged, note_member)
within(CircleChanged, note_circle)
