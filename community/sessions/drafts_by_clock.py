"""Drafts that are published by themselves. Any process may look, at any time: again does nothing.

A day before, it is looked at whether anything is missing, so that its hosts can still mend it.
What is not ready at its moment stays a draft, and its hosts hear of it.
"""

import logging
from datetime import timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from community.access.session_rules import SessionState
from community.circles.models import Circle
from community.core import clock
from community.core.events import record
from community.core.transaction import reading, transaction
from community.sessions.actions.publishing import missing
from community.sessions.actions.schedule import make_public
from community.sessions.events import NotReady, PublishedByItself, SessionChanged
from community.sessions.models import HostedSession
from community.sessions.queries import WITH_HOUSE, hosts_of
from community.sessions.times import publish_at

log = logging.getLogger(__name__)
AT_ONCE = 50
BEFOREHAND = timedelta(days=1)


def look_at_drafts() -> int:
    """How many were seen to."""
    with reading() as db:
        due = select(HostedSession.id).where(*_due()).order_by(HostedSession.publish_at)
        ids = db.scalars(due.limit(AT_ONCE)).all()
    return sum(_safely(session_id) for session_id in ids)


def _due() -> tuple[ColumnElement[bool], ...]:
    """By the index of `publish_at`, which only drafts have; in an archived circle they wait."""
    moment = clock.now()
    living = select(Circle.id).where(
        Circle.id == HostedSession.circle_id, Circle.archived_at.is_(None)
    )
    unseen = or_(HostedSession.publish_at <= moment, HostedSession.publish_checked_at.is_(None))
    return HostedSession.publish_at <= moment + BEFOREHAND, unseen, living.exists()


def _safely(session_id: str) -> bool:
    """A fault with one of them does not keep the others waiting."""
    try:
        with transaction() as db:
            held = select(HostedSession).where(HostedSession.id == session_id, *_due())
            found = held.options(*WITH_HOUSE).with_for_update(of=HostedSession)
            session = db.scalar(found)
            if session is not None:
                _see_to(db, session)
            return session is not None
    except Exception:
        log.exception("A draft could not be seen to by the clock; it is tried again")
        return False


def _see_to(db: Session, session: HostedSession) -> None:
    is_time = session.publish_at is not None and session.publish_at <= clock.now()
    if session.state is not SessionState.DRAFT:
        publish_at(session, None)
    elif missing(db, session):
        if is_time:
            publish_at(session, None)
        session.publish_checked_at = clock.now()
        record(db, NotReady(session_id=session.id))
        record(db, SessionChanged(session_id=session.id))
    elif is_time:
        make_public(db, session, _in_the_name_of(db, session), by_itself=True)
        record(db, PublishedByItself(session_id=session.id))
    else:
        session.publish_checked_at = clock.now()


def _in_the_name_of(db: Session, session: HostedSession) -> str:
    """The host who made it, or else another."""
    hosts = [one.id for one in hosts_of(db, session.id)]
    return session.created_by if session.created_by in hosts else hosts[0]
