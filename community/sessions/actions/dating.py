"""Looking for a date: asking, saying when one could come, and choosing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community.access.actor import Actor, placed_now
from community.access.policy import Permission
from community.access.session_rules import ALREADY_TAKEN, SessionState
from community.core import clock
from community.core.errors import Invalid, Refused
from community.core.events import record
from community.core.ids import is_id, new_id
from community.core.upsert import upsert
from community.sessions.actions.holding import hold
from community.sessions.actions.schedule import create_session, publish
from community.sessions.date_models import Could, DatePoll, ProposedTime, TimeAnswer
from community.sessions.date_polls import access_date_poll, check_times
from community.sessions.events import (
    DateAnswered,
    DateAsked,
    DateDropped,
    DateTaken,
    SessionChanged,
)
from community.sessions.models import HostedSession
from community.sessions.plans import Plan
from community.sessions.times import known_zone, moment_of, set_times, span, wall_after


def ask_for_date(
    db: Session, actor: Actor, circle_id: str, plan: Plan, others: Sequence[datetime]
) -> HostedSession:
    """A draft without a date: its people are asked about the time of the plan and `others`.

    Each of them is as long as the plan says.
    """
    begins, ends = span(plan.starts, plan.ends, plan.zone)
    walls = check_times((plan.starts, *others), known_zone(plan.zone))
    first = replace(plan, starts=walls[0], ends=wall_after(walls[0], ends - begins, plan.zone))
    session = create_session(db, actor, circle_id, first)
    session.undated = True
    times = [_proposed(session, one, ends - begins) for one in walls]
    db.add(DatePoll(session_id=session.id, last_at=times[-1].starts_at))
    db.flush()
    db.add_all(times)
    db.flush()
    record(db, DateAsked(session_id=session.id, by_id=actor.member_id or ""))
    return session


def _proposed(session: HostedSession, wall: datetime, length: timedelta) -> ProposedTime:
    zone = session.time_zone
    starts_at = moment_of(wall, zone)
    return ProposedTime(
        id=new_id(),
        session_id=session.id,
        starts_wall=wall,
        ends_wall=wall_after(wall, length, zone),
        starts_at=starts_at,
        ends_at=starts_at + length,
    )


def answer_times(db: Session, actor: Actor, session_id: str, said: Mapping[str, Could]) -> None:
    """By the ids of the times; what was said of others before stays."""
    poll = _held(db, actor, session_id, Permission.DATE_ANSWER)
    own = ProposedTime.session_id == poll.session_id
    if not said or not set(said) <= set(db.scalars(select(ProposedTime.id).where(own))):
        sentence = "Please say of at least one of the times whether you could come."
        raise Invalid(sentence, times=sentence)
    mine = {"member_id": actor.member_id}
    rows = [{"time_id": time_id, "could": could, **mine} for time_id, could in said.items()]
    upsert(db, TimeAnswer, rows, change=("could",))
    record(db, DateAnswered(session_id=session_id, member_id=actor.member_id or ""))


def take_date(
    db: Session, actor: Actor, session_id: str, time_id: str, *, publishing: bool
) -> HostedSession:
    """This is when it will be. Of two hosts at once the first chooses."""
    poll = _open(_held(db, actor, session_id, Permission.DATE_TAKE))
    time = db.get(ProposedTime, time_id) if is_id(time_id) else None
    if time is None or time.session_id != session_id or time.starts_at <= clock.now():
        sentence = "Please choose one of the times that are still to come."
        raise Invalid(sentence, times=sentence)
    session = poll.session
    set_times(session, time.starts_wall, time.ends_wall, session.time_zone)
    session.undated, poll.taken_at = False, clock.now()
    db.flush()
    record(db, DateTaken(session_id=session_id, by_id=actor.member_id or ""))
    record(db, SessionChanged(session_id=session_id))
    if publishing:
        publish(db, actor, session_id)
    return session


def stop_asking(db: Session, actor: Actor, session_id: str) -> None:
    """Nobody is asked any more. The draft stays, at the first of the times, for its hosts."""
    poll = _open(_held(db, actor, session_id, Permission.DATE_TAKE))
    poll.session.undated = False
    db.flush()
    db.execute(delete(DatePoll).where(DatePoll.session_id == session_id))
    record(db, DateDropped(session_id=session_id))
    record(db, SessionChanged(session_id=session_id))


def _held(db: Session, actor: Actor, session_id: str, permission: Permission) -> DatePoll:
    """As it is at this moment, its session held: nobody else answers or chooses now."""
    hold(db, access_date_poll(db, actor, session_id, permission).session_id)
    return access_date_poll(db, placed_now(db, actor), session_id, permission)


def _open(poll: DatePoll) -> DatePoll:
    if poll.taken_at is not None or poll.session.state is not SessionState.DRAFT:
        raise Refused(ALREADY_TAKEN)
    return poll
