"""The term of a circle: it can end, be extended, be archived and opened again."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.circles.actions.places import HELD, fill, held
from community.circles.events import CircleArchived, CircleChanged, CircleReopened, TermEnding
from community.circles.models import Circle
from community.circles.shape import check_end
from community.core import clock
from community.core.errors import Invalid
from community.core.events import record
from community.core.transaction import reading, transaction

REMINDED_BEFORE = timedelta(days=14)
EXTENSIONS = (4, 12)  # weeks


def extend(db: Session, actor: Actor, circle_id: str, weeks: int) -> date:
    """The term ends so many weeks later: than it would have, or than today if that was before."""
    if weeks not in EXTENSIONS:
        raise Invalid("Please choose by how long the circle is extended.")
    circle, _now = held(db, actor, circle_id, Permission.CIRCLE_EDIT)
    today = clock.now().date()
    ends_on = max(circle.ends_on or today, today) + timedelta(weeks=weeks)
    circle.ends_on = check_end(ends_on)
    record(db, CircleChanged(circle_id=circle.id))
    return ends_on


def archive(db: Session, actor: Actor, circle_id: str) -> None:
    """A host ends it: read-only from now on, and found by its people only."""
    circle, actor = held(db, actor, circle_id, Permission.CIRCLE_EDIT)
    _archive(db, circle, actor.member_id)


def _archive(db: Session, circle: Circle, by_id: str | None) -> None:
    circle.archived_at = clock.now()
    record(db, CircleArchived(circle_id=circle.id, by_id=by_id))
    record(db, CircleChanged(circle_id=circle.id))


def reopen(db: Session, actor: Actor, circle_id: str) -> None:
    """A host lets it go on. A term that is over is taken off, or it would end again tonight."""
    circle, _now = held(db, actor, circle_id, Permission.CIRCLE_REOPEN)
    circle.archived_at = None
    if circle.ends_on is not None and circle.ends_on < clock.now().date():
        circle.ends_on = None
    db.flush()
    fill(db, circle)
    record(db, CircleReopened(circle_id=circle.id))
    record(db, CircleChanged(circle_id=circle.id))


def look_at_terms() -> int:
    """Remind hosts of ends that are near, archive what is over; returns how many of both.

    Doing it again does nothing, and what was missed while nothing ran is done now.
    """
    today = clock.now().date()
    with reading() as db:
        circle_ids = db.scalars(select(Circle.id).where(_due(today))).all()
    for circle_id in circle_ids:
        with transaction() as db:
            circle = db.get_one(Circle, circle_id, with_for_update=HELD)
            _see_to(db, circle, today)
    return len(circle_ids)


def _due(today: date) -> ColumnElement[bool]:
    near = Circle.ends_on <= today + REMINDED_BEFORE
    untold = or_(Circle.told_of_end.is_(None), Circle.told_of_end != Circle.ends_on)
    return and_(Circle.archived_at.is_(None), or_(Circle.ends_on < today, and_(near, untold)))


def _see_to(db: Session, circle: Circle, today: date) -> None:
    """By what it is now: a host may have extended it while we waited for our turn."""
    if circle.archived_at is not None or circle.ends_on is None:
        return
    if circle.ends_on < today:
        _archive(db, circle, None)
    elif circle.ends_on <= today + REMINDED_BEFORE and circle.told_of_end != circle.ends_on:
        circle.told_of_end = circle.ends_on
        record(db, TermEnding(circle_id=circle.id, ends_on=circle.ends_on))
