"""What a session's page says of it to one reader, beside the parts of other features."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, can
from community.access.session_rules import SessionState
from community.rooms.plan import planned_in
from community.sessions.listed import can_know, is_inside
from community.sessions.models import HostedSession, SessionSkill
from community.sessions.queries import hosts_of
from community.skills.models import Skill

KINDS = {"chat": "Hosted chat", "workshop": "Workshop", "open": "Open conversation"}
STATES = {
    SessionState.DRAFT: ("Draft", "pen"),
    SessionState.LIVE: ("Live now", "good"),
    SessionState.LATE: ("Late answers are open", "warn"),
    SessionState.CLOSED: ("Over", None),
    SessionState.CANCELLED: ("Cancelled", "bad"),
}
OPEN_TO = {
    "public": "Everybody reads this page, members can come",
    "members": "All members",
    "circle": "The circle",
    "invited": "Those who are invited",
}


def about_of(db: Session, actor: Actor, session: HostedSession) -> Mapping[str, Any]:
    """The video link shows to those who have a place only: on an open page anybody would come."""
    hosting = can(actor, Permission.SESSION_HOST, session)
    inside = is_inside(actor, session)
    hosts = hosts_of(db, session.id)
    return {
        "state": STATES.get(session.state),
        "kind": KINDS[session.kind],
        "who_may_come": OPEN_TO[session.open_to],
        "hosting": hosting,
        "hosts": [one for one in hosts if inside or one.id not in actor.apart],
        "circle_shown": can_know(actor, session),
        "video_link": session.video_link if hosting or actor.in_circle(session.id) else "",
        "skills": ", ".join(_skills(db, session)),
        "planned": planned_in(db, session.room_id) if hosting else (),
    }


def _skills(db: Session, session: HostedSession) -> Sequence[str]:
    """By name: one that only this session is about is nothing one could look at."""
    about = select(Skill.name).join(SessionSkill, SessionSkill.skill_id == Skill.id)
    return db.scalars(about.where(SessionSkill.session_id == session.id).order_by(Skill.key)).all()
