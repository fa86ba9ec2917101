"""Who hears of new comments on an insight: at most one unread notice for each insight."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor, actor_for
from community.access.insight_rules import InsightState
from community.access.policy import Permission, can
from community.core.events import within
from community.core.outbox import Payload, subscribe
from community.core.transaction import transaction
from community.insights.answer_models import InsightComment
from community.insights.comment_wishes import who_wants
from community.insights.comments import looks
from community.insights.events import InsightCommented, InsightCommentsUnwanted
from community.insights.models import Insight
from community.insights.visible import WITH_HOUSE
from community.members.models import Member
from community.notifications import comment_telling
from community.notifications.actions import kept_off
from community.notifications.comment_news import OF_INSIGHTS

MAIL = "mail.insight_commented"


def tell_of_comments(jobs: Sequence[Payload]) -> None:
    for job in jobs:
        with transaction() as db:
            # Held, so that nobody gets two, of two comments at once.
            held = select(Insight.id).where(Insight.id == job["insight_id"]).with_for_update()
            db.execute(held)
            comment = db.get(InsightComment, job["comment_id"])
            insight = db.get(Insight, job["insight_id"], options=WITH_HOUSE)
            if insight is not None and comment is not None and comment.withdrawn_at is None:
                about = {"circle_id": insight.circle_id, "insight_id": insight.id}
                for member_id in _readers(db, insight, comment):
                    comment_telling.tell(db, OF_INSIGHTS, comment, member_id, MAIL, **about)


def _readers(db: Session, insight: Insight, comment: InsightComment) -> list[str]:
    wanting = who_wants(db, insight) - {comment.author_id} - kept_off(db, comment.author_id)
    return [one for one in sorted(wanting) if may_read(db, one, insight)]


def may_read(db: Session, member_id: str, insight: Insight) -> bool:
    """At this moment, what stands below it."""
    member = db.get(Member, member_id)
    if member is None or member.guest or insight.state is not InsightState.PUBLISHED:
        return False
    return can(actor_for(db, member.id, member.role), Permission.INSIGHT_READ, insight)


def mark_comments_read(actor: Actor, insight: Insight, seen_at: datetime) -> None:
    comment_telling.have_read(OF_INSIGHTS, insight.id, actor.member_id or "", seen_at)


def settle_unwanted(db: Session, event: InsightCommentsUnwanted) -> None:
    """Nothing more is added to the one that waits."""
    comment_telling.read(db, OF_INSIGHTS, event.insight_id, event.member_id)


within(InsightCommentsUnwanted, settle_unwanted)
subscribe(InsightCommented, "inbox.insight_commented", tell_of_comments)
looks.append(mark_comments_read)
