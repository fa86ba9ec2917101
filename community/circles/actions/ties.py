"""Circles that point their people to one another."""

import re

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.circles.actions.places import held
from community.circles.models import Circle, CircleTie
from community.circles.queries import access_circle, visible_to
from community.core.errors import NotFound, Refused
from community.core.text import tidy_line
from community.core.upsert import upsert

TIES_MOST = 20
_ADDRESS = re.compile(r"/circles/([a-z2-7]{16})\b")


def tie(db: Session, actor: Actor, circle_id: str, typed: str) -> None:
    """Point to another circle, named by its address or name; the host has to know of it."""
    circle, actor = held(db, actor, circle_id, Permission.CIRCLE_EDIT)
    other = _meant(db, actor, typed)
    if other.id == circle.id:
        raise Refused("This is the circle itself.")
    tied = select(func.count()).where(CircleTie.circle_id == circle.id)
    if (db.scalar(tied) or 0) >= TIES_MOST:
        raise Refused(f"A circle points to at most {TIES_MOST} others.")
    upsert(db, CircleTie, [{"circle_id": circle.id, "other_id": other.id}])


def _meant(db: Session, actor: Actor, typed: str) -> Circle:
    address = _ADDRESS.search(typed)
    name = tidy_line(typed)
    try:
        if address:
            return access_circle(db, actor, address[1], Permission.CIRCLE_SEE)
    except NotFound as error:
        raise Refused("There is no circle under this address.") from error
    same = or_(Circle.name == name, func.lower(Circle.name) == name.lower())
    found = db.scalars(select(Circle).where(visible_to(actor), same).limit(2)).all()
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused("Several circles have this name. Please paste the address of the one.")
    raise Refused("There is no circle of this name. You can also paste its address.")


def untie(db: Session, actor: Actor, circle_id: str, other_id: str) -> None:
    circle, _now = held(db, actor, circle_id, Permission.CIRCLE_EDIT)
    here = CircleTie.circle_id == circle.id, CircleTie.other_id == other_id
    db.execute(delete(CircleTie).where(*here))
