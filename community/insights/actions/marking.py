"""What readers say of an insight with one press: it helped me, I will try it."""

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.core import clock
from community.core.errors import Refused
from community.insights.actions.holding import held_insight
from community.insights.actions.trying import ask_later, ask_no_more
from community.insights.models import InsightMark, MarkKind


def mark(db: Session, actor: Actor, insight_id: str, kind: MarkKind, *, on: bool) -> bool:
    """Pressing twice the same way changes nothing. Returns whether they are asked later."""
    insight = held_insight(db, actor, insight_id, Permission.INSIGHT_ANSWER)
    if insight.author_id == actor.member_id:
        raise Refused("This is for its readers to say.")
    key = {"insight_id": insight.id, "member_id": actor.member_id, "kind": kind}
    there = db.get(InsightMark, tuple(key.values()))
    if on and there is None:
        db.add(InsightMark(**key, at=clock.now()))
        if kind is MarkKind.WILL_TRY:
            return ask_later(db, insight.id, actor.member_id or "")
    elif not on and there is not None:
        db.delete(there)
        if kind is MarkKind.WILL_TRY:
            ask_no_more(db, insight.id, actor.member_id or "")
    return False
