"""The circles that the reader of a page and somebody else are both in."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.memberships import Membership, Standing
from community.access.things import PersonLike
from community.circles.models import Circle
from community.circles.views import views
from community.core.transaction import reading


@views.app_context_processor
def words_about_circles() -> dict[str, Any]:
    return {"circles_shared_with": circles_shared_with}


def circles_shared_with(actor: Actor, person: PersonLike) -> Sequence[Circle]:
    with reading() as db:
        return shared(db, actor, person.id)


def shared(db: Session, actor: Actor, member_id: str) -> Sequence[Circle]:
    """By name. The actor is in each of them, so hidden ones tell nothing new."""
    theirs = select(Membership.circle_id).where(
        Membership.member_id == member_id, Membership.standing == Standing.JOINED
    )
    mine = Circle.id.in_(actor.circles), Circle.id.in_(theirs)
    return db.scalars(select(Circle).where(*mine).order_by(Circle.name, Circle.id)).all()
