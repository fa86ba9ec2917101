"""Who comes is reminded at the times before the session that they chose: once at each.

A session knows the next moment at which anybody may want to be reminded (`remind_at`), so what is
due is found by an index, however many members there are; who wants it is asked among those who
come when the moment is there. So whoever chooses anew, comes or goes is in time until then. After
a pause of the server each is told once, however many of their times went by in it.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from community.access.comings import Answer, Coming
from community.access.memberships import Standing
from community.access.session_rules import SessionState
from community.circles.models import Circle
from community.core import clock
from community.core.events import record, within
from community.core.transaction import reading, transaction
from community.members.models import Member, Profile
from community.members.reminding import TIMES, USUAL
from community.sessions.events import SessionMoved, SessionPublished, SessionSoon
from community.sessions.models import HostedSession

log = logging.getLogger(__name__)
AT_ONCE = 50
COMING = (Answer.GOING, Answer.MAYBE)
THERE = (Standing.JOINED, Standing.INVITED)


def remind_due() -> int:
    """Tell who wants to be told at this moment; of how many sessions somebody was."""
    with reading() as db:
        due = select(HostedSession.id).where(*_due()).order_by(HostedSession.remind_at)
        ids = db.scalars(due.limit(AT_ONCE)).all()
    return sum(_safely(session_id) for session_id in ids)


def _due() -> tuple[ColumnElement[bool], ...]:
    """In an archived circle nobody is told; what has begun there is done with all the same."""
    moment = clock.now()
    living = select(Circle.id).where(
        Circle.id == HostedSession.circle_id, Circle.archived_at.is_(None)
    )
    begun = HostedSession.starts_at <= moment
    return HostedSession.remind_at <= moment, or_(living.exists(), begun)


def _safely(session_id: str) -> bool:
    """A fault with one of them does not keep the others waiting."""
    try:
        with transaction() as db:
            return _remind(db, session_id)
    except Exception:
        log.exception("Nobody could be reminded of a session; it is tried again")
        return False


def _remind(db: Session, session_id: str) -> bool:
    """Held and asked once more: another process may have been quicker, or it was moved."""
    held = select(HostedSession).where(HostedSession.id == session_id, *_due())
    session = db.scalar(held.with_for_update())
    if session is None or session.remind_at is None:
        return False
    since, moment = session.remind_at, clock.now()
    session.remind_at = None
    if session.state is not SessionState.PUBLISHED or session.starts_at <= moment:
        return False
    times = [time for time in TIMES if since <= _before(session, time) <= moment]
    session.remind_at = _next(session, moment)
    people = _who_wants(db, session.id, times)
    if people:
        said = {"session_id": session.id, "starts_at": session.starts_at.isoformat()}
        record(db, SessionSoon(**said, people=people))
    return bool(people)


def _before(session: HostedSession, minutes: int) -> datetime:
    return session.starts_at - timedelta(minutes=minutes)


def _next(session: HostedSession, moment: datetime) -> datetime | None:
    ahead = [_before(session, time) for time in TIMES if _before(session, time) > moment]
    return min(ahead, default=None)


def _who_wants(db: Session, session_id: str, times: Sequence[int]) -> tuple[str, ...]:
    """Of those who come, whom one of these times concerns."""
    rows = db.execute(
        select(Coming.member_id, Coming.remind_before, Profile.remind_before, Member.guest)
        .join(Member, Member.id == Coming.member_id)
        .outerjoin(Profile, Profile.member_id == Coming.member_id)
        .where(
            Coming.session_id == session_id,
            Coming.answer.in_(COMING),
            Coming.standing.in_(THERE),
        )
        .order_by(Coming.member_id)
    )
    return tuple(
        member_id
        for member_id, own, usual, guest in rows
        if set(times) & set(times_of(own, USUAL if guest else usual))
    )


def times_of(own: Iterable[int] | None, usual: Iterable[int] | None) -> Sequence[int]:
    """For one session: as chosen for it, else as for all, else as nobody has to choose."""
    chosen = own if own is not None else usual
    return list(USUAL if chosen is None else chosen)


def still_holds(session: HostedSession, starts_at: str) -> bool:
    """When somebody is told: it is to come yet, and not at another time than was told then.

    Whether they may come to it is another matter.
    """
    to_come = session.state is SessionState.PUBLISHED and session.starts_at > clock.now()
    return to_come and session.starts_at == datetime.fromisoformat(starts_at)


def plan_reminders(session: HostedSession) -> None:
    """From now on; the times that went by before it was published, or before it moved, did so.

    One that is due and only waits to be looked at stays, unless it is none of its times any more.
    """
    moment = clock.now()
    due = session.remind_at is not None and session.remind_at <= moment
    if not (due and session.remind_at in [_before(session, time) for time in TIMES]):
        session.remind_at = _next(session, moment)


def plan_anew(db: Session, event: SessionPublished | SessionMoved) -> None:
    session = db.get(HostedSession, event.session_id)
    if session is not None and session.state is SessionState.PUBLISHED:
        plan_reminders(session)


within(SessionPublished, plan_anew)
within(SessionMoved, plan_anew)
