"""What a session's own page shows of its transcript."""

from typing import Any

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, can
from community.access.session_rules import OVER
from community.sessions import page
from community.sessions.models import HostedSession
from community.transcripts.queries import numbers_of, versions_of


def after_of(db: Session, actor: Actor, session: HostedSession) -> dict[str, Any]:
    """`after`: the versions there are, and `numbers` of the newest; none before the end, or for
    who may not read it."""
    readable = session.state in OVER and can(actor, Permission.SESSION_READ, session)
    versions = versions_of(db, session.id) if readable else []
    after = {"over": session.state in OVER, "readable": readable, "versions": versions}
    return {"after": after, "numbers": numbers_of(db, session, versions[0]) if versions else None}


page.parts.append(after_of)
