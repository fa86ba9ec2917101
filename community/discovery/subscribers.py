"""Whatever changes what can be found is noted in the same transaction."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.circles.events import CircleChanged
from community.circles.models import CircleSkill
from community.core import clock
from community.core.events import within
from community.core.turns import take_turn
from community.discovery.models import SearchChange
from community.members.events import MemberChanged
from community.sessions.events import SessionChanged
from community.sessions.models import HostedSession
from community.skills.events import SkillChanged, SkillNamesChanged
from community.skills.models import Offer, Wish


def _note(db: Session, *keys: str) -> None:
    take_turn(db)
    db.add_all(SearchChange(key=key, at=clock.now()) for key in keys)
    db.flush()


def note_member(db: Session, event: MemberChanged) -> None:
    _note(db, f"person:{event.member_id}")


def note_circle(db: Session, event: CircleChanged) -> None:
    """Its skills too: for many a free skill it is the only one to make it known. And its
    sessions, which those who know of it may find."""
    about = select(CircleSkill.skill_id).where(CircleSkill.circle_id == event.circle_id)
    skills = [f"skill:{skill_id}" for skill_id in db.scalars(about)]
    held = select(HostedSession.id).where(HostedSession.circle_id == event.circle_id)
    sessions = [f"session:{session_id}" for session_id in db.scalars(held)]
    _note(db, f"circle:{event.circle_id}", *skills, *sessions)


def note_session(db: Session, event: SessionChanged) -> None:
    _note(db, f"session:{event.session_id}")


def note_skill(db: Session, event: SkillChanged) -> None:
    _note(db, f"skill:{event.skill_id}")


def note_names(db: Session, event: SkillNamesChanged) -> None:
    """Whoever teaches or learns it and the circles about it are found by its names."""
    keys = [
        f"{kind}:{thing_id}"
        for kind, ids in (
            ("person", select(Offer.member_id).where(Offer.skill_id == event.skill_id)),
            ("person", select(Wish.member_id).where(Wish.skill_id == event.skill_id)),
            ("circle", select(CircleSkill.circle_id).where(CircleSkill.skill_id == event.skill_id)),
        )
        for thing_id in db.scalars(ids)
    ]
    _note(db, f"skill:{event.skill_id}", *dict.fromkeys(keys))


within(MemberChanged, note_member)
within(CircleChanged, note_circle)
within(SessionChanged, note_session)
within(SkillChanged, note_skill)
within(SkillNamesChanged, note_names)
