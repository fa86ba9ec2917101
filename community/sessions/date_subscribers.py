"""What looking for a date leaves to be done elsewhere."""

from datetime import timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from community.access.session_rules import SessionState
from community.circles.models import Circle
from community.core import clock
from community.core.events import record, within
from community.core.transaction import reading, transaction
from community.sessions.date_models import DatePoll
from community.sessions.events import DateLeft, SessionInvited, SessionPublished
from community.sessions.models import HostedSession, Pass

LEFT_FOR = timedelta(days=7)


def remind_of_left_dates() -> int:
    """State of each poll whose last time is a week ago that nobody chose; how many those were."""
    with reading() as db:
        left = list(db.scalars(select(DatePoll.session_id).where(*_left())))
    for session_id in left:
        with transaction() as db:
            _remind(db, session_id)
    return len(left)


def _left() -> tuple[ColumnElement[bool], ...]:
    waits = (
        select(HostedSession.id)
        .join(Circle, Circle.id == HostedSession.circle_id)
        .where(
            HostedSession.id == DatePoll.session_id,
            HostedSession.state == SessionState.DRAFT,
            Circle.archived_at.is_(None),
        )
    )
    return (
        DatePoll.taken_at.is_(None),
        DatePoll.reminded_at.is_(None),
        DatePoll.last_at <= clock.now() - LEFT_FOR,
        waits.exists(),
    )


def _remind(db: Session, session_id: str) -> None:
    """Held and asked once more: another process may have been quicker, or a host."""
    held = select(DatePoll).where(DatePoll.session_id == session_id, *_left())
    poll = db.scalar(held.with_for_update())
    if poll is not None:
        poll.reminded_at = clock.now()
        record(db, DateLeft(session_id=session_id))


def send_invitations(db: Session, event: SessionPublished) -> None:
    """Who was asked by name when it could be is invited now; the same cause tells it once."""
    asked = select(Pass).where(Pass.session_id == event.session_id, Pass.revoked_at.is_(None))
    for own in db.scalars(asked.where(Pass.by_id.is_not(None))).all():
        told = {"session_id": own.session_id, "member_id": own.member_id, "pass_id": own.id}
        record(db, SessionInvited(**told, by_id=own.by_id or "", cause=event.cause))


within(SessionPublished, send_invitations)
