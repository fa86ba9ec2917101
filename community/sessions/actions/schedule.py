"""Putting a session on the calendar of a circle."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.comings import Answer, Coming
from community.access.memberships import CircleRole, Standing
from community.access.policy import Permission
from community.access.session_rules import Confidentiality, OpenTo, SessionState
from community.circles.queries import access_circle
from community.core import clock
from community.core.events import record
from community.core.ids import new_id
from community.rooms.actions.rooms import open_room_of_session
from community.rooms.plan_models import PlannedQuestion
from community.sessions.actions.holding import held_session
from community.sessions.events import SessionChanged, SessionPublished
from community.sessions.models import HostedSession, SessionKind
from community.sessions.times import moment_of


@dataclass(frozen=True)
class Prepared:
    """A question as its host prepared it; `minute` counts from the start."""

    body: str
    minute: int | None = None
    unseen: bool = False


@dataclass(frozen=True)
class Plan:
    """What a host says of a session; walls are without a zone, which stands beside them."""

    title: str
    starts: datetime
    ends: datetime
    zone: str
    introduction: str = ""
    kind: SessionKind = SessionKind.CHAT
    questions: tuple[Prepared, ...] = ()
    references: tuple[dict[str, Any], ...] = ()
    open_to: OpenTo = OpenTo.CIRCLE
    confidentiality: Confidentiality = Confidentiality.OPEN
    most: int | None = None
    late_hours: int = 24
    video_link: str = ""
    address: str = ""
    skills: tuple[str, ...] = ()
    hosts: tuple[str, ...] = field(default=())  # member ids besides who makes it


def create_session(db: Session, actor: Actor, circle_id: str, plan: Plan) -> HostedSession:
    """A draft with its room, known to its hosts only until it is published."""
    circle = access_circle(db, actor, circle_id, Permission.CIRCLE_EDIT)
    session_id = new_id()
    room = open_room_of_session(db, circle.id, session_id, plan.title)
    session = HostedSession(
        id=session_id,
        circle_id=circle.id,
        circle=circle,
        room_id=room.id,
        room=room,
        kind=plan.kind,
        title=plan.title,
        introduction=plan.introduction,
        references=list(plan.references),
        starts_wall=plan.starts,
        ends_wall=plan.ends,
        time_zone=plan.zone,
        starts_at=moment_of(plan.starts, plan.zone),
        ends_at=moment_of(plan.ends, plan.zone),
        video_link=plan.video_link,
        address=plan.address,
        most=plan.most,
        open_to=plan.open_to,
        confidentiality=plan.confidentiality,
        late_hours=plan.late_hours,
        created_by=actor.member_id,
        created_at=clock.now(),
    )
    db.flush()
    db.add(session)
    db.flush()
    for member_id in dict.fromkeys((actor.member_id or "", *plan.hosts)):
        db.add(_host(session.id, member_id))
    for place, one in enumerate(plan.questions):
        db.add(
            PlannedQuestion(
                id=new_id(),
                room_id=room.id,
                place=place,
                body=one.body,
                minute=one.minute,
                unseen=one.unseen,
            )
        )
    record(db, SessionChanged(session_id=session.id))
    return session


def _host(session_id: str, member_id: str) -> Coming:
    return Coming(
        session_id=session_id,
        member_id=member_id,
        standing=Standing.JOINED,
        role=CircleRole.HOST,
        since=clock.now(),
        answer=Answer.GOING,
        answered_at=clock.now(),
    )


def publish(db: Session, actor: Actor, session_id: str) -> HostedSession:
    """From now on it is seen by those it is open to; doing it again changes nothing."""
    session = held_session(db, actor, session_id, Permission.SESSION_HOST)
    if session.state is SessionState.DRAFT:
        session.state, session.published_at = SessionState.PUBLISHED, clock.now()
        record(db, SessionPublished(session_id=session.id, by_id=actor.member_id or ""))
        record(db, SessionChanged(session_id=session.id))
    return session
