"""Who is in a room's home: the people of a circle, or those who come to a hosted session."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.access.homes import Housed, people_of
from community.circles.queries import Companion
from community.members.models import Member


def people_in(db: Session, room: Housed, most: int | None = None) -> list[Companion]:
    """Hosts first, then by name; of a room the caller has access to."""
    people = people_of(room)
    found = (
        select(Member, people.c.circle_role, people.c.standing)
        .join(people, people.c.member_id == Member.id)
        .order_by(people.c.circle_role, Member.name, Member.id)
        .limit(most)
    )
    return [Companion(*row) for row in db.execute(found)]


def how_many_in(db: Session, room: Housed) -> int:
    return db.scalar(select(func.count()).select_from(people_of(room))) or 0


def who_of(db: Session, room: Housed, ids: Collection[str]) -> set[str]:
    """Those of these members who are in it."""
    if not ids:
        return set()
    people = people_of(room)
    return set(db.scalars(select(people.c.member_id).where(people.c.member_id.in_(list(ids)))))
