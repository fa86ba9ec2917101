"""When somebody is reminded of one session, where that is not as of all."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.core.errors import Refused
from community.members.reminding import tidy_times
from community.sessions.actions.holding import held_session
from community.sessions.actions.places import coming_of
from community.sessions.reminders import COMING


def choose_for(
    db: Session, actor: Actor, session_id: str, before: Iterable[str | int] | None
) -> None:
    """At these times before it; None: as it is chosen for all sessions."""
    session = held_session(db, actor, session_id, Permission.SESSION_COME)
    one = coming_of(db, session.id, actor.member_id or "")
    if not actor.signed_in or one is None or one.answer not in COMING:
        raise Refused("Say first that you are coming.")
    one.remind_before = None if before is None else tidy_times(before)
