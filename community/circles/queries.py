"""Reading circles and the people in them."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.memberships import CircleRole, Membership, Standing
from community.access.policy import KNOWING, Permission, Visibility, require
from community.circles.models import Circle
from community.core.errors import NotFound, SignedOut
from community.core.ids import is_id
from community.members.models import Member

PAGE = 30


@dataclass(frozen=True)
class CircleCard:
    """A circle as it stands in a list."""

    circle: Circle
    people: int
    standing: Standing | None


@dataclass(frozen=True)
class Companion:
    """Somebody in a circle, with their place there."""

    member: Member
    role: CircleRole
    standing: Standing


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition under which the actor may know of a circle: `policy.may_know_circle` in SQL."""
    if not actor.signed_in:
        return ~true()
    known = [i for i, place in actor.places.items() if place.standing in KNOWING]
    goes_on = and_(
        Circle.archived_at.is_(None),
        or_(Circle.visibility != Visibility.HIDDEN, Circle.id.in_(known)),
    )
    return or_(goes_on, Circle.id.in_(actor.circles))


def access_circle(db: Session, actor: Actor, circle_id: str, permission: Permission) -> Circle:
    """The circle, if the actor may; raises as `require` does."""
    circle = db.get(Circle, circle_id) if is_id(circle_id) else None
    if circle is None:
        raise NotFound if actor.signed_in else SignedOut
    require(actor, permission, circle)
    return circle


def _cards(db: Session, actor: Actor, circles: Select[Circle]) -> list[CircleCard]:
    found = list(db.scalars(circles))
    counts = dict(
        db.execute(
            select(Membership.circle_id, func.count())
            .where(
                Membership.circle_id.in_([circle.id for circle in found]),
                Membership.standing == Standing.JOINED,
            )
            .group_by(Membership.circle_id)
        ).all()
    )
    return [CircleCard(c, counts.get(c.id, 0), actor.stands(c.id)) for c in found]


def circles(db: Session, actor: Actor, page: int = 1) -> tuple[list[CircleCard], bool]:
    """One page of circles the actor is not in yet, by name, and whether there is another."""
    found = (
        select(Circle)
        .where(and_(visible_to(actor), Circle.id.not_in(actor.circles)))
        .order_by(Circle.name, Circle.id)
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    )
    cards = _cards(db, actor, found)
    return cards[:PAGE], len(cards) > PAGE


def my_circles(db: Session, actor: Actor) -> list[CircleCard]:
    """The circles the actor is in, by name."""
    mine = select(Circle).where(Circle.id.in_(actor.circles)).order_by(Circle.name, Circle.id)
    return _cards(db, actor, mine)


def invitations(db: Session, actor: Actor) -> list[CircleCard]:
    """The circles that wait for the actor's answer."""
    invited = [i for i, place in actor.places.items() if place.standing is Standing.INVITED]
    return _cards(db, actor, select(Circle).where(Circle.id.in_(invited)).order_by(Circle.name))


def requests(db: Session, actor: Actor) -> list[tuple[Circle, int]]:
    """The circles the actor hosts that somebody asks to join, and how many ask."""
    rows = db.execute(
        select(Circle, func.count())
        .join(Membership, Membership.circle_id == Circle.id)
        .where(
            Circle.id.in_(filter(actor.hosts, actor.circles)),
            Membership.standing == Standing.ASKED,
        )
        .group_by(Circle.id)
        .order_by(Circle.name, Circle.id)
    )
    return [(circle, asking) for circle, asking in rows]


def companions(
    db: Session, circle: Circle, standing: Standing = Standing.JOINED, most: int | None = None
) -> list[Companion]:
    """The people of a circle the caller has access to: hosts first, then by name."""
    rows = db.execute(
        select(Member, Membership.role, Membership.standing)
        .join(Membership, Membership.member_id == Member.id)
        .where(Membership.circle_id == circle.id, Membership.standing == standing)
        .order_by(Membership.role, Member.name, Member.id)
        .limit(most)
    )
    return [Companion(*row) for row in rows]


def how_many(db: Session, circle: Circle) -> int:
    """How many people are in a circle the caller has access to."""
    return (
        db.scalar(
            select(func.count()).where(
                Membership.circle_id == circle.id, Membership.standing == Standing.JOINED
            )
        )
        or 0
    )
