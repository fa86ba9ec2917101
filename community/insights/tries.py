"""What those who tried it say: how many of how many, and nothing below five of them.

Nobody is shown who. From the figures nobody can work out what few others said, either: it is five
*others* whose answers must be there, so a reader who takes their own away, or gives it, never
sees a sum that fewer stand behind. What one answer more changes in figures that are shown already
tells what one person said, and not which. Without signing in none are shown, or one's own could
be told from them there.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.insights.answer_models import InsightTry, Outcome
from community.insights.models import Insight

OTHERS_LEAST = 5
WORDS = {
    Outcome.WORKED: "It worked",
    Outcome.PARTLY: "Partly",
    Outcome.DID_NOT: "It did not work",
}


@dataclass(frozen=True)
class Rates:
    worked: int
    partly: int
    did_not: int

    @property
    def all(self) -> int:
        return self.worked + self.partly + self.did_not


@dataclass(frozen=True)
class Tried:
    """The reader's own answer, and the rates where there are enough."""

    mine: Outcome | None
    rates: Rates | None


def tried(db: Session, actor: Actor, insight_id: str) -> Tried:
    if not actor.signed_in:
        return Tried(None, None)
    own = db.get(InsightTry, (insight_id, actor.member_id))
    mine = own.outcome if own is not None else None
    said = InsightTry.insight_id == insight_id, InsightTry.outcome.is_not(None)
    rows = select(InsightTry.outcome, func.count()).where(*said).group_by(InsightTry.outcome)
    counted = Counter(dict(db.execute(rows).all()))
    enough = counted.total() - (mine is not None) >= OTHERS_LEAST
    return Tried(mine, Rates(*(counted[one] for one in Outcome)) if enough else None)


def tried_part(db: Session, actor: Actor, insight: Insight) -> dict[str, Any]:
    """For the insight's page."""
    return {"tried": tried(db, actor, insight.id), "outcomes": WORDS}
