"""Reading circles and the people in them."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.memberships import CircleRole, Membership, Standing
from community.access.policy import KNOWING, Permission, Visibility, require
from community.circles.cards import CircleCard, cards
from community.circles.models import Circle
from community.core.errors import NotFound, SignedOut
from community.core.ids import is_id
from community.members.models import Member


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


def my_circles(db: Session, actor: Actor) -> list[CircleCard]:
    """The circles the actor is in, by name."""
    mine = select(Circle).where(Circle.id.in_(actor.circles)).order_by(Circle.name, Circle.id)
    return cards(db, actor, db.scalars(mine).all())


def invitations(db: Session, actor: Actor) -> list[CircleCard]:
    """The circles that wait for the actor's answer."""
    invited = [i for i, place in actor.places.items() if place.standing is Standing.INVITED]
    found = select(Circle).where(Circle.id.in_(invited), Circle.archived_at.is_(None))
    return cards(db, actor, db.scalars(found.order_by(Circle.name, Circle.id)).all())


def requests(db: Session, actor: Actor) -> list[tuple[Circle, int]]:
    """The circles the actor hosts that somebody asks to join, and how many ask."""
    rows = db.execute(
        select(Circle, func.count())
        .join(Membership, Membership.circle_id == Circle.id)
        .where(
            Circle.id.in_(filter(actor.hosts, actor.circles)),
            Circle.archived_at.is_(None),
            Membership.standing == Standing.ASKED,
        )
        .group_by(Circle.id)
        .order_by(Circle.name, Circle.id)
    )
    return [(circle, asking) for circle, asking in rows]


def companions(db: Session, circle: Circle, most: int | None = None) -> list[Companion]:
    """The people in a circle the caller has access to: hosts first, then by name."""
    joined = _standing(circle, Standing.JOINED)
    found = joined.order_by(Membership.role, Member.name, Member.id).limit(most)
    return [Companion(*row) for row in db.execute(found)]


def at_the_door(db: Session, circle: Circle) -> dict[Standing, list[Companion]]:
    """Who asked, was invited or waits for a place, each in the order of time; for hosts."""
    standings = (Standing.ASKED, Standing.INVITED, Standing.WAITING)
    found: dict[Standing, list[Companion]] = {standing: [] for standing in standings}
    rows = db.execute(_standing(circle, *standings).order_by(Membership.since, Member.id))
    for one in (Companion(*row) for row in rows):
        found[one.standing].append(one)
    return found


def _standing(circle: Circle, *standings: Standing) -> Select[Member, CircleRole, Standing]:
    return (
        select(Member, Membership.role, Membership.standing)
        .join(Membership, Membership.member_id == Member.id)
        .where(Membership.circle_id == circle.id, Membership.standing.in_(standings))
    )


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
