"""Who hears in the inbox that they are invited to a session, have a place, or that it is soon.

Guests have no inbox: their letters say it.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from community.access.comings import Coming
from community.access.memberships import Standing
from community.core.events import E
from community.core.outbox import Payload, subscribe
from community.core.transaction import transaction
from community.members.models import Member
from community.notifications.models import NoticeKind
from community.notifications.session_notices import tell
from community.sessions.events import PlaceFound, SessionInvited, SessionSoon
from community.sessions.models import HostedSession
from community.sessions.queries import WITH_HOUSE
from community.sessions.reminders import COMING, THERE, still_holds

Find = Callable[[Session, Payload], set[str]]
KNOWING = (Standing.JOINED, Standing.INVITED, Standing.WAITING)


def _standing(db: Session, job: Payload, *standings: Standing) -> set[str]:
    """The member of the job, if that is how they stand still."""
    those = _members(job, standings).where(Coming.member_id == job["member_id"])
    return set(db.scalars(those))


def _invited(db: Session, job: Payload) -> set[str]:
    return _standing(db, job, *KNOWING)


def _has_place(db: Session, job: Payload) -> set[str]:
    return _standing(db, job, Standing.JOINED)


def _comes(db: Session, job: Payload) -> set[str]:
    """Of those who wanted to be reminded, who comes still."""
    session = db.get(HostedSession, job["session_id"], options=WITH_HOUSE)
    if session is None or session.circle.archived_at or not still_holds(session, job["starts_at"]):
        return set()
    comes = set(db.scalars(_members(job, THERE).where(Coming.answer.in_(COMING))))
    return comes.intersection(job["people"])


def _members(job: Payload, standings: Sequence[Standing]) -> Select[str]:
    here = Coming.session_id == job["session_id"], Coming.standing.in_(standings)
    rows = select(Coming.member_id).join(Member, Member.id == Coming.member_id)
    return rows.where(*here, Member.guest.is_(False))


def _on(event: type[E], name: str, kind: NoticeKind, find: Find) -> None:
    def deliver(jobs: Sequence[Payload]) -> None:
        with transaction() as db:
            for job in jobs:
                tell(db, sorted(find(db, job)), job, kind)

    subscribe(event, f"inbox.{name}", deliver)


_on(SessionInvited, "session_invited", NoticeKind.SESSION_INVITED, _invited)
_on(PlaceFound, "place_found", NoticeKind.PLACE_FOUND, _has_place)
_on(SessionSoon, "session_soon", NoticeKind.SESSION_SOON, _comes)
