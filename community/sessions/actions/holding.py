"""Holding a session until the end of the transaction: before its room, as a circle before its."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor, placed_now
from community.access.policy import Permission
from community.sessions.models import HostedSession
from community.sessions.queries import access_session


def held_session(
    db: Session, actor: Actor, session_id: str, permission: Permission
) -> HostedSession:
    """The session as it is at this moment, which nobody else changes now; raises as `require`."""
    found = access_session(db, actor, session_id, permission)
    hold(db, found.id)
    return access_session(db, placed_now(db, actor), session_id, permission)


def hold(db: Session, session_id: str) -> None:
    db.execute(
        select(HostedSession.id).where(HostedSession.id == session_id).with_for_update()
    ).all()
