"""Reading hosted sessions."""

from sqlalchemy.orm import Session, joinedload

from community.access.actor import Actor
from community.access.policy import Permission, require
from community.core.errors import NotFound, SignedOut
from community.core.ids import is_id
from community.sessions.models import HostedSession

WITH_HOUSE = joinedload(HostedSession.circle), joinedload(HostedSession.room)


def access_session(
    db: Session, actor: Actor, session_id: str, permission: Permission
) -> HostedSession:
    """The session with its circle and room, if the actor may; raises as `require` does.

    Who is signed out is told to sign in also for a session that is not there: that tells nothing.
    """
    known = session_id if is_id(session_id) else ""
    session = db.get(HostedSession, known, options=WITH_HOUSE, populate_existing=True)
    if session is None:
        raise NotFound if actor.signed_in else SignedOut
    require(actor, permission, session)
    return session
