"""Whatever changes what can be found is noted in the same transaction.

`words:` stands for all that was said in a session, `message:` for one thing of it; both only
once there is a transcript.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from community.access.comings import Coming
from community.circles.events import CircleChanged
from community.circles.models import CircleSkill
from community.core import clock
from community.core.events import within
from community.core.turns import take_turn
from community.discovery.models import SearchChange
from community.discovery.of_sessions import newest_transcripts, word_key
from community.insights.events import InsightChanged
from community.insights.models import Insight, InsightSkill
from community.members.events import MemberChanged, MemberRenamed
from community.rooms.events import RoomChanged
from community.rooms.models import Item
from community.sessions.events import SessionChanged, SessionClosed, SessionEnded
from community.sessions.models import HostedSession, SessionSkill
from community.skills.events import SkillChanged, SkillNamesChanged
from community.skills.models import Offer, Wish


def _note(db: Session, *keys: str) -> None:
    if keys:
        take_turn(db)
        db.add_all(SearchChange(key=key, at=clock.now()) for key in dict.fromkeys(keys))
        db.flush()


def _ids(db: Session, kind: str, ids: Any) -> list[str]:
    return [f"{kind}:{thing_id}" for thing_id in db.scalars(ids)]


def _sessions(db: Session, ids: Iterable[str]) -> list[str]:
    """The sessions with all that was said in them."""
    known = list(ids)
    words = newest_transcripts(db, known)
    return [
        f"{kind}:{one}" for kind, some in (("session", known), ("words", words)) for one in some
    ]


def note_member(db: Session, event: MemberChanged) -> None:
    _note(db, f"person:{event.member_id}")


def note_name(db: Session, event: MemberRenamed) -> None:
    """Whatever is found by who wrote or hosts it."""
    spoke = select(Item.room_id).where(Item.author_id == event.member_id)
    came = select(Coming.session_id).where(Coming.member_id == event.member_id)
    near = or_(HostedSession.room_id.in_(spoke), HostedSession.id.in_(came))
    wrote = select(Insight.id).where(Insight.author_id == event.member_id)
    sessions = _sessions(db, db.scalars(select(HostedSession.id).where(near)))
    _note(db, *sessions, *_ids(db, "insight", wrote))


def note_circle(db: Session, event: CircleChanged) -> None:
    """Its skills too: for many a free skill it is the only one to make it known. And its
    sessions and insights, which those who know of it may find."""
    about = select(CircleSkill.skill_id).where(CircleSkill.circle_id == event.circle_id)
    held = select(HostedSession.id).where(HostedSession.circle_id == event.circle_id)
    written = select(Insight.id).where(Insight.circle_id == event.circle_id)
    told = select(InsightSkill.skill_id).where(InsightSkill.insight_id.in_(written))
    skills, insights = _ids(db, "skill", about.union(told)), _ids(db, "insight", written)
    sessions = _sessions(db, db.scalars(held))
    _note(db, f"circle:{event.circle_id}", *skills, *insights, *sessions)


def note_session(db: Session, event: SessionChanged) -> None:
    _note(db, *_sessions(db, [event.session_id]))


def note_words(db: Session, event: SessionEnded | SessionClosed) -> None:
    """It is over, or late answers are: there is more to read than before."""
    _note(db, f"session:{event.session_id}", f"words:{event.session_id}")


def note_room(db: Session, event: RoomChanged) -> None:
    """What was said there stands otherwise now: put right, taken back, hidden."""
    if event.over and event.items and newest_transcripts(db, [event.home_id]):
        _note(db, *(word_key(event.home_id, told.shown["position"]) for told in event.items))


def note_insight(db: Session, event: InsightChanged) -> None:
    """Its skills too: for a free skill it may be the only one to make it known."""
    about = select(InsightSkill.skill_id).filter_by(insight_id=event.insight_id)
    _note(db, f"insight:{event.insight_id}", *_ids(db, "skill", about))


def note_skill(db: Session, event: SkillChanged) -> None:
    _note(db, f"skill:{event.skill_id}")


def note_names(db: Session, event: SkillNamesChanged) -> None:
    """Whatever speaks of it is found by its names."""
    keys = [
        key
        for kind, ids in (
            ("person", select(Offer.member_id).where(Offer.skill_id == event.skill_id)),
            ("person", select(Wish.member_id).where(Wish.skill_id == event.skill_id)),
            ("circle", select(CircleSkill.circle_id).where(CircleSkill.skill_id == event.skill_id)),
            ("insight", select(InsightSkill.insight_id).filter_by(skill_id=event.skill_id)),
        )
        for key in _ids(db, kind, ids)
    ]
    about = select(SessionSkill.session_id).where(SessionSkill.skill_id == event.skill_id)
    _note(db, f"skill:{event.skill_id}", *keys, *_sessions(db, db.scalars(about)))


within(MemberChanged, note_member)
within(MemberRenamed, note_name)
within(CircleChanged, note_circle)
within(SessionChanged, note_session)
within(SessionEnded, note_words)
within(SessionClosed, note_words)
within(RoomChanged, note_room)
within(InsightChanged, note_insight)
within(SkillChanged, note_skill)
within(SkillNamesChanged, note_names)
