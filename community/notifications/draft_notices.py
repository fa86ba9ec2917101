"""What hosts hear of a draft that is published by itself: that it was, or that it cannot be."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.memberships import CircleRole, Membership, Standing
from community.core.events import E
from community.core.outbox import Payload, subscribe
from community.core.transaction import transaction
from community.notifications.models import NoticeKind
from community.notifications.session_notices import tell
from community.sessions.events import NotReady, PublishedByItself
from community.sessions.models import HostedSession
from community.sessions.queries import hosts_of


def _hosts(db: Session, session: HostedSession) -> set[str]:
    """Those of the circle where nobody hosts it any more."""
    own = {one.id for one in hosts_of(db, session.id) if not one.guest}
    if own:
        return own
    joined = Membership.standing == Standing.JOINED, Membership.role == CircleRole.HOST
    circle = Membership.circle_id == session.circle_id
    return set(db.scalars(select(Membership.member_id).where(circle, *joined)))


def _on(event: type[E], name: str, kind: NoticeKind) -> None:
    def deliver(jobs: Sequence[Payload]) -> None:
        with transaction() as db:
            for job in jobs:
                session = db.get(HostedSession, job["session_id"])
                if session is not None:
                    tell(db, sorted(_hosts(db, session)), job, kind)

    subscribe(event, f"inbox.{name}", deliver)


_on(PublishedByItself, "published_itself", NoticeKind.PUBLISHED_ITSELF)
_on(NotReady, "session_unready", NoticeKind.SESSION_UNREADY)
