"""Whoever wanted to try what an insight says is asked what became of it: once, and only while it
is there for them. Below, the answers are one press away, until they have said."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from community.access.actor import Actor, actor_for
from community.access.insight_rules import InsightState
from community.access.policy import Permission, can
from community.circles.models import Circle
from community.core import clock
from community.core.events import within
from community.core.outbox import Payload, subscribe
from community.core.transaction import transaction
from community.insights.answer_models import InsightTry
from community.insights.events import TryDue, TrySettled
from community.insights.models import Insight, InsightMark, MarkKind
from community.insights.visible import WITH_HOUSE
from community.members.models import Member
from community.notifications.actions import notify
from community.notifications.models import Notice, NoticeKind


def ask_who_tried(jobs: Sequence[Payload]) -> None:
    """Nothing of somebody whom they muted, or whom a block stands between."""
    with transaction() as db:
        for job in jobs:
            insight = db.get(Insight, job["insight_id"], options=WITH_HOUSE)
            if insight is not None and _to_ask(db, insight, job["member_id"]):
                notify(
                    db,
                    [job["member_id"]],
                    NoticeKind.TRIED_ASKED,
                    circle_id=insight.circle_id,
                    insight_id=insight.id,
                    cause=f"tried:{insight.id}",
                    by_id=insight.author_id,
                )


def _to_ask(db: Session, insight: Insight, member_id: str) -> bool:
    """They may answer it, still want to try it, and have not said what became of it."""
    member = db.get(Member, member_id)
    if member is None or insight.state is not InsightState.PUBLISHED:
        return False
    if not can(actor_for(db, member.id, member.role), Permission.INSIGHT_ANSWER, insight):
        return False
    marked = db.get(InsightMark, (insight.id, member_id, MarkKind.WILL_TRY)) is not None
    said = db.get(InsightTry, (insight.id, member_id))
    return marked and said is not None and said.outcome is None


def unsaid(db: Session, actor: Actor, notices: Sequence[Notice]) -> set[str]:
    """Insights some of these ask about, of which their reader has not said it and still can."""
    asked = [one.insight_id for one in notices if one.kind is NoticeKind.TRIED_ASKED]
    if not asked:
        return set()
    mine = InsightTry.insight_id == Insight.id, InsightTry.member_id == actor.member_id
    said = select(InsightTry.insight_id).where(*mine, InsightTry.outcome.is_not(None))
    open_yet = select(Insight.id).outerjoin(Circle, Circle.id == Insight.circle_id)
    waits = Insight.id.in_(asked), Circle.archived_at.is_(None), ~said.exists()
    return set(db.scalars(open_yet.where(*waits)))


def settle_tried(db: Session, event: TrySettled) -> None:
    """The question is read: it is answered, or there is nothing to answer any more."""
    theirs = Notice.member_id == event.member_id, Notice.insight_id == event.insight_id
    asked = Notice.kind == NoticeKind.TRIED_ASKED, Notice.read_at.is_(None)
    db.execute(update(Notice).where(*theirs, *asked).values(read_at=clock.now()))


subscribe(TryDue, "inbox.tried_asked", ask_who_tried)
within(TrySettled, settle_tried)
