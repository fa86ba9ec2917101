"""What a session's page shows to one reader; each feature adds its part."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.sessions.about import about_of
from community.sessions.models import HostedSession

Part = Callable[[Session, Actor, HostedSession], dict[str, Any]]

# What the partials of templates/sessions/ are given besides `session`: a feature adds its
# function where its views are imported. Each asks the policy itself what this reader may see.
parts: list[Part] = []
# What follows from somebody's having looked at it; given what they were shown, and
# since when it was looked up.
looks: list[Callable[[Actor, HostedSession, dict[str, Any], datetime], None]] = []


def session_page(db: Session, actor: Actor, session: HostedSession) -> dict[str, Any]:
    """For a reader whom the caller has asked whether they may see the session."""
    page: dict[str, Any] = {"session": session, "about": about_of(db, actor, session)}
    for part in parts:
        page |= part(db, actor, session)
    return page
