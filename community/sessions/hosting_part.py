"""What a session's page offers its hosts."""

from typing import Any

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, can
from community.sessions.actions.rehearsal import rehearsal_of
from community.sessions.models import HostedSession

LATE_HOURS = (0, 2, 6, 24, 48, 72, 168)


def hosting_of(db: Session, actor: Actor, session: HostedSession) -> dict[str, Any]:
    """`hosting`: nothing for whoever does not host it."""
    if not can(actor, Permission.SESSION_HOST, session):
        return {"hosting": None}
    rehearsed = rehearsal_of(db, session)
    return {
        "hosting": {
            "rehearsal_id": rehearsed.id if rehearsed else None,
            "late_hours": sorted({*LATE_HOURS, session.late_hours}),
        }
    }
