"""Who is to be told of new comments on an insight: its author and who comments, unless they said
otherwise, and who asked for it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.core.events import record
from community.core.upsert import upsert
from community.insights.answer_models import InsightCommentWish
from community.insights.events import InsightCommentsUnwanted
from community.insights.models import Insight
from community.insights.queries import access_insight


def wish(db: Session, actor: Actor, insight_id: str, *, wanted: bool) -> None:
    insight = access_insight(db, actor, insight_id, Permission.INSIGHT_KEEP)
    keep_wish(db, insight.id, actor.member_id or "", wanted=wanted)


def keep_wish(db: Session, insight_id: str, member_id: str, *, wanted: bool) -> None:
    row = {"insight_id": insight_id, "member_id": member_id, "wanted": wanted}
    upsert(db, InsightCommentWish, [row], change=("wanted",))
    if not wanted:
        record(db, InsightCommentsUnwanted(insight_id=insight_id, member_id=member_id))


def wish_by_comment(db: Session, insight_id: str, member_id: str) -> None:
    """Who says something wants to hear what is said to it, unless they have said otherwise."""
    upsert(
        db,
        InsightCommentWish,
        [{"insight_id": insight_id, "member_id": member_id, "wanted": True}],
    )


def wants(db: Session, actor: Actor, insight: Insight) -> bool:
    row = db.get(InsightCommentWish, (insight.id, actor.member_id or ""))
    return row.wanted if row is not None else actor.member_id == insight.author_id


def who_wants(db: Session, insight: Insight) -> set[str]:
    """Members; whether they may still read it, the caller asks of each."""
    wishes = select(InsightCommentWish).where(InsightCommentWish.insight_id == insight.id)
    said = {row.member_id: row.wanted for row in db.scalars(wishes)}
    author = {insight.author_id} if insight.author_id else set()
    return {one for one in author | said.keys() if said.get(one, True)}
