"""What those who look after the community look at."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, can, require
from community.circles.models import Circle
from community.circles.queries import visible_to
from community.core import clock
from community.core.outbox import Job
from community.core.text import slug, tidy_line
from community.insights.known_skills import known_skills
from community.members.models import Member
from community.members.sign_ups import waiting
from community.skills.models import Skill

PAGE = 50
NEW = timedelta(days=7)


@dataclass(frozen=True)
class QueueState:
    """Deliveries that are owed, how long the oldest has waited, and those given up."""

    waiting: int
    oldest: datetime | None
    dead: list[Job]


@dataclass(frozen=True)
class Numbers:
    """The community in one line, as far as the actor may see it: no hidden circle counts."""

    members: int
    new: int  # in the last week
    circles: int
    skills: int
    waiting: int  # to be let in
    given_up: int  # deliveries


def queue_state(db: Session, actor: Actor) -> QueueState:
    require(actor, Permission.ADMINISTER)
    # What is meant for later does not wait; how much of it there is would tell of hidden rooms.
    overdue = Job.dead.is_(False), Job.due_at <= clock.now()
    waiting, oldest = db.execute(select(func.count(), func.min(Job.due_at)).where(*overdue)).one()
    dead = db.scalars(select(Job).where(Job.dead.is_(True)).order_by(Job.id).limit(100))
    return QueueState(waiting, oldest, list(dead))


def numbers(db: Session, actor: Actor) -> Numbers:
    require(actor, Permission.COMMUNITY_ADMIT)
    can_sign_in = Member.source_key.is_(None) & Member.guest.is_(False)
    since = clock.now() - NEW
    goes_on = visible_to(actor), Circle.archived_at.is_(None)
    dead = _count(db, Job, Job.dead.is_(True)) if can(actor, Permission.ADMINISTER) else 0
    return Numbers(
        members=_count(db, Member, can_sign_in),
        new=_count(db, Member, can_sign_in, Member.created_at > since),
        circles=_count(db, Circle, *goes_on),
        skills=_count(db, Skill, known_skills(actor)),
        waiting=len(waiting(db, actor)),
        given_up=dead,
    )


def _count(db: Session, table: type, *conditions: ColumnElement[bool]) -> int:
    return db.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def members(
    db: Session, actor: Actor, words: str = "", page: int = 1
) -> tuple[list[Member], int, bool]:
    """One page of members by name, how many there are, and whether there is another page.

    For administrators, who see addresses, and also those they have blocked or are blocked by:
    else nobody could look after these.
    """
    require(actor, Permission.ADMINISTER)
    fit = _called(words) & Member.guest.is_(False)
    total = db.scalar(select(func.count()).select_from(Member).where(fit)) or 0
    rows = select(Member).where(fit).order_by(Member.name, Member.id)
    found = list(db.scalars(rows.offset((page - 1) * PAGE).limit(PAGE + 1)))
    return found[:PAGE], total, len(found) > PAGE


def _called(words: str) -> ColumnElement[bool]:
    """By any part of name or address. Handles know no accents, so these need not be typed."""
    text = tidy_line(words).removeprefix("@").casefold()
    found = [
        func.lower(Member.name).contains(text, autoescape=True),
        Member.email.contains(text, autoescape=True),
    ]
    if slug(text):
        found.append(Member.handle.contains(slug(text), autoescape=True))
    return or_(*found)
