"""Who hears of offers to host, in the inbox: the circle's hosts, and then whoever offered."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.memberships import CircleRole, Membership, Standing
from community.core.events import within
from community.core.outbox import Payload, subscribe
from community.core.transaction import transaction
from community.notifications.actions import notify, settle_offer
from community.notifications.models import NoticeKind
from community.sessions.events import HostOffered, OfferDeclined, OfferTaken, OfferWithdrawn
from community.sessions.models import HostedSession, HostOffer, OfferState


def tell_hosts(jobs: Sequence[Payload]) -> None:
    """The offer's id is the cause, so that its answer settles it."""
    with transaction() as db:
        for job in jobs:
            offer = db.get(HostOffer, job["offer_id"])
            if offer is not None and offer.state is OfferState.WAITING:
                hosts = [one for one in _hosts(db, offer.circle_id) if one != offer.member_id]
                about = {"circle_id": offer.circle_id, "cause": offer.id}
                notify(db, hosts, NoticeKind.HOST_OFFERED, **about, by_id=offer.member_id)


def tell_of_taking(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        for job in jobs:
            there = db.get(HostedSession, job["session_id"]) is not None
            _tell(db, job, NoticeKind.OFFER_TAKEN, job["session_id"] if there else None)


def tell_of_declining(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        for job in jobs:
            _tell(db, job, NoticeKind.OFFER_DECLINED)


def _tell(db: Session, job: Payload, kind: NoticeKind, session_id: str | None = None) -> None:
    """Nobody is told of what they did themselves."""
    if job["member_id"] != job["by_id"]:
        about = {"circle_id": job["circle_id"], "cause": job["cause"], "by_id": job["by_id"]}
        notify(db, [job["member_id"]], kind, **about, session_id=session_id)


def _hosts(db: Session, circle_id: str) -> Sequence[str]:
    hosts = Membership.circle_id == circle_id, Membership.role == CircleRole.HOST
    joined = Membership.standing == Standing.JOINED
    return db.scalars(select(Membership.member_id).where(*hosts, joined)).all()


def settle_answered(db: Session, event: OfferTaken | OfferDeclined | OfferWithdrawn) -> None:
    """An offer that was answered is no news to its hosts."""
    settle_offer(db, event.circle_id, event.offer_id)


subscribe(HostOffered, "inbox.host_offered", tell_hosts)
subscribe(OfferTaken, "inbox.offer_taken", tell_of_taking)
subscribe(OfferDeclined, "inbox.offer_declined", tell_of_declining)
within(OfferTaken, settle_answered)
within(OfferDeclined, settle_answered)
within(OfferWithdrawn, settle_answered)
