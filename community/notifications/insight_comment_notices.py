"""Who hears of new comments on an insight: at most one unread notice for each insight."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.insight_rules import InsightState
from community.access.policy import Permission
from community.core.events import within
from community.core.outbox import Payload, enqueue, subscribe
from community.core.transaction import transaction
from community.insights.answer_models import InsightComment
from community.insights.comment_wishes import who_wants
from community.insights.comments import looks
from community.insights.events import InsightCommented, InsightCommentsUnwanted
from community.insights.models import Insight
from community.insights.visible import WITH_HOUSE
from community.notifications import comment_telling
from community.notifications.actions import kept_off
from community.notifications.comment_news import OF_INSIGHTS

NAME = "inbox.insight_commented"
MAIL = "mail.insight_commented"


def tell_of_comments(jobs: Sequence[Payload]) -> None:
    for job in jobs:
        with transaction() as db:
            _tell_some(db, job["insight_id"], job["comment_id"], job.get("after", ""))


def _tell_some(db: Session, insight_id: str, comment_id: str, after: str) -> None:
    # Held, so that nobody gets two, of two comments at once.
    db.execute(select(Insight.id).where(Insight.id == insight_id).with_for_update()).all()
    comment = db.get(InsightComment, comment_id)
    insight = db.get(Insight, insight_id, options=WITH_HOUSE)
    if insight is None or comment is None or comment.withdrawn_at is not None:
        return
    wanting = who_wants(db, insight) - {comment.author_id} - kept_off(db, comment.author_id)
    some = comment_telling.some_of(wanting, after)
    about = {"circle_id": insight.circle_id, "insight_id": insight.id}
    comment_telling.tell(db, OF_INSIGHTS, comment, _readers(db, some, insight), MAIL, **about)
    if len(some) == comment_telling.SOME:
        rest = {"insight_id": insight.id, "comment_id": comment.id, "after": some[-1]}
        enqueue(db, NAME, rest)


def _readers(db: Session, member_ids: Sequence[str], insight: Insight) -> list[str]:
    if insight.state is not InsightState.PUBLISHED:
        return []
    return comment_telling.who_may(db, member_ids, Permission.INSIGHT_READ, insight)


def may_read(db: Session, member_id: str, insight: Insight) -> bool:
    """At this moment, what stands below it."""
    return bool(_readers(db, [member_id], insight))


def mark_comments_read(actor: Actor, insight: Insight, seen_at: datetime) -> None:
    comment_telling.have_read(OF_INSIGHTS, insight.id, actor.member_id or "", seen_at)


def settle_unwanted(db: Session, event: InsightCommentsUnwanted) -> None:
    """Nothing more is added to the one that waits."""
    comment_telling.read(db, OF_INSIGHTS, event.insight_id, event.member_id)


within(InsightCommentsUnwanted, settle_unwanted)
subscribe(InsightCommented, NAME, tell_of_comments)
looks.append(mark_comments_read)
