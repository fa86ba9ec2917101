"""Decisions about hosting that need no database."""

from datetime import datetime, timedelta

from community.access.session_rules import SessionState
from community.core.errors import Invalid, Refused
from community.sessions.plans import LATE_HOURS_MOST
from community.sessions.times import LONGEST

LONGER = (5, 120)  # minutes
# A host who was seen to go has so long to come back, as who loads a page anew does. Where nobody
# saw it, as their server died, longer: stays are confirmed each half minute.
LEFT_AFTER, GONE_AFTER = timedelta(seconds=10), timedelta(seconds=45)
# So long after its time a session that nobody ended is ended.
FORGOTTEN = timedelta(hours=2)

_WHY_NOT_START = {
    SessionState.DRAFT: "Publish the session first: nobody else knows of it yet.",
    SessionState.LATE: "This session has ended already.",
    SessionState.CLOSED: "This session is over.",
    SessionState.CANCELLED: "This session is cancelled.",
}
_WHY_NOT_LIVE = {
    **_WHY_NOT_START,
    SessionState.PUBLISHED: "This session has not begun yet.",
}


def may_start(state: SessionState) -> None:
    if state in _WHY_NOT_START:
        raise Refused(_WHY_NOT_START[state])


def must_be_live(state: SessionState) -> None:
    if state is not SessionState.LIVE:
        raise Refused(_WHY_NOT_LIVE[state])


def check_longer(minutes: int) -> timedelta:
    least, most = LONGER
    if not least <= minutes <= most:
        sentence = f"Add from {least} to {most} minutes."
        raise Invalid(sentence, minutes=sentence)
    return timedelta(minutes=minutes)


def longer(began: datetime, ends: datetime, more: timedelta) -> datetime:
    if ends + more - began > LONGEST:
        raise Refused("A session lasts a week at most.")
    return ends + more


def check_late(hours: int) -> int:
    if not 0 <= hours <= LATE_HOURS_MOST:
        sentence = f"Late answers are taken for 0 to {LATE_HOURS_MOST} hours; 0 is not at all."
        raise Invalid(sentence, late_hours=sentence)
    return hours
