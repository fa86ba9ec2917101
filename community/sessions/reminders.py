"""Who comes is reminded once, an hour before it begins; once more if it was moved."""

from datetime import timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from community.access.session_rules import SessionState
from community.circles.models import Circle
from community.core import clock
from community.core.events import record, within
from community.core.transaction import reading, transaction
from community.sessions.events import SessionMoved, SessionSoon
from community.sessions.models import HostedSession

BEFORE = timedelta(hours=1)


def remind_due() -> int:
    """State of each session that begins within the hour that it does; how many those were."""
    with reading() as db:
        due = list(db.scalars(select(HostedSession.id).where(*_due())))
    for session_id in due:
        with transaction() as db:
            _remind(db, session_id)
    return len(due)


def _due() -> tuple[ColumnElement[bool], ...]:
    moment = clock.now()
    living = select(Circle.id).where(
        Circle.id == HostedSession.circle_id, Circle.archived_at.is_(None)
    )
    return (
        HostedSession.state == SessionState.PUBLISHED,
        HostedSession.reminded_at.is_(None),
        HostedSession.starts_at > moment,
        HostedSession.starts_at <= moment + BEFORE,
        living.exists(),
    )


def _remind(db: Session, session_id: str) -> None:
    """Held and asked once more: another process may have been quicker, or it was moved."""
    held = select(HostedSession).where(HostedSession.id == session_id, *_due())
    session = db.scalar(held.with_for_update())
    if session is not None:
        session.reminded_at = clock.now()
        record(db, SessionSoon(session_id=session.id))


def remind_again(db: Session, event: SessionMoved) -> None:
    """The new time is news as well."""
    session = db.get(HostedSession, event.session_id)
    if session is not None and session.starts_at > clock.now() + BEFORE:
        session.reminded_at = None


within(SessionMoved, remind_again)
