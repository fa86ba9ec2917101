"""When somebody is reminded of one session, where that is not as of all."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.core import clock
from community.core.errors import Refused
from community.members.models import Profile
from community.members.reminding import tidy_times
from community.sessions.actions.holding import held_session
from community.sessions.actions.places import coming_of
from community.sessions.reminders import COMING, times_of


def choose_for(
    db: Session, actor: Actor, session_id: str, before: Iterable[str | int] | None
) -> None:
    """At these times before it; None: as it is chosen for all sessions.

    Of times that went by already nothing is asked: they stay as they are, should it move.
    """
    session = held_session(db, actor, session_id, Permission.SESSION_COME)
    one = coming_of(db, session.id, actor.member_id or "")
    if not actor.signed_in or one is None or one.answer not in COMING:
        raise Refused("Say first that you are coming.")
    if before is None:
        one.remind_before = None
        return
    profile = db.get(Profile, one.member_id)
    stood = times_of(one.remind_before, profile.remind_before if profile else None)
    left = session.starts_at - clock.now()
    gone = [time for time in stood if timedelta(minutes=time) >= left]
    one.remind_before = tidy_times([*map(str, before), *map(str, gone)])
