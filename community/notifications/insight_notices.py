"""Who hears of an insight on its way out: those who read it first, and then its author."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import actor_for
from community.access.insight_rules import CHECKING, InsightState, goes_far
from community.access.memberships import CircleRole, Membership, Standing
from community.access.policy import Permission, can
from community.core.events import within
from community.core.outbox import Payload, subscribe
from community.core.transaction import transaction
from community.insights.events import (
    InsightLetOut,
    InsightPublished,
    InsightSentBack,
    InsightWaits,
)
from community.insights.models import Insight
from community.insights.visible import WITH_HOUSE
from community.members.models import Member
from community.notifications.actions import notify, settle_insight
from community.notifications.models import NoticeKind


def tell_who_checks(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        for job in jobs:
            insight = db.get(Insight, job["insight_id"], options=WITH_HOUSE)
            if insight is not None and insight.state is InsightState.WAITING:
                to = [one.id for one in _could_check(db, insight) if _may(db, one, insight)]
                _tell(db, to, job, insight, NoticeKind.INSIGHT_WAITS, insight.author_id)


def tell_of_yes(jobs: Sequence[Payload]) -> None:
    """Not by whom: those who check decide together."""
    with transaction() as db:
        for job in jobs:
            insight = db.get(Insight, job["insight_id"])
            if insight is not None and insight.author_id is not None:
                _tell(db, [insight.author_id], job, insight, NoticeKind.INSIGHT_PUBLISHED)


def tell_of_sending_back(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        for job in jobs:
            insight = db.get(Insight, job["insight_id"])
            if insight is not None and insight.author_id is not None and insight.why:
                _tell(db, [insight.author_id], job, insight, NoticeKind.INSIGHT_BACK)


def _could_check(db: Session, insight: Insight) -> Sequence[Member]:
    if insight.circle_id is None or goes_far(insight):
        return db.scalars(select(Member).where(Member.role.in_(CHECKING))).all()
    hosts = select(Membership.member_id).where(
        Membership.circle_id == insight.circle_id,
        Membership.role == CircleRole.HOST,
        Membership.standing == Standing.JOINED,
    )
    return db.scalars(select(Member).where(Member.id.in_(hosts))).all()


def _may(db: Session, member: Member, insight: Insight) -> bool:
    actor = actor_for(db, member.id, member.role)
    return member.id != insight.author_id and can(actor, Permission.INSIGHT_CHECK, insight)


def _tell(
    db: Session,
    to: Sequence[str],
    job: Payload,
    insight: Insight,
    kind: NoticeKind,
    by_id: str | None = None,
) -> None:
    about = {"circle_id": insight.circle_id, "insight_id": insight.id, "cause": job["cause"]}
    notify(db, to, kind, **about, by_id=by_id)


def settle_checked(db: Session, event: InsightPublished | InsightLetOut | InsightSentBack) -> None:
    settle_insight(db, event.insight_id)


subscribe(InsightWaits, "inbox.insight_waits", tell_who_checks)
subscribe(InsightLetOut, "inbox.insight_published", tell_of_yes)
subscribe(InsightSentBack, "inbox.insight_back", tell_of_sending_back)
within(InsightPublished, settle_checked)
within(InsightLetOut, settle_checked)
within(InsightSentBack, settle_checked)
