"""What the index is told about members and circles, always as they are now."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.memberships import Standing
from community.access.policy import Visibility
from community.circles.models import Circle
from community.core.transaction import reading
from community.discovery.models import SearchChange
from community.members.models import Member
from search.api import Document

MEMBERS = "members"
BATCH = 500


def audiences(actor: Actor) -> frozenset[str]:
    """The audiences the actor belongs to: the search's share of the policy table."""
    if not actor.signed_in:
        return frozenset()
    known = (Standing.JOINED, Standing.INVITED)
    circles = {f"c{i}" for i, place in actor.places.items() if place.standing in known}
    return frozenset({MEMBERS, f"m{actor.member_id}", *circles})


def of_person(member: Member) -> Document:
    return Document(
        key=f"person:{member.id}",
        kind="person",
        title=member.name,
        body=" · ".join(filter(None, (member.role_line, member.about))),
        audience=MEMBERS,
        people=(member.handle, member.name),
        updated_at=member.created_at,
    )


def of_circle(circle: Circle) -> Document:
    hidden = circle.visibility is Visibility.HIDDEN
    return Document(
        key=f"circle:{circle.id}",
        kind="circle",
        title=circle.name,
        body=circle.purpose,
        audience=f"c{circle.id}" if hidden else MEMBERS,
        circle=circle.name,
        updated_at=circle.created_at,
    )


def load(db: Session, keys: Iterable[str]) -> list[Document]:
    """The documents of these keys; one that is gone is left out."""
    ids: dict[str, list[str]] = {"person": [], "circle": []}
    for key in set(keys):
        kind, _, thing_id = key.partition(":")
        ids[kind].append(thing_id)
    people = db.scalars(select(Member).where(Member.id.in_(ids["person"])))
    circles = db.scalars(select(Circle).where(Circle.id.in_(ids["circle"])))
    return [*map(of_person, people), *map(of_circle, circles)]


def everything() -> Iterator[Document]:
    """Every document, read in batches, for a rebuild."""
    for model, make in ((Member, of_person), (Circle, of_circle)):
        last = ""
        while True:
            with reading() as db:
                rows: Sequence[Any] = db.scalars(
                    select(model).where(model.id > last).order_by(model.id).limit(BATCH)
                ).all()
            if not rows:
                break
            yield from map(make, rows)
            last = rows[-1].id


def changed_since(db: Session, position: int) -> list[SearchChange]:
    changes = select(SearchChange).where(SearchChange.id > position).order_by(SearchChange.id)
    return list(db.scalars(changes.limit(BATCH)))


def last_change(db: Session) -> int:
    return db.scalar(select(func.max(SearchChange.id))) or 0
