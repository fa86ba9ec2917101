"""Putting a session on the calendar of a circle."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.memberships import CircleRole, Standing
from community.access.policy import Permission
from community.access.session_rules import SessionState
from community.circles.queries import access_circle
from community.core import clock
from community.core.errors import Invalid, Refused
from community.core.events import record
from community.core.ids import new_id
from community.members.models import Member
from community.members.queries import may_be_turned_to
from community.rooms.actions.rooms import open_room_of_session
from community.rooms.plan_models import PlannedQuestion
from community.sessions.actions.holding import held_session
from community.sessions.actions.places import come_as_host, coming_of, known
from community.sessions.events import SessionChanged, SessionPublished
from community.sessions.models import HostedSession, SessionSkill
from community.sessions.plans import SKILLS_MOST, Plan, Prepared, tidied
from community.sessions.times import publish_at, span
from community.skills.actions import skills_named
from community.skills.events import SkillChanged
from community.skills.naming import forget_unused

__all__ = ["Plan", "Prepared", "create_session", "publish"]


def create_session(db: Session, actor: Actor, circle_id: str, plan: Plan) -> HostedSession:
    """A draft with its room, known to its hosts only until it is published."""
    circle = access_circle(db, actor, circle_id, Permission.CIRCLE_EDIT)
    plan, session_id = tidied(plan), new_id()
    room = open_room_of_session(db, circle.id, session_id, plan.title)
    starts_at, ends_at = span(plan.starts, plan.ends, plan.zone)
    session = HostedSession(
        id=session_id,
        circle_id=circle.id,
        circle=circle,
        room_id=room.id,
        room=room,
        starts_wall=plan.starts,
        ends_wall=plan.ends,
        time_zone=plan.zone,
        starts_at=starts_at,
        ends_at=ends_at,
        created_by=actor.member_id,
        created_at=clock.now(),
    )
    say(session, plan)
    db.flush()
    db.add(session)
    db.flush()
    be_about(db, session, plan.skills)
    make_hosts(db, actor, session, dict.fromkeys((actor.member_id or "", *plan.hosts)))
    for place, one in enumerate(plan.questions):
        db.add(planned(session.room_id, place, one))
    record(db, SessionChanged(session_id=session.id))
    return session


def say(session: HostedSession, plan: Plan) -> None:
    """All of the plan that is the session's own and no time."""
    session.title, session.kind = plan.title, plan.kind
    session.introduction, session.references = plan.introduction, list(plan.references)
    session.video_link, session.address = plan.video_link, plan.address
    session.most, session.open_to = plan.most, plan.open_to
    session.confidentiality, session.late_hours = plan.confidentiality, plan.late_hours


def planned(room_id: str, place: int, one: Prepared) -> PlannedQuestion:
    return PlannedQuestion(
        id=new_id(), room_id=room_id, place=place, body=one.body, minute=one.minute,
        unseen=one.unseen,
    )  # fmt: skip


def be_about(db: Session, session: HostedSession, names: Sequence[str]) -> None:
    skills = skills_named(db, ", ".join(names)) if names else []
    if len(skills) > SKILLS_MOST:
        sentence = f"At most {SKILLS_MOST} skills, please; these are {len(skills)}."
        raise Invalid(sentence, skills=sentence)
    own = SessionSkill.session_id == session.id
    before = set(db.scalars(select(SessionSkill.skill_id).where(own)))
    for skill_id in before.symmetric_difference(skill.id for skill in skills):
        record(db, SkillChanged(skill_id=skill_id))
    db.execute(delete(SessionSkill).where(own))
    db.add_all(SessionSkill(session_id=session.id, skill_id=skill.id) for skill in skills)
    db.flush()
    for skill_id in before.difference(skill.id for skill in skills):
        forget_unused(db, skill_id)


def make_hosts(
    db: Session, actor: Actor, session: HostedSession, member_ids: Sequence[str] | dict[str, None]
) -> None:
    """Each has a place as a host from now on, whatever place they had."""
    for member_id in member_ids:
        one = coming_of(db, session.id, member_id)
        if one and (one.role, one.standing) == (CircleRole.HOST, Standing.JOINED):
            continue
        if member_id != actor.member_id:
            _may_be_asked(db, actor, member_id)
        come_as_host(db, known(db, session, member_id))


def _may_be_asked(db: Session, actor: Actor, member_id: str) -> None:
    member = db.get(Member, member_id)
    if member is None or member.guest or not may_be_turned_to(db, actor, member):
        name = member.name if member is not None and member.id not in actor.apart else "Somebody"
        sentence = f"{name} cannot be asked to host at the moment."
        raise Invalid(sentence, hosts=sentence)


def publish(db: Session, actor: Actor, session_id: str) -> HostedSession:
    """From now on it is seen by those it is open to; doing it again changes nothing."""
    session = held_session(db, actor, session_id, Permission.SESSION_HOST)
    if session.state is SessionState.CANCELLED:
        raise Refused("This session is cancelled.")
    if session.undated:
        raise Refused("Its date is looked for still. Choose one of the times first.")
    if session.state is SessionState.DRAFT:
        make_public(db, session, actor.member_id or "")
    return session


def make_public(
    db: Session, session: HostedSession, by_id: str, *, by_itself: bool = False
) -> None:
    """The draft, which is held, is one no more."""
    session.state, session.published_at = SessionState.PUBLISHED, clock.now()
    publish_at(session, None)
    record(db, SessionPublished(session_id=session.id, by_id=by_id, by_itself=by_itself))
    record(db, SessionChanged(session_id=session.id))
