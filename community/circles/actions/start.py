"""Starting a circle and changing what it says of itself."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.memberships import CircleRole, Membership, Standing
from community.access.policy import Permission, Visibility, require
from community.circles import rules
from community.circles.actions.places import counts, fill, held, place
from community.circles.events import CircleChanged, CircleStarted, HistoryChanged
from community.circles.models import Circle, CircleSkill
from community.circles.queries import access_circle
from community.circles.shape import SKILLS_MOST, CircleShape, tidied
from community.core import clock
from community.core.errors import Invalid
from community.core.events import record
from community.core.ids import new_id
from community.skills.actions import skills_named
from community.skills.events import SkillChanged
from community.skills.models import Skill


def start_circle(
    db: Session,
    actor: Actor,
    *,
    name: str,
    purpose: str,
    visibility: Visibility,
    shape: CircleShape | None = None,
) -> Circle:
    """Any member starts one, and is its first host."""
    require(actor, Permission.CIRCLE_START)
    shape = tidied(shape or CircleShape())
    circle = Circle(
        id=new_id(),
        name=rules.tidy_name(name),
        purpose=rules.tidy_purpose(purpose),
        visibility=visibility,
        started_by=actor.member_id,
        created_at=clock.now(),
    )
    skills = _skills(db, shape)
    _give_shape(circle, shape)
    db.add(circle)
    db.flush()
    _be_about(db, circle, skills)
    agreed_at = clock.now() if shape.agreement else None
    me = actor.member_id or ""
    place(db, circle, me, Standing.JOINED, role=CircleRole.HOST, agreed_at=agreed_at)
    record(db, CircleStarted(circle_id=circle.id))
    record(db, CircleChanged(circle_id=circle.id))
    return circle


def change_circle(
    db: Session,
    actor: Actor,
    circle_id: str,
    *,
    name: str,
    purpose: str,
    visibility: Visibility,
    shape: CircleShape | None = None,
) -> Circle:
    """Without a `shape` the circle keeps the one it has."""
    access_circle(db, actor, circle_id, Permission.CIRCLE_EDIT)
    shape = tidied(shape) if shape else None
    circle, actor = held(db, actor, circle_id, Permission.CIRCLE_EDIT)
    skills = _skills(db, shape) if shape else []
    circle.name = rules.tidy_name(name)
    circle.purpose = rules.tidy_purpose(purpose)
    circle.visibility = visibility
    if shape:
        _reshape(db, actor, circle, shape)
        _be_about(db, circle, skills)
    record(db, CircleChanged(circle_id=circle.id))
    return circle


def _reshape(db: Session, actor: Actor, circle: Circle, shape: CircleShape) -> None:
    _hosts, people = counts(db, circle)
    if shape.most is not None and shape.most < people:
        sentence = f"There are {people} people in the circle already."
        raise Invalid(sentence, most=sentence)
    new_agreement = shape.agreement != circle.agreement
    if shape.history is not circle.history:
        record(db, HistoryChanged(circle_id=circle.id))
    _give_shape(circle, shape)
    db.flush()
    if new_agreement:
        _ask_again(db, actor, circle)
    fill(db, circle)


def _give_shape(circle: Circle, shape: CircleShape) -> None:
    circle.rhythm, circle.reach = shape.rhythm, shape.reach
    circle.agreement, circle.join_questions = shape.agreement, list(shape.join_questions)
    circle.least, circle.most, circle.ends_on = shape.least, shape.most, shape.ends_on
    circle.history = shape.history


def _ask_again(db: Session, actor: Actor, circle: Circle) -> None:
    """Nobody has accepted the new agreement yet but the host who wrote it."""
    mine = Membership.circle_id == circle.id
    db.execute(update(Membership).where(mine).values(agreed_at=None))
    if circle.agreement:
        wrote = update(Membership).where(mine, Membership.member_id == actor.member_id)
        db.execute(wrote.values(agreed_at=clock.now()))


def _skills(db: Session, shape: CircleShape) -> Sequence[Skill]:
    skills = skills_named(db, shape.skills)
    if len(skills) > SKILLS_MOST:
        sentence = f"At most {SKILLS_MOST} skills, please; these are {len(skills)}."
        raise Invalid(sentence, skills=sentence)
    return skills


def _be_about(db: Session, circle: Circle, skills: Sequence[Skill]) -> None:
    """What it is about no longer may have been known by it alone, so that is stated too."""
    before = set(db.scalars(select(CircleSkill.skill_id).filter_by(circle_id=circle.id)))
    for skill_id in before.symmetric_difference(skill.id for skill in skills):
        record(db, SkillChanged(skill_id=skill_id))
    db.execute(delete(CircleSkill).where(CircleSkill.circle_id == circle.id))
    db.add_all(CircleSkill(circle_id=circle.id, skill_id=skill.id) for skill in skills)
    db.flush()
