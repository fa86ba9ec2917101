"""Who hears that something is new of what they follow: at most one unread notice for all of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from community.access.actor import Actor, actor_for, actors_for
from community.access.insight_rules import InsightState
from community.access.policy import Permission, can
from community.core import clock
from community.core.events import within
from community.core.outbox import Payload, enqueue, subscribe
from community.core.transaction import reading, transaction
from community.follows.events import FollowEnded
from community.follows.followers import followers
from community.follows.views import following
from community.insights.events import InsightPublished
from community.insights.models import Insight
from community.insights.visible import WITH_HOUSE
from community.members.models import Member
from community.notifications.actions import kept_off, notify
from community.notifications.followed_news import OF_FOLLOWED, cause_of, has_news, since
from community.notifications.models import Notice, NoticeKind

NAME = "inbox.followed_news"
SOME = 200  # in one transaction, between which others have their turn


def tell_followers(jobs: Sequence[Payload]) -> None:
    for job in jobs:
        with transaction() as db:
            _tell_some(db, job["insight_id"], job.get("after", ""))


def _tell_some(db: Session, insight_id: str, after: str) -> None:
    insight = db.get(Insight, insight_id, options=WITH_HOUSE)
    if insight is None or insight.state is not InsightState.PUBLISHED:
        return
    some = followers(db, insight, after, SOME)
    if not some:
        return
    _tell(db, insight, _who_may_read(db, insight, some))
    if len(some) == SOME:
        enqueue(db, NAME, {"insight_id": insight.id, "after": some[-1]})


def _who_may_read(db: Session, insight: Insight, member_ids: Sequence[str]) -> list[str]:
    """Held meanwhile, in the order of their ids, so that nobody gets two, of two at once."""
    held = select(Member.id, Member.role).where(Member.id.in_(member_ids)).order_by(Member.id)
    rows: dict[str, Any] = dict(db.execute(held.with_for_update(key_share=True)).all())
    actors, quiet = actors_for(db, rows), kept_off(db, insight.author_id)
    return [
        one
        for one, actor in actors.items()
        if one not in quiet and can(actor, Permission.INSIGHT_READ, insight)
    ]


def _tell(db: Session, insight: Insight, to: Sequence[str]) -> None:
    """Unless a notice tells of it already, or has from now on to begin with it: what came out
    later may have been told earlier."""
    at, cause = insight.published_at or clock.now(), cause_of(insight.id)
    theirs = select(Notice.member_id).where(OF_FOLLOWED, Notice.member_id.in_(to))
    rest = set(to).difference(db.scalars(theirs.where(Notice.read_at >= at)))
    waiting = OF_FOLLOWED, Notice.member_id.in_(rest), Notice.read_at.is_(None)
    has_one = set(db.scalars(select(Notice.member_id).where(*waiting)))
    begins, newer = (since() > at, {"cause": cause}), (Notice.created_at < at, {"created_at": at})
    for when, changed in (begins, newer):
        fresh = update(Notice).where(*waiting, when).values(changed)
        db.execute(fresh, execution_options={"synchronize_session": False})
    notify(db, sorted(rest - has_one), NoticeKind.FOLLOWED_NEWS, circle_id=None, cause=cause)


def mark_news_read(actor: Actor, seen_at: datetime) -> None:
    """Who looks at the list has seen what is new in it; what came meanwhile waits."""
    waiting = (*_waiting(actor), Notice.created_at <= seen_at)
    with reading() as db:
        there = db.scalar(select(Notice.id).where(*waiting))
    if there is not None:
        with transaction() as db:
            db.execute(update(Notice).where(*waiting).values(read_at=seen_at))


def settle_ended(db: Session, event: FollowEnded) -> None:
    """What tells of nothing any more waits for nobody: each page would look for what it tells."""
    member = db.get(Member, event.member_id)
    if member is None:
        return
    actor = actor_for(db, member.id, member.role)
    waiting = select(Notice.id).where(*_waiting(actor))
    empty = Notice.id.in_(
        set(db.scalars(waiting)) - set(db.scalars(waiting.where(has_news(actor))))
    )
    db.execute(update(Notice).where(empty).values(read_at=clock.now()))


def _waiting(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return Notice.member_id == actor.member_id, OF_FOLLOWED, Notice.read_at.is_(None)


subscribe(InsightPublished, NAME, tell_followers)
within(FollowEnded, settle_ended)
following.looks.append(mark_news_read)
