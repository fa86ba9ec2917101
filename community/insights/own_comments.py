"""One's own comments on insights, among all of one's own words."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.insights.actions.commenting import take_own_back
from community.insights.answer_models import InsightComment
from community.insights.visible import read_of
from community.sessions.own_words import OwnWord, Source

NO_INSIGHT = "an insight you can no longer open"


def _worded(db: Session, actor: Actor, rows: Sequence[InsightComment]) -> list[OwnWord]:
    seen = read_of(db, actor, [one.insight_id for one in rows])
    return [
        OwnWord(
            row.id,
            "comment",
            row.created_at,
            row.body,
            seen[row.insight_id].title if row.insight_id in seen else NO_INSIGHT,
            insight_id=row.insight_id if row.insight_id in seen else "",
        )
        for row in rows
    ]


OWN_COMMENTS = Source(InsightComment, _worded, take_own_back)
