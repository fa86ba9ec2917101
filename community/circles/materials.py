"""Reading the files and links of a circle."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from community.access.actor import Actor
from community.access.policy import Permission, require
from community.circles.models import Circle, Material
from community.core.errors import NotFound, SignedOut
from community.core.ids import is_id
from community.members.models import Member


@dataclass(frozen=True)
class Kept:
    """A file or link with its circle."""

    material: Material
    circle: Circle


@dataclass(frozen=True)
class Listed:
    """A file or link as it stands in the list, and who added it."""

    material: Material
    by: str | None
    removable: bool


def may_remove(actor: Actor, material: Material) -> bool:
    return actor.hosts(material.circle_id) or (
        actor.signed_in and material.added_by == actor.member_id
    )


def access_material(db: Session, actor: Actor, material_id: str, permission: Permission) -> Kept:
    """The file or link, if the actor may with its circle what the permission says."""
    found = (
        select(Material, Circle)
        .join(Circle, Circle.id == Material.circle_id)
        .where(Material.id == material_id)
        .options(joinedload(Material.file))
    )
    row = db.execute(found).first() if is_id(material_id) else None
    if row is None:
        raise NotFound if actor.signed_in else SignedOut
    require(actor, permission, row[1])
    return Kept(*row)


def materials(db: Session, actor: Actor, circle: Circle) -> Sequence[Listed]:
    """What the circle keeps, newest first; for its people only, which the caller has asked."""
    rows = db.execute(
        select(Material, Member.name)
        .outerjoin(Member, Member.id == Material.added_by)
        .where(Material.circle_id == circle.id)
        .options(joinedload(Material.file))
        .order_by(Material.created_at.desc(), Material.id)
    )
    living = circle.archived_at is None
    return [Listed(one, by, living and may_remove(actor, one)) for one, by in rows]
