"""What makes transcripts due: the end of a session, and whatever changes its words later."""

from sqlalchemy.orm import Session

from community.core.events import within
from community.rooms.events import RoomChanged
from community.sessions.events import SessionChanged, SessionClosed, SessionEnded
from community.transcripts.wanting import FIRST, WITH_LATE, want, want_again

WORDS_GO = ("withdrawn", "hidden", "edited")


def when_over(db: Session, event: SessionEnded | SessionClosed) -> None:
    want(db, event.session_id)


def when_words_change(db: Session, event: RoomChanged) -> None:
    """Version 1 is only of what was said before the end, so what is late leaves it alone."""
    if not event.over or not event.items:
        return
    late = all(told.shown["late"] for told in event.items)
    go = any(told.shown[mark] for told in event.items for mark in WORDS_GO)
    want_again(db, event.home_id, least=WITH_LATE if late else FIRST, files_go=go)


def when_page_changes(db: Session, event: SessionChanged) -> None:
    """Its title, introduction or summary may be others now."""
    want_again(db, event.session_id)


within(SessionEnded, when_over)
within(SessionClosed, when_over)
within(RoomChanged, when_words_change)
within(SessionChanged, when_page_changes)
