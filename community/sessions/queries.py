"""Reading hosted sessions."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from community.access.actor import Actor
from community.access.comings import Coming
from community.access.memberships import CircleRole, Standing
from community.access.policy import Permission, require
from community.core.errors import NotFound, SignedOut
from community.core.ids import is_id
from community.members.models import Member
from community.rooms.plan import planned_in
from community.sessions.models import HostedSession, SessionSkill
from community.sessions.plans import Plan, Prepared
from community.skills.models import Skill

WITH_HOUSE = joinedload(HostedSession.circle), joinedload(HostedSession.room)


def access_session(
    db: Session, actor: Actor, session_id: str, permission: Permission
) -> HostedSession:
    """The session with its circle and room, if the actor may; raises as `require` does.

    Who is signed out is told to sign in also for a session that is not there: that tells nothing.
    """
    known = session_id if is_id(session_id) else ""
    session = db.get(HostedSession, known, options=WITH_HOUSE, populate_existing=True)
    if session is None:
        raise NotFound if actor.signed_in else SignedOut
    require(actor, permission, session)
    return session


def plan_of(db: Session, session: HostedSession) -> Plan:
    """The session as it was planned, to change it or to plan another like it."""
    questions = tuple(
        Prepared(one.body, one.minute, one.unseen) for one in planned_in(db, session.room_id)
    )
    about = select(Skill.name).join(SessionSkill, SessionSkill.skill_id == Skill.id)
    skills = db.scalars(about.where(SessionSkill.session_id == session.id).order_by(Skill.key))
    return Plan(
        title=session.title,
        starts=session.starts_wall,
        ends=session.ends_wall,
        zone=session.time_zone,
        introduction=session.introduction,
        kind=session.kind,
        questions=questions,
        references=tuple(session.references),
        open_to=session.open_to,
        confidentiality=session.confidentiality,
        most=session.most,
        late_hours=session.late_hours,
        video_link=session.video_link,
        address=session.address,
        skills=tuple(skills),
        hosts=tuple(host.id for host in hosts_of(db, session.id)),
    )


def hosts_of(db: Session, session_id: str) -> Sequence[Member]:
    """By name; hosts of a session are seen by all who see it."""
    places = select(Member).join(Coming, Coming.member_id == Member.id)
    hosting = (
        Coming.session_id == session_id,
        Coming.role == CircleRole.HOST,
        Coming.standing == Standing.JOINED,
    )
    return db.scalars(places.where(*hosting).order_by(Member.name, Member.id)).all()
