"""When a draft is published by itself, and whether anything is missing for that."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.access.session_rules import SessionState
from community.core import clock
from community.core.errors import Invalid, Refused
from community.core.events import record
from community.rooms.plan_models import PlannedQuestion
from community.sessions.actions.holding import held_session
from community.sessions.events import SessionChanged
from community.sessions.models import HostedSession
from community.sessions.queries import hosts_of
from community.sessions.times import moment_of, publish_at

WEEK = timedelta(days=7)


def publish_later(
    db: Session, actor: Actor, session_id: str, wall: datetime | None
) -> HostedSession:
    """At this time by the clock of the session's zone; None: by a host, as any draft."""
    session = held_session(db, actor, session_id, Permission.SESSION_HOST)
    if session.state is not SessionState.DRAFT:
        raise Refused("Only a draft can be published later.")
    if session.undated and wall is not None:
        raise Refused("Its date is looked for still. Choose one of the times first.")
    if wall is not None:
        _may_be_then(session, wall)
    publish_at(session, wall)
    record(db, SessionChanged(session_id=session.id))
    return session


def _may_be_then(session: HostedSession, wall: datetime) -> None:
    moment = moment_of(wall, session.time_zone)
    if moment <= clock.now():
        sentence = "This time has passed. Choose a later one, or publish it now."
        raise Invalid(sentence, publish_day=sentence)
    if moment >= session.starts_at:
        sentence = "It begins before that. Choose an earlier time."
        raise Invalid(sentence, publish_day=sentence)


def missing(db: Session, session: HostedSession) -> list[str]:
    """What a host has to do before it can be published by itself, in sentences."""
    found = []
    if session.undated:
        found.append("Choose its date: it is looked for still.")
    elif session.ends_at <= clock.now():
        found.append("Choose another day: this one has passed.")
    if not hosts_of(db, session.id):
        found.append("Name a host: nobody hosts it.")
    if not session.introduction and not _has_questions(db, session):
        found.append("Write an introduction or a question: it does not say what it is about.")
    return found


def _has_questions(db: Session, session: HostedSession) -> bool:
    own = select(PlannedQuestion.id).where(PlannedQuestion.room_id == session.room_id)
    return db.scalar(own.limit(1)) is not None
