"""Who hears of what. Runs from the outbox: at least once, some moments after the fact."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.memberships import CircleRole, Membership, Standing
from community.circles.events import (
    CircleJoined,
    CircleLeft,
    JoinAccepted,
    JoinAsked,
    MemberInvited,
)
from community.core.events import within
from community.core.outbox import Payload, subscribe
from community.core.transaction import transaction
from community.notifications.actions import notify, settle
from community.notifications.models import NoticeKind


def tell_hosts_of_request(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        for job in jobs:
            if _still(db, job, Standing.ASKED):
                _tell(db, _hosts(db, job["circle_id"]), job, NoticeKind.JOIN_ASKED)


def tell_of_acceptance(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        for job in jobs:
            _tell(db, [job["member_id"]], job, NoticeKind.JOIN_ACCEPTED)


def tell_of_invitation(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        for job in jobs:
            if _still(db, job, Standing.INVITED):
                _tell(db, [job["member_id"]], job, NoticeKind.INVITED)


def _still(db: Session, job: Payload, standing: Standing) -> bool:
    """Whether what was asked still waits for an answer; it may have had one by now."""
    membership = db.get(Membership, (job["circle_id"], job["member_id"]))
    return membership is not None and membership.standing is standing


def _hosts(db: Session, circle_id: str) -> Sequence[str]:
    return db.scalars(
        select(Membership.member_id).where(
            Membership.circle_id == circle_id,
            Membership.standing == Standing.JOINED,
            Membership.role == CircleRole.HOST,
        )
    ).all()


def _tell(db: Session, to: Sequence[str], job: Payload, kind: NoticeKind) -> None:
    notify(
        db,
        to,
        kind,
        circle_id=job["circle_id"],
        about_id=job.get("by_id") or job["member_id"],
        cause=job["cause"],
    )


def settle_answered(db: Session, event: CircleJoined | CircleLeft) -> None:
    """Whoever came in or went has answered: the question is no longer news to anybody."""
    settle(db, circle_id=event.circle_id, member_id=event.member_id)


subscribe(JoinAsked, "inbox.join_asked", tell_hosts_of_request)
subscribe(JoinAccepted, "inbox.join_accepted", tell_of_acceptance)
subscribe(MemberInvited, "inbox.invited", tell_of_invitation)
within(CircleJoined, settle_answered)
within(CircleLeft, settle_answered)
