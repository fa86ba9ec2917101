"""What is said below an insight, and taken back."""

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.insight_rules import tidies_insight
from community.access.memberships import Bar
from community.access.policy import Permission, can
from community.core import clock
from community.core.errors import Forbidden, NotFound, Refused
from community.core.events import record
from community.core.ids import is_id
from community.insights.actions.holding import held_insight
from community.insights.answer_models import InsightComment
from community.insights.comment_wishes import wish_by_comment
from community.insights.events import InsightCommented
from community.insights.models import Insight
from community.insights.queries import access_insight
from community.sessions.actions.commenting import forget, write


def comment(db: Session, actor: Actor, insight_id: str, client_key: str, body: str) -> str:
    """The comment's id; sent twice, it is one."""
    insight = held_insight(db, actor, insight_id, Permission.INSIGHT_ANSWER)
    if not may_comment(db, actor, insight):
        raise Refused("You can read what is said here, and add nothing just now.")
    here = {"insight_id": insight.id, "author_id": actor.member_id}
    comment_id, new = write(db, InsightComment, client_key, body, **here)
    if new:
        wish_by_comment(db, insight.id, actor.member_id or "")
        record(db, InsightCommented(insight_id=insight.id, comment_id=comment_id))
    return comment_id


def may_comment(db: Session, actor: Actor, insight: Insight) -> bool:
    """Whoever may answer to it, unless hosts of its circle keep them from writing there."""
    where = insight.circle_id
    kept_from = where is not None and _is_kept_from(db, actor, where)
    return not kept_from and can(actor, Permission.INSIGHT_ANSWER, insight)


def _is_kept_from(db: Session, actor: Actor, circle_id: str) -> bool:
    """Also who left: going does not end what hosts said."""
    if actor.in_circle(circle_id):
        return actor.is_silenced(circle_id) or not actor.may_enter(circle_id)
    bar = db.get(Bar, (circle_id, actor.member_id)) if actor.signed_in else None
    ends = (bar.silent_until, bar.out_until) if bar is not None else ()
    return any(until is not None and until > clock.now() for until in ends)


def take_comment_back(db: Session, actor: Actor, insight_id: str, comment_id: str) -> None:
    """One's own; anybody's by the insight's author and those who look after its place."""
    insight = access_insight(db, actor, insight_id, Permission.INSIGHT_KEEP)
    row = db.get(InsightComment, comment_id) if is_id(comment_id) else None
    if row is None or row.insight_id != insight.id or row.author_id in actor.apart:
        raise NotFound
    if row.author_id != actor.member_id and not tidies_insight(actor, insight):
        raise Forbidden("Only its writer, or who looks after this place, can take it back.")
    forget(row)


def take_own_back(db: Session, actor: Actor, comment_id: str) -> bool:
    """Also where its writer may read nothing any more; False if there is none of theirs."""
    row = db.get(InsightComment, comment_id) if is_id(comment_id) else None
    if row is None or not actor.signed_in or row.author_id != actor.member_id:
        return False
    forget(row)
    return True
