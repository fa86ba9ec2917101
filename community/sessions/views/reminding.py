"""When the reader is reminded of one session, on its page."""

from datetime import timedelta
from typing import Any

from flask import flash, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.comings import Coming
from community.access.policy import Permission
from community.access.session_rules import SessionState
from community.core import clock
from community.core.errors import Invalid, Refused
from community.core.transaction import transaction
from community.members.models import Profile
from community.members.reminding import TIMES, in_words
from community.sessions.actions.reminding import choose_for
from community.sessions.models import HostedSession
from community.sessions.page import parts
from community.sessions.reminders import COMING, THERE, times_of
from community.sessions.views.blueprint import refused, to_session, views
from community.sessions.views.coming import COMING_PART
from community.web.guard import guarded
from community.web.identity import current_actor


def reminding_of(db: Session, actor: Actor, session: HostedSession) -> dict[str, Any]:
    """`reminding`: for a member who comes, while one of the times is still to come."""
    mine = db.get(Coming, (session.id, actor.member_id)) if actor.signed_in else None
    left = session.starts_at - clock.now()
    ahead = {time: words for time, words in TIMES.items() if timedelta(minutes=time) < left}
    if mine is None or mine.answer not in COMING or mine.standing not in THERE:
        return {"reminding": None}
    if session.state is not SessionState.PUBLISHED or not ahead:
        return {"reminding": None}
    profile = db.get(Profile, mine.member_id)
    chosen = times_of(mine.remind_before, profile.remind_before if profile else None)
    to_come = [time for time in chosen if time in ahead]
    return {
        "reminding": {
            "times": ahead,
            "chosen": chosen,
            "said": in_words(to_come) if to_come else "",
            "own": mine.remind_before is not None,
        }
    }


parts.append(reminding_of)


@views.post("/sessions/<session_id>/remind")
@guarded(Permission.SESSION_COME)
def remind_me(session_id: str) -> ResponseReturnValue:
    """`before`: each of the times that were ticked; `do=usual`: as of all sessions."""
    usual = request.form.get("do") == "usual"
    try:
        with transaction() as db:
            chosen = None if usual else request.form.getlist("before")
            choose_for(db, current_actor(), session_id, chosen)
    except (Invalid, Refused) as problem:
        return refused(session_id, problem)
    flash("Saved.")
    return to_session(session_id, COMING_PART)
