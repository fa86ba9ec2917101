"""Who hears, in the inbox, that the date of a session is looked for, chosen, or left open."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.comings import Coming
from community.access.memberships import CircleRole, Standing
from community.access.session_rules import SessionState
from community.core.events import within
from community.core.outbox import Payload, subscribe
from community.core.transaction import transaction
from community.notifications.actions import drop_dates, settle_dates
from community.notifications.models import NoticeKind
from community.notifications.session_notices import tell, who_heard
from community.sessions.date_models import DatePoll
from community.sessions.events import DateAnswered, DateAsked, DateDropped, DateLeft, DateTaken
from community.sessions.models import HostedSession


def tell_who_is_asked(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        for job in jobs:
            session = _draft(db, job, undated=True)
            if session is not None:
                asked = who_heard(db, session)
                only = {job["member_id"]} if job["member_id"] else asked
                once = {**job, "cause": f"date:{session.id}"}  # with all, or named a moment later
                tell(db, sorted(asked & only - {job["by_id"]}), once, NoticeKind.DATE_ASKED)


def tell_of_date(jobs: Sequence[Payload]) -> None:
    """Unless it was published with it: then that is what everybody hears."""
    with transaction() as db:
        for job in jobs:
            session = _draft(db, job, undated=False)
            if session is not None:
                asked = who_heard(db, session) - {job["by_id"]}
                tell(db, sorted(asked), job, NoticeKind.DATE_TAKEN)


def tell_hosts(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        for job in jobs:
            if _draft(db, job, undated=True) is not None:
                tell(db, sorted(_hosts(db, job["session_id"])), job, NoticeKind.DATE_LEFT)


def _draft(db: Session, job: Payload, *, undated: bool) -> HostedSession | None:
    """The session, if it stands so still, and its people were asked."""
    session = db.get(HostedSession, job["session_id"])
    if session is None or db.get(DatePoll, session.id) is None:
        return None
    still = session.state is SessionState.DRAFT and session.undated == undated
    return session if still else None


def _hosts(db: Session, session_id: str) -> set[str]:
    hosting = Coming.session_id == session_id, Coming.role == CircleRole.HOST
    return set(
        db.scalars(select(Coming.member_id).where(*hosting, Coming.standing == Standing.JOINED))
    )


def settle_answered(db: Session, event: DateAnswered) -> None:
    settle_dates(db, event.session_id, event.member_id)


def settle_taken(db: Session, event: DateTaken) -> None:
    """Nobody is asked any more."""
    settle_dates(db, event.session_id)


def drop_asked(db: Session, event: DateDropped) -> None:
    drop_dates(db, event.session_id)


subscribe(DateAsked, "inbox.date_asked", tell_who_is_asked)
subscribe(DateTaken, "inbox.date_taken", tell_of_date)
subscribe(DateLeft, "inbox.date_left", tell_hosts)
within(DateAnswered, settle_answered)
within(DateTaken, settle_taken)
within(DateDropped, drop_asked)
