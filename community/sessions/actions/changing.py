"""Changing a session, moving it, calling it off."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.comings import Coming
from community.access.memberships import CircleRole
from community.access.policy import Permission
from community.access.session_rules import Confidentiality, OpenTo, SessionState
from community.core import clock
from community.core.errors import Invalid, Refused
from community.core.events import record
from community.core.text import tidy_line
from community.rooms.actions.holding import hold as hold_room
from community.rooms.events import ComingChanged
from community.rooms.models import Room
from community.rooms.plan import planned_in
from community.rooms.plan_models import PlannedQuestion
from community.sessions.actions.holding import held_session
from community.sessions.actions.hosting import keep_late_hours
from community.sessions.actions.places import stop_hosting
from community.sessions.actions.rehearsal import drop_rehearsal, forget_room
from community.sessions.actions.schedule import be_about, make_hosts, planned, say
from community.sessions.events import SessionCancelled, SessionChanged, SessionMoved
from community.sessions.models import HostedSession
from community.sessions.plans import Plan, Prepared, tidied
from community.sessions.times import raise_sequence, set_times, span

NOT_YET = (SessionState.DRAFT, SessionState.PUBLISHED)
WHY_MOST = 300
# Each with all of those before it.
WIDER = (OpenTo.INVITED, OpenTo.CIRCLE, OpenTo.MEMBERS, OpenTo.PUBLIC)


def change_session(
    db: Session, actor: Actor, session_id: str, plan: Plan, *, with_others: bool = False
) -> HostedSession:
    """Make the session what the plan says; who comes is told when its time or place is another.

    `plan.hosts` are all its hosts. Questions that stay keep what became of them, and one that
    was asked stays in any case.
    """
    session = held_session(db, actor, session_id, Permission.SESSION_HOST)
    plan = tidied(plan)
    _may_change(session, plan)
    before = session.title, session.introduction, session.video_link, session.address
    say(session, plan)
    moved = set_times(session, plan.starts, plan.ends, plan.zone)
    if (session.title, session.introduction, session.video_link, session.address) != before:
        raise_sequence(session)
    if moved:
        _not_published_by_it(session)
    moved |= (session.video_link, session.address) != before[2:]
    _change_hosts(db, actor, session, plan.hosts)
    hold_room(db, session.room_id)
    room = db.get_one(Room, session.room_id, populate_existing=True)
    room.name = plan.title[:80]
    change_questions(db, room, plan.questions)
    be_about(db, session, plan.skills)
    if moved and session.state is not SessionState.DRAFT:
        told = {"session_id": session.id, "by_id": actor.member_id or ""}
        record(db, SessionMoved(**told, with_others=with_others))
    keep_late_hours(db, session)
    return session


def _may_change(session: HostedSession, plan: Plan) -> None:
    """Once it began, its time and who reads what was said are facts."""
    if session.state is SessionState.CANCELLED:
        raise Refused("This session is cancelled.")
    if session.state in NOT_YET:
        return
    times = span(plan.starts, plan.ends, plan.zone)
    if times != (session.starts_at, session.ends_at):
        sentence = "The session has begun. Its time stays as it is."
        raise Invalid(sentence, starts=sentence)
    if plan.confidentiality is not session.confidentiality:
        sentence = "People came in knowing who will read this. It stays as it is."
        raise Invalid(sentence, confidentiality=sentence)
    wider = WIDER.index(plan.open_to) > WIDER.index(session.open_to)
    if wider and session.confidentiality is not Confidentiality.CIRCLE:
        sentence = "People came in knowing who will read this. It cannot be opened to more now."
        raise Invalid(sentence, open_to=sentence)


def _not_published_by_it(session: HostedSession) -> None:
    """When a draft is published by itself moves with it; nobody meant it to be at once."""
    if session.publish_at is not None and session.publish_at <= clock.now():
        sentence = "It would be published at once. Change first when it is published."
        raise Invalid(sentence, day=sentence)


def _change_hosts(
    db: Session, actor: Actor, session: HostedSession, member_ids: Sequence[str]
) -> None:
    """A host who is none any more comes as everybody does."""
    if not member_ids:
        sentence = "A session needs a host."
        raise Invalid(sentence, hosts=sentence)
    make_hosts(db, actor, session, member_ids)
    hosts = Coming.session_id == session.id, Coming.role == CircleRole.HOST
    for one in db.scalars(select(Coming).where(*hosts, Coming.member_id.not_in(member_ids))).all():
        stop_hosting(db, one)


def change_questions(db: Session, room: Room, questions: Sequence[Prepared]) -> None:
    """The run-sheet in a room that is held becomes these, after what was asked from it."""
    there = list(planned_in(db, room.id))
    asked = [one for one in there if one.item_id is not None]
    waiting = [one for one in there if one.item_id is None]
    was_asked = [_words(one.body) for one in asked]
    order: list[PlannedQuestion] = list(asked)
    for one in questions:
        if _words(one.body) in was_asked:
            was_asked.remove(_words(one.body))
            continue
        order.append(_kept_or_new(db, room, waiting, one))
    db.flush()
    gone = [one.id for one in waiting]
    db.execute(delete(PlannedQuestion).where(PlannedQuestion.id.in_(gone)))
    for place, row in enumerate(order):
        row.place = place


def _kept_or_new(
    db: Session, room: Room, waiting: list[PlannedQuestion], one: Prepared
) -> PlannedQuestion:
    row = next((row for row in waiting if _words(row.body) == _words(one.body)), None)
    if row is None:
        row = planned(room.id, 0, one)
        db.add(row)
        return row
    waiting.remove(row)
    row.minute, row.unseen = one.minute, one.unseen
    return row


def _words(body: str) -> str:
    """A form shows a question on one line; that is no other question."""
    return tidy_line(body)


def cancel(
    db: Session, actor: Actor, session_id: str, why: str = "", *, with_others: bool = False
) -> HostedSession:
    """It does not take place; its page says so, and who comes is told. Again changes nothing."""
    session = held_session(db, actor, session_id, Permission.SESSION_HOST)
    if session.state is SessionState.CANCELLED:
        return session
    if session.state is not SessionState.PUBLISHED:
        raise Refused("Only a session that is to come can be cancelled.")
    why = tidy_line(why)
    if len(why) > WHY_MOST:
        raise Invalid(f"At most {WHY_MOST} characters, please.", why="too long")
    session.state, session.cancelled_at = SessionState.CANCELLED, clock.now()
    session.why_cancelled = why
    drop_rehearsal(db, session)
    raise_sequence(session)
    told = {"session_id": session.id, "by_id": actor.member_id or ""}
    record(db, SessionCancelled(**told, with_others=with_others))
    record(db, SessionChanged(session_id=session.id))
    return session


def discard(db: Session, actor: Actor, session_id: str) -> str:
    """Throw a draft away with its room; returns the id of its circle."""
    session = held_session(db, actor, session_id, Permission.SESSION_HOST)
    if session.state is not SessionState.DRAFT:
        raise Refused("Only a draft can be thrown away. You can cancel the session.")
    drop_rehearsal(db, session)
    be_about(db, session, ())  # a skill that only it was about goes as well
    circle_id, room_id = session.circle_id, session.room_id
    places = select(Coming.member_id).where(Coming.session_id == session_id)
    for member_id in db.scalars(places).all():
        record(db, ComingChanged(session_id=session_id, member_id=member_id))
    db.execute(delete(HostedSession).where(HostedSession.id == session_id))
    forget_room(db, room_id)
    record(db, SessionChanged(session_id=session_id))
    return circle_id
