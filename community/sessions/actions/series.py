"""Sessions that repeat: made from one, and changed or called off from one of them on.

Each is a session of its own, with its own room, people and place in calendars; so one of them
can be changed as any other. "From here on" changes in the later ones what is changed in this.
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, can
from community.access.session_rules import SessionState
from community.core import clock
from community.core.errors import Refused
from community.core.ids import new_id
from community.sessions.actions.changing import NOT_YET, cancel, change_session, discard
from community.sessions.actions.holding import held_session, hold
from community.sessions.actions.schedule import create_session
from community.sessions.models import HostedSession, Series
from community.sessions.plans import Plan, tidied
from community.sessions.queries import access_session, plan_of
from community.sessions.recurrence import Repeat, rule_of, walls
from community.sessions.reminders import plan_reminders
from community.sessions.times import moment_of, publish_at, wall_after
from community.sessions.visible import visible_sessions

TIMES = ("starts", "ends", "zone")
IN_ANY_ORDER = ("hosts", "skills")


def repeat(db: Session, actor: Actor, session_id: str, how: Repeat) -> list[HostedSession]:
    """The later sessions of a series that begins with this one, or goes on after it.

    They are published where it is; nobody is told of each.
    """
    session = held_session(db, actor, session_id, Permission.SESSION_HOST)
    if session.state not in NOT_YET:
        raise Refused("Only a session that is to come can be repeated.")
    if session.undated:
        raise Refused("Its date is looked for still. Repeat it when it has one.")
    rule = rule_of(how, session.starts_wall)
    series = _series_of(db, actor, session, rule)
    plan = plan_of(db, session)
    starts = walls(rule, session.starts_wall)[1:]
    return [_another(db, actor, session, _at(plan, one), series) for one in starts]


def _series_of(db: Session, actor: Actor, session: HostedSession, rule: str) -> Series:
    """A new one, or the one it is the last of, which has this rule from now on."""
    if session.series_id is None:
        series = Series(id=new_id(), circle_id=session.circle_id, rule=rule, created_at=clock.now())
        db.add(series)
        db.flush()
        session.series_id = series.id
        return series
    if later_in_series(db, actor, session):
        raise Refused("This session repeats already. Repeat the last of them to go on after it.")
    series = db.get_one(Series, session.series_id)
    series.rule = rule
    return series


def _another(
    db: Session, actor: Actor, like: HostedSession, plan: Plan, series: Series
) -> HostedSession:
    made = create_session(db, actor, like.circle_id, plan)
    made.series_id = series.id
    made.state, made.published_at = like.state, like.published_at and clock.now()
    if made.state is SessionState.PUBLISHED:
        plan_reminders(made)
    if like.publish_wall is not None:
        publish_at(made, made.starts_wall - (like.starts_wall - like.publish_wall))
    db.flush()
    return made


def _at(plan: Plan, starts: datetime, zone: str = "") -> Plan:
    """The same at another time, for as long by the clock on the wall.

    In the night the clock goes forward that may be no time at all: then for as long as it is.
    """
    zone, length = zone or plan.zone, plan.ends - plan.starts
    ends = starts + length
    if moment_of(ends, zone) <= moment_of(starts, zone):
        ends = wall_after(starts, length, zone)
    return replace(plan, starts=starts, ends=ends, zone=zone)


def later_in_series(db: Session, actor: Actor, session: HostedSession) -> Sequence[HostedSession]:
    """Those after it that are to come, as they are now, soonest first; of them those that the
    actor hosts: whoever hosts one of a series need not know of another."""
    if session.series_id is None:
        return []
    found = (
        visible_sessions(actor)
        .where(
            HostedSession.series_id == session.series_id,
            HostedSession.starts_at > session.starts_at,
            HostedSession.state.in_(NOT_YET),
        )
        .order_by(HostedSession.starts_at, HostedSession.id)
    )
    rows = db.scalars(found.execution_options(populate_existing=True))
    return [one for one in rows if can(actor, Permission.SESSION_HOST, one)]


def change_from_here(db: Session, actor: Actor, session_id: str, plan: Plan) -> HostedSession:
    """What the plan changes in this session is changed in all after it as well, each staying on
    its own day but for as many days as this one moves."""
    session, later = _held_from(db, actor, session_id)
    was, plan = plan_of(db, session), tidied(plan)
    plans = [(one.id, _likewise(plan_of(db, one), was, plan)) for one in later]
    changed = change_session(db, actor, session_id, plan)
    for later_id, their_plan in plans:
        change_session(db, actor, later_id, their_plan, with_others=True)
    return changed


def _held_from(
    db: Session, actor: Actor, session_id: str
) -> tuple[HostedSession, Sequence[HostedSession]]:
    """This one and those after it, all held before any of their rooms is, and in the order of
    their ids, as by everybody who holds several."""
    session = access_session(db, actor, session_id, Permission.SESSION_HOST)
    later = later_in_series(db, actor, session)
    for one_id in sorted((session.id, *(one.id for one in later))):
        hold(db, one_id)
    session = held_session(db, actor, session_id, Permission.SESSION_HOST)
    return session, later_in_series(db, actor, session)


def _likewise(theirs: Plan, was: Plan, plan: Plan) -> Plan:
    """Of another session's plan, what this one's change changes."""
    changes: dict[str, Any] = {
        one.name: getattr(plan, one.name)
        for one in fields(Plan)
        if one.name not in TIMES and _differs(one.name, plan, was)
    }
    theirs = replace(theirs, **changes)
    if all(getattr(plan, name) == getattr(was, name) for name in TIMES):
        return theirs
    days = timedelta(days=(plan.starts.date() - was.starts.date()).days)
    starts = datetime.combine(theirs.starts.date() + days, plan.starts.time())
    timed = replace(theirs, starts=plan.starts, ends=plan.ends)
    return _at(timed, starts, plan.zone)


def _differs(name: str, plan: Plan, was: Plan) -> bool:
    new, old = getattr(plan, name), getattr(was, name)
    return bool(set(new) != set(old) if name in IN_ANY_ORDER else new != old)


def cancel_from_here(db: Session, actor: Actor, session_id: str, why: str = "") -> int:
    """Call off this session and all after it, and throw their drafts away: how many."""
    session, later = _held_from(db, actor, session_id)
    if session.state not in NOT_YET:
        raise Refused("Only a session that is to come can be cancelled.")
    for one in (session, *later):
        if one.state is SessionState.DRAFT:
            discard(db, actor, one.id)
        else:
            cancel(db, actor, one.id, why, with_others=one is not session)
    return 1 + len(later)
