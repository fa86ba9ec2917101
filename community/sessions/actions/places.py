"""Places in a session: who has one, who stands in line, and how they come free.

Everything here works on a session that is held, as with circles: nobody comes in above its size,
nobody is lost or overtaken. Hosts take none of the places.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.access.comings import Answer, Coming
from community.access.memberships import CircleRole, Standing
from community.access.session_rules import TO_COME
from community.core import clock
from community.core.events import record
from community.rooms.events import ComingChanged
from community.sessions.events import PlaceFound
from community.sessions.models import HostedSession


def coming_of(db: Session, session_id: str, member_id: str) -> Coming | None:
    return db.get(Coming, (session_id, member_id), populate_existing=True)


def known(db: Session, session: HostedSession, member_id: str) -> Coming:
    """Their row, from now on as somebody who knows of the session if they had no place."""
    one = coming_of(db, session.id, member_id)
    if one is None:
        one = Coming(
            session_id=session.id,
            member_id=member_id,
            standing=Standing.INVITED,
            role=CircleRole.MEMBER,
            since=clock.now(),
            answer=Answer.NONE,
            invited=False,
        )
        db.add(one)
    elif one.standing is Standing.ASKED:
        one.standing, one.answer = Standing.INVITED, Answer.NONE
    return one


def come(db: Session, session: HostedSession, one: Coming) -> None:
    """In where there is a place, else to the end of the line; who is in or waits stays there."""
    if one.answer is not Answer.GOING:
        one.answer, one.answered_at = Answer.GOING, _next_in_line(db, session.id)
    if one.standing is Standing.JOINED:
        return
    fill(db, session)
    if one.standing is Standing.INVITED:
        stand(db, one, Standing.JOINED if _has_room(db, session) else Standing.WAITING)


def come_as_host(db: Session, one: Coming) -> None:
    """Hosts need no place, and nothing is closed to them. Doing it again changes nothing."""
    another_role = one.role is not CircleRole.HOST
    one.role, one.silent_until, one.out_until = CircleRole.HOST, None, None
    one.answer, one.answered_at = Answer.GOING, one.answered_at or clock.now()
    stand(db, one, Standing.JOINED, told=another_role)


def stop_hosting(db: Session, one: Coming) -> None:
    """Whoever hosted keeps a place as everybody has one, also where all are taken."""
    one.role = CircleRole.MEMBER
    stand(db, one, one.standing, told=True)


def go(db: Session, session: HostedSession, one: Coming, answer: Answer) -> None:
    """Out of the room or the line, with this answer; they know of it still."""
    one.answer, one.answered_at = answer, clock.now()
    stand(db, one, Standing.INVITED)
    fill(db, session)


def take_out(db: Session, session: HostedSession, one: Coming) -> None:
    """They have no place in it any more, and know of it no more than anybody else.

    The row goes, unless it keeps what hosts decided: coming again would lift that.
    """
    one.invited, one.answer = False, Answer.NONE
    stand(db, one, Standing.ASKED)
    if not _is_barred(one):
        db.delete(one)
    fill(db, session)


def _is_barred(one: Coming) -> bool:
    moment = clock.now()
    return any(until is not None and until > moment for until in (one.silent_until, one.out_until))


def stand(db: Session, one: Coming, standing: Standing, *, told: bool = False) -> None:
    """Each change of what is open to them is told, so that an open room follows it.

    `told`: something else has changed that is to be.
    """
    another = one.standing is not standing or one in db.new
    if not (another or told):
        return
    if another and standing is Standing.JOINED:
        one.since = clock.now()
    one.standing = standing
    db.flush()
    record(db, ComingChanged(session_id=one.session_id, member_id=one.member_id))


def fill(db: Session, session: HostedSession) -> None:
    """Those first in line come in, as many as there are places, and each is told once."""
    if session.state not in TO_COME or session.circle.archived_at is not None:
        return
    db.flush()
    line = select(Coming).where(
        Coming.session_id == session.id, Coming.standing == Standing.WAITING
    )
    in_order = line.order_by(Coming.answered_at, Coming.member_id)
    first = in_order.limit(free_places(db, session)).execution_options(populate_existing=True)
    for one in db.scalars(first).all():
        stand(db, one, Standing.JOINED)
        record(db, PlaceFound(session_id=session.id, member_id=one.member_id))


def _has_room(db: Session, session: HostedSession) -> bool:
    return free_places(db, session) != 0


def free_places(db: Session, session: HostedSession) -> int | None:
    """How many more may come; None where there is no bound."""
    if session.most is None:
        return None
    joined = select(func.count()).where(
        Coming.session_id == session.id,
        Coming.standing == Standing.JOINED,
        Coming.role == CircleRole.MEMBER,
    )
    return max(session.most - (db.scalar(joined) or 0), 0)


def _next_in_line(db: Session, session_id: str) -> datetime:
    """Now, but after everybody who waits, whatever the clock says: this is the order."""
    last = db.scalar(
        select(func.max(Coming.answered_at)).where(
            Coming.session_id == session_id, Coming.standing == Standing.WAITING
        )
    )
    now = clock.now()
    return max(now, last + timedelta(microseconds=1)) if last else now
