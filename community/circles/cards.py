"""Circles as they stand in lists."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.memberships import Membership, Standing
from community.circles.models import Circle


@dataclass(frozen=True)
class CircleCard:
    """A circle as it stands in a list, and why it might be for the reader."""

    circle: Circle
    people: int
    standing: Standing | None
    reasons: list[str] = field(default_factory=list)

    @property
    def full(self) -> bool:
        return self.circle.most is not None and self.people >= self.circle.most


def people_in() -> ColumnElement[int]:
    """How many people are in the circle of the row, for queries over circles."""
    return (
        select(func.count())
        .where(Membership.circle_id == Circle.id, Membership.standing == Standing.JOINED)
        .correlate(Circle)
        .scalar_subquery()
    )


def has_places() -> ColumnElement[bool]:
    """Whether somebody who comes into the circle of the row now would not have to wait."""
    return or_(Circle.most.is_(None), Circle.most > people_in())


def counts(db: Session, circle_ids: Sequence[str]) -> dict[str, int]:
    """How many people are in each of these circles."""
    rows = db.execute(
        select(Membership.circle_id, func.count())
        .where(Membership.circle_id.in_(circle_ids), Membership.standing == Standing.JOINED)
        .group_by(Membership.circle_id)
    )
    return dict(rows.all())


def cards(
    db: Session,
    actor: Actor,
    circles: Sequence[Circle],
    reasons: dict[str, list[str]] | None = None,
) -> list[CircleCard]:
    """These circles as cards, in the same order."""
    people, why = counts(db, [circle.id for circle in circles]), reasons or {}
    return [
        CircleCard(c, people.get(c.id, 0), actor.stands(c.id), why.get(c.id, [])) for c in circles
    ]
