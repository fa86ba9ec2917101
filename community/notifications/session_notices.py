"""Who hears of what becomes of a hosted session, in the inbox."""

from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.comings import Answer, Coming
from community.access.memberships import Membership, Standing
from community.access.session_rules import OpenTo, SessionState
from community.core.events import E
from community.core.outbox import Payload, subscribe
from community.core.transaction import transaction
from community.members.models import Member
from community.notifications.actions import notify
from community.notifications.models import NoticeKind
from community.sessions.events import SessionCancelled, SessionMoved, SessionPublished
from community.sessions.models import HostedSession
from community.sessions.queries import hosts_of

Find = Callable[[Session, HostedSession], set[str]]


# Whom it concerns has to hear of it, whoever did it; so these say not by whom.
BY_NOBODY = (NoticeKind.SESSION_MOVED, NoticeKind.SESSION_CANCELLED)


def tell(db: Session, to: Sequence[str], job: Payload, kind: NoticeKind) -> None:
    """One notice each about the session of the job, unless the session is gone."""
    session = db.get(HostedSession, job["session_id"])
    if session is not None:
        about = {"circle_id": session.circle_id, "session_id": session.id}
        by_id = None if kind in BY_NOBODY else job.get("by_id")
        notify(db, to, kind, **about, cause=job["cause"], by_id=by_id)


def who_comes(db: Session, session: HostedSession) -> set[str]:
    """Everybody who has to do with it and has not said no: hosts, comers, who waits, invited.

    Guests have no inbox; they are written to by mail.
    """
    rows = select(Coming.member_id).join(Member, Member.id == Coming.member_id)
    knowing = Coming.standing.in_((Standing.JOINED, Standing.WAITING, Standing.INVITED))
    coming = Coming.session_id == session.id, knowing, Coming.answer != Answer.NO
    return set(db.scalars(rows.where(*coming, Member.guest.is_(False))))


def who_heard(db: Session, session: HostedSession) -> set[str]:
    """Those who come, and the circle's people where it is open to them."""
    people = who_comes(db, session)
    if session.open_to is not OpenTo.INVITED:
        joined = Membership.standing == Standing.JOINED
        here = select(Membership.member_id).where(Membership.circle_id == session.circle_id, joined)
        said_no = select(Coming.member_id).where(
            Coming.session_id == session.id, Coming.answer == Answer.NO
        )
        people |= set(db.scalars(here.where(Membership.member_id.not_in(said_no))))
    return people


def _who_knows(db: Session, session: HostedSession, job: Payload) -> set[str]:
    """Who did it; of what the clock did, its hosts hear in words of their own."""
    hosts = hosts_of(db, session.id) if job.get("by_itself") else ()
    return {job["by_id"], *(one.id for one in hosts)}


def _on(
    event: type[E], name: str, kind: NoticeKind, find: Find, states: tuple[SessionState, ...]
) -> None:
    """Tell whom `find` names, except who did it; nobody when it is otherwise by now."""

    def deliver(jobs: Sequence[Payload]) -> None:
        with transaction() as db:
            for job in jobs:
                session = db.get(HostedSession, job["session_id"])
                if session is not None and session.state in states:
                    whom = who_comes if job.get("with_others") else find
                    tell(db, sorted(whom(db, session) - _who_knows(db, session, job)), job, kind)

    subscribe(event, f"inbox.{name}", deliver)


_GOING_ON = (SessionState.PUBLISHED, SessionState.LIVE)
_on(
    SessionPublished,
    "session_published",
    NoticeKind.SESSION_PUBLISHED,
    who_heard,
    _GOING_ON,
)
_on(SessionMoved, "session_moved", NoticeKind.SESSION_MOVED, who_heard, _GOING_ON)
_on(
    SessionCancelled,
    "session_cancelled",
    NoticeKind.SESSION_CANCELLED,
    who_heard,
    (SessionState.CANCELLED,),
)
