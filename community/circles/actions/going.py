"""Going out of a circle, or taking back what would have led into it."""

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.circles.actions.places import held, take_out


def leave(db: Session, actor: Actor, circle_id: str) -> None:
    """Go, leave the line, take back a request, or decline an invitation.

    The last host of others hands over first.
    """
    circle, actor = held(db, actor, circle_id, Permission.CIRCLE_LEAVE)
    take_out(db, circle, actor.member_id or "")


def remove(db: Session, actor: Actor, circle_id: str, member_id: str) -> None:
    """A host takes somebody out, declines their request or takes an invitation back."""
    circle, _now = held(db, actor, circle_id, Permission.CIRCLE_PEOPLE)
    take_out(db, circle, member_id)
