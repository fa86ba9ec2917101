"""Reading hosted sessions."""

from sqlalchemy.orm import Session, joinedload

from community.access.actor import Actor
from community.access.policy import Permission, require
from community.core.errors import NotFound
from community.core.ids import is_id
from community.sessions.models import HostedSession

WITH_HOUSE = joinedload(HostedSession.circle), joinedload(HostedSession.room)


def access_session(
    db: Session, actor: Actor, session_id: str, permission: Permission
) -> HostedSession:
    """The session with its circle and room, if the actor may; raises as `require` does.

    Nobody is told to sign in for a session that only might be there: a public one shows itself.
    """
    known = session_id if is_id(session_id) else ""
    session = db.get(HostedSession, known, options=WITH_HOUSE, populate_existing=True)
    if session is None:
        raise NotFound
    require(actor, permission, session)
    return session
