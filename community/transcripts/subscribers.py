"""What makes transcripts due: the end of a session, and whatever changes its words later."""

from datetime import timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from community.core.events import within
from community.members.events import MemberRenamed
from community.rooms.events import RoomChanged
from community.rooms.models import Item
from community.sessions.events import SessionChanged, SessionClosed, SessionEnded
from community.transcripts.models import Transcript
from community.transcripts.wanting import FIRST, WITH_LATE, want, want_again, want_renamed

WORDS_GO = ("withdrawn", "hidden", "edited")
A_WHILE = timedelta(minutes=1)


def when_over(db: Session, event: SessionEnded | SessionClosed) -> None:
    want(db, event.session_id)


def when_words_change(db: Session, event: RoomChanged) -> None:
    """Version 1 is only of what was said before the end, so what is late leaves it alone."""
    if not event.over or not event.items:
        return
    late = all(told.shown["late"] for told in event.items)
    gone = [one.shown["id"] for one in event.items if any(one.shown[mark] for mark in WORDS_GO)]
    go = bool(gone) and _since_made(db, event.home_id, gone)
    want_again(db, event.home_id, least=WITH_LATE if late else FIRST, files_go=go)


def _since_made(db: Session, session_id: str, item_ids: list[str]) -> bool:
    """Whether words of these went since there are files: what went before is in none of them."""
    made = select(func.min(Transcript.made_at)).where(Transcript.session_id == session_id)
    since = db.scalar(made)
    if since is None:
        return False
    # Whoever changes words notes the moment a little before anybody sees them changed.
    moments = (Item.edited_at, Item.withdrawn_at, Item.hidden_at)
    lately = or_(*(moment >= since - A_WHILE for moment in moments))
    return db.scalar(select(Item.id).where(Item.id.in_(item_ids), lately).limit(1)) is not None


def when_page_changes(db: Session, event: SessionChanged) -> None:
    """Its title, introduction or summary may be others now."""
    want_again(db, event.session_id)


def when_renamed(db: Session, event: MemberRenamed) -> None:
    want_renamed(db, event.member_id)


within(SessionEnded, when_over)
within(SessionClosed, when_over)
within(RoomChanged, when_words_change)
within(SessionChanged, when_page_changes)
within(MemberRenamed, when_renamed)
