"""Who of some people takes a rest from asks, for pages that show many of them."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.things import PersonLike
from community.asks.models import Rest


def resting_among(db: Session, people: Iterable[PersonLike]) -> frozenset[str]:
    """Their ids: one query for all."""
    ids = [one.id for one in people]
    found = select(Rest.member_id).where(Rest.member_id.in_(ids))
    return frozenset(db.scalars(found)) if ids else frozenset()
