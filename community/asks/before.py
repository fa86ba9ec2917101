"""What one sees before one asks: whom it would go to, and how soon they usually answer."""

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.ask_rules import AskTo
from community.asks.actions.resting import is_resting
from community.asks.actions.wording import item_of, skill_meant
from community.asks.candidates import is_anybody_here, why_not_asked
from community.asks.ways_on import next_session
from community.core.errors import Invalid, Problem
from community.members.models import Member, Profile
from community.members.queries import access_person_called
from community.members.showing import Shown, shown_to
from community.rooms.models import Item
from community.sessions.models import HostedSession, SessionSkill
from community.skills.models import Skill


@dataclass(frozen=True)
class Asked:
    """Somebody one would ask by name, as far as they show themselves. `why_not`: empty if they
    can be asked now."""

    shown: Shown
    resting: bool
    why_not: str

    @property
    def member(self) -> Member:
        return self.shown.member


@dataclass(frozen=True)
class Before:
    """`anybody`: whether somebody could be asked, were it put to who can teach the skill.
    `session`: the next one about it."""

    person: Asked | None = None
    skill: Skill | None = None
    anybody: bool = False
    session: HostedSession | None = None


def of_message(db: Session, actor: Actor, item_id: str) -> tuple[str, str]:
    """The words of the actor's own message that they would ask on, and what the session was
    about that they said it in; empty where they may not."""
    try:
        said = item_of(db, actor, item_id)
    except Problem:
        return "", ""
    if said is None:
        return "", ""
    item = db.get_one(Item, said)
    return item.body, db.scalars(_about(item.room_id)).first() or ""


def _about(room_id: str) -> Select[str]:
    found = select(Skill.id).join(SessionSkill, SessionSkill.skill_id == Skill.id)
    there = found.join(HostedSession, HostedSession.id == SessionSkill.session_id)
    return there.where(HostedSession.room_id == room_id).order_by(Skill.key).limit(1)


def before_asking(db: Session, actor: Actor, handle: str, about: str) -> Before:
    """`about`: id or name of a skill. Raises `NotFound` where the person is not there."""
    person = asked_by_name(db, actor, handle) if handle else None
    skill = _skill(db, actor, about)
    if skill is None:
        return Before(person)
    anybody = is_anybody_here(db, actor, skill.id, ())
    return Before(person, skill, anybody, next_session(db, actor, skill.id))


def asked_by_name(db: Session, actor: Actor, handle: str) -> Asked:
    member = access_person_called(db, actor, handle)
    shown = shown_to(db, actor, member, db.get_one(Profile, member.id))
    return Asked(shown, is_resting(db, member.id), why_not_asked(db, actor, member))


def _skill(db: Session, actor: Actor, typed: str) -> Skill | None:
    """None where there is none of that name for the actor; who sends it is told."""
    try:
        found = skill_meant(db, actor, typed, AskTo.EVERYBODY)
    except Invalid:
        return None
    return db.get(Skill, found) if found else None
