"""Places in a circle: who has one, who stands in line, and how they come free.

Everything here works on a circle that is held, so that who comes and goes is decided one
after the other: never above the largest size, nobody lost, nobody overtaken.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor, placed_now
from community.access.memberships import Bar, CircleRole, Membership, Standing
from community.access.policy import Permission, require
from community.circles import rules
from community.circles.events import CircleJoined, CircleLeft, MovedUp, WaitingBegan
from community.circles.models import Circle
from community.circles.queries import access_circle
from community.core import clock
from community.core.errors import NotFound
from community.core.events import record
from community.core.ids import is_id
from community.core.upsert import upsert

# Its key stays free, so that rows which point to the circle can be written meanwhile.
HELD = {"key_share": True}


def held(db: Session, actor: Actor, circle_id: str, permission: Permission) -> tuple[Circle, Actor]:
    """The circle, held until the end of the transaction, and the actor as they stand in it now.

    Decided by what is, not by what was when the request began.
    """
    circle = access_circle(db, actor, circle_id, permission)
    db.refresh(circle, with_for_update=HELD)
    now = placed_now(db, actor)
    require(now, permission, circle)
    return circle, now


def place(
    db: Session,
    circle: Circle,
    member_id: str,
    standing: Standing,
    *,
    role: CircleRole = CircleRole.MEMBER,
    agreed_at: datetime | None = None,
) -> None:
    """Give the member this standing. An agreement accepted before stays so unless given anew."""
    row = {
        "circle_id": circle.id,
        "member_id": member_id,
        "standing": standing,
        "role": role,
        "since": _next_in_line(db, circle) if standing is Standing.WAITING else clock.now(),
        "agreed_at": agreed_at,
    }
    change = ("standing", "role", "since", *(("agreed_at",) if agreed_at else ()))
    upsert(db, Membership, [row], change=change)


def _next_in_line(db: Session, circle: Circle) -> datetime:
    """Now, but after everybody who waits, whatever the clock says: `since` is the order."""
    last = db.scalar(
        select(func.max(Membership.since)).where(
            Membership.circle_id == circle.id, Membership.standing == Standing.WAITING
        )
    )
    now = clock.now()
    return max(now, last + timedelta(microseconds=1)) if last else now


def come_in(
    db: Session, circle: Circle, member_id: str, *, agreed_at: datetime | None = None
) -> Standing:
    """In where there is a place, else to the end of the line."""
    fill(db, circle)
    if free_places(db, circle) == 0:
        place(db, circle, member_id, Standing.WAITING, agreed_at=agreed_at)
        record(db, WaitingBegan(circle_id=circle.id, member_id=member_id))
        return Standing.WAITING
    _enter(db, circle, member_id, agreed_at)
    return Standing.JOINED


def _enter(db: Session, circle: Circle, member_id: str, agreed_at: datetime | None = None) -> None:
    """Into a circle that everybody had left, one comes as its host: somebody has to be."""
    hosts, _people = counts(db, circle)
    role = CircleRole.MEMBER if hosts else CircleRole.HOST
    if role is CircleRole.HOST:
        lift_bars(db, circle, member_id)
    place(db, circle, member_id, Standing.JOINED, role=role, agreed_at=agreed_at)
    record(db, CircleJoined(circle_id=circle.id, member_id=member_id))


def lift_bars(db: Session, circle: Circle, member_id: str) -> None:
    """Nothing in its rooms is closed to a host."""
    db.execute(delete(Bar).where(Bar.circle_id == circle.id, Bar.member_id == member_id))


def fill(db: Session, circle: Circle) -> None:
    """Those first in line come in, as many as there are places, and each is told once."""
    if circle.archived_at is not None:
        return
    line = select(Membership.member_id).where(
        Membership.circle_id == circle.id, Membership.standing == Standing.WAITING
    )
    in_order = line.order_by(Membership.since, Membership.member_id)
    for member_id in db.scalars(in_order.limit(free_places(db, circle))).all():
        _enter(db, circle, member_id)
        record(db, MovedUp(circle_id=circle.id, member_id=member_id))


def free_places(db: Session, circle: Circle) -> int | None:
    """How many more may come in; None where there is no bound."""
    if circle.most is None:
        return None
    _hosts, people = counts(db, circle)
    return max(circle.most - people, 0)


def counts(db: Session, circle: Circle) -> tuple[int, int]:
    """Hosts and people of a circle that is held, so that they stay true."""
    joined = Membership.circle_id == circle.id, Membership.standing == Standing.JOINED
    hosts = select(func.count()).where(*joined, Membership.role == CircleRole.HOST)
    people = select(func.count()).where(*joined)
    return db.scalar(hosts) or 0, db.scalar(people) or 0


def place_of(db: Session, circle: Circle, member_id: str) -> Membership | None:
    return db.get(Membership, (circle.id, member_id), populate_existing=True)


def membership(db: Session, circle: Circle, member_id: str) -> Membership:
    found = place_of(db, circle, member_id) if is_id(member_id) else None
    if found is None:
        raise NotFound("This person is not in the circle.")
    return found


def take_out(db: Session, circle: Circle, member_id: str) -> None:
    """Out of the circle, the line, a request or an invitation; a free place is filled at once."""
    leaving = membership(db, circle, member_id)
    if leaving.standing is Standing.JOINED:
        hosts, people = counts(db, circle)
        is_host = leaving.role is CircleRole.HOST
        rules.keep_a_host(hosts, leaving_is_host=is_host, others=people - 1)
    db.execute(
        delete(Membership).where(
            Membership.circle_id == circle.id, Membership.member_id == member_id
        )
    )
    record(db, CircleLeft(circle_id=circle.id, member_id=member_id))
    fill(db, circle)
