"""Who hears of what. Runs from the outbox: at least once, some moments after the fact."""

from collections.abc import Sequence

from sqlalchemy import select

from community.access.memberships import CircleRole, Membership, Standing
from community.circles.events import JoinAccepted, JoinAsked, MemberInvited
from community.core.outbox import Payload, subscribe
from community.core.transaction import transaction
from community.notifications.actions import notify
from community.notifications.models import NoticeKind


def tell_hosts_of_request(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        for job in jobs:
            hosts = db.scalars(
                select(Membership.member_id).where(
                    Membership.circle_id == job["circle_id"],
                    Membership.standing == Standing.JOINED,
                    Membership.role == CircleRole.HOST,
                )
            ).all()
            notify(
                db,
                hosts,
                NoticeKind.JOIN_ASKED,
                circle_id=job["circle_id"],
                about_id=job["member_id"],
                cause=job["cause"],
            )


def tell_of_acceptance(jobs: Sequence[Payload]) -> None:
    _tell_member(jobs, NoticeKind.JOIN_ACCEPTED)


def tell_of_invitation(jobs: Sequence[Payload]) -> None:
    _tell_member(jobs, NoticeKind.INVITED)


def _tell_member(jobs: Sequence[Payload], kind: NoticeKind) -> None:
    with transaction() as db:
        for job in jobs:
            about = job.get("by_id") or job["member_id"]
            notify(
                db,
                [job["member_id"]],
                kind,
                circle_id=job["circle_id"],
                about_id=about,
                cause=job["cause"],
            )


subscribe(JoinAsked, "inbox.join_asked", tell_hosts_of_request)
subscribe(JoinAccepted, "inbox.join_accepted", tell_of_acceptance)
subscribe(MemberInvited, "inbox.invited", tell_of_invitation)
