"""A room's home is the circle or the hosted session whose people are in it.

Both answer the same questions about their people; which table holds the answer is known here.
"""

from typing import Protocol

from sqlalchemy import Subquery, select
from sqlalchemy.orm import Session

from community.access.comings import Coming
from community.access.memberships import Bar, Membership, Standing


class Housed(Protocol):
    @property
    def home_id(self) -> str: ...
    @property
    def of_session(self) -> bool: ...


BAR_OF_MEMBERSHIP = (Bar.circle_id == Membership.circle_id) & (
    Bar.member_id == Membership.member_id
)
# What makes a `Place`, in its order, from either table.
PLACE = (
    Membership.standing,
    Membership.role.label("circle_role"),
    Membership.since.label("joined_at"),
    Bar.silent_until,
    Bar.out_until,
)
PLACE_IN_SESSION = (
    Coming.standing,
    Coming.role.label("circle_role"),
    Coming.since.label("joined_at"),
    Coming.silent_until,
    Coming.out_until,
)


def people_of(room: Housed) -> Subquery:
    """Those whom the room's home has let in: `member_id`, and the columns of `PLACE`."""
    if room.of_session:
        of_session = Coming.session_id == room.home_id, Coming.standing == Standing.JOINED
        return select(Coming.member_id, *PLACE_IN_SESSION).where(*of_session).subquery()
    joined = Membership.circle_id == room.home_id, Membership.standing == Standing.JOINED
    people = select(Membership.member_id, *PLACE).outerjoin(Bar, BAR_OF_MEMBERSHIP)
    return people.where(*joined).subquery()


def place_of(db: Session, room: Housed, member_id: str) -> Membership | Coming | None:
    """Their row, as it is at this moment; either has `standing`, `role` and `since`."""
    key = room.home_id, member_id
    if room.of_session:
        return db.get(Coming, key, populate_existing=True)
    return db.get(Membership, key, populate_existing=True)


def bar_of(db: Session, room: Housed, member_id: str) -> Bar | Coming | None:
    """What hosts keep them from; either has `silent_until` and `out_until`."""
    key = room.home_id, member_id
    if room.of_session:
        return db.get(Coming, key, populate_existing=True)
    return db.get(Bar, key, populate_existing=True)
