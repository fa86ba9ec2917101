"""How many readers an insight helped, and how many will try it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.insights.models import Insight, InsightMark, MarkKind

WORDS = {MarkKind.HELPED: "It helped me", MarkKind.WILL_TRY: "I will try it"}


@dataclass(frozen=True)
class Marked:
    """One kind: in words, how many said so, and whether the reader is one of them."""

    kind: MarkKind
    words: str
    count: int
    mine: bool


def marked(db: Session, actor: Actor, insight: Insight) -> list[Marked]:
    mine = func.max(case((InsightMark.member_id == actor.member_id, 1), else_=0))
    found = (
        select(InsightMark.kind, func.count(), mine)
        .where(InsightMark.insight_id == insight.id)
        .group_by(InsightMark.kind)
    )
    counted = {kind: (count, bool(own)) for kind, count, own in db.execute(found)}
    return [Marked(kind, WORDS[kind], *counted.get(kind, (0, False))) for kind in MarkKind]


def marks_part(db: Session, actor: Actor, insight: Insight) -> dict[str, Any]:
    """For the insight's page."""
    return {"marks": marked(db, actor, insight)}
