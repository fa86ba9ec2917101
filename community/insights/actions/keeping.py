"""Keeping an insight for oneself, with a note. It is nobody else's business: no event tells it."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, require
from community.core import clock
from community.core.errors import Invalid, NotFound, Refused
from community.core.ids import is_id
from community.core.text import tidy_text
from community.core.upsert import upsert
from community.insights.answer_models import NOTE_MOST, Bookmark
from community.insights.queries import access_insight

KEPT_MOST = 1_000  # of one member


def keep(db: Session, actor: Actor, insight_id: str) -> None:
    """Kept twice, it is kept since the first time."""
    insight = access_insight(db, actor, insight_id, Permission.INSIGHT_KEEP)
    if db.get(Bookmark, (actor.member_id, insight.id)) is not None:
        return
    mine = select(func.count()).where(Bookmark.member_id == actor.member_id)
    if (db.scalar(mine) or 0) >= KEPT_MOST:
        raise Refused(f"You keep {KEPT_MOST:,} already. Please take one out first.")
    row = {"member_id": actor.member_id, "insight_id": insight.id, "note": "", "at": clock.now()}
    upsert(db, Bookmark, [row])


def write_note(db: Session, actor: Actor, insight_id: str, note: str) -> None:
    """Also beside what its keeper may not read any more: the note is theirs."""
    bookmark = _own(db, actor, insight_id)
    note = tidy_text(note)
    if len(note) > NOTE_MOST:
        sentence = f"At most {NOTE_MOST:,} characters, please; this has {len(note):,}."
        raise Invalid(sentence, note=sentence)
    bookmark.note = note


def take_out(db: Session, actor: Actor, insight_id: str) -> None:
    """Pressed twice, it is out since the first time."""
    bookmark = _found(db, actor, insight_id)
    if bookmark is not None:
        db.delete(bookmark)


def _own(db: Session, actor: Actor, insight_id: str) -> Bookmark:
    bookmark = _found(db, actor, insight_id)
    if bookmark is None:
        raise NotFound
    return bookmark


def _found(db: Session, actor: Actor, insight_id: str) -> Bookmark | None:
    require(actor, Permission.SIGNED_IN)
    return db.get(Bookmark, (actor.member_id, insight_id if is_id(insight_id) else ""))
