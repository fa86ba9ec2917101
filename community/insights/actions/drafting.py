"""Writing: what is typed is kept on the server as it grows, and shown to nobody."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.insight_rules import InsightState, Sight
from community.access.policy import Permission, can, require
from community.circles.queries import access_circle
from community.core import clock
from community.core.errors import NotFound, Refused
from community.core.ids import new_id
from community.insights.actions.filing import let_go
from community.insights.actions.holding import held_insight
from community.insights.drafted import shown_of, tidied_shown
from community.insights.models import Insight, InsightDraft, InsightRevision
from community.insights.texts import NOTHING, Text, tidied
from community.sessions.queries import access_session

DRAFTS_MOST = 50


class WrittenElsewhere(Refused):
    """Another window saved after the one that saves now was opened; nothing is overwritten."""

    name = "written_elsewhere"

    def __init__(self, version: int) -> None:
        super().__init__("This was written on in another window. Both texts are kept: compare.")
        self.version = version


def begin(
    db: Session,
    actor: Actor,
    *,
    circle_id: str | None = None,
    session_id: str | None = None,
    text: Text = NOTHING,
) -> Insight:
    """A draft of the actor's: for a circle they are in, of a session they may read, or neither."""
    require(actor, Permission.SIGNED_IN)
    if session_id is not None:
        session = access_session(db, actor, session_id, Permission.SESSION_READ)
        circle_id = session.circle_id if can(actor, Permission.CIRCLE_ADD, session.circle) else None
    if circle_id is not None:
        access_circle(db, actor, circle_id, Permission.CIRCLE_ADD)
    _few_enough(db, actor)
    now = clock.now()
    insight = Insight(
        id=new_id(),
        author_id=actor.member_id,
        circle_id=circle_id,
        session_id=session_id,
        sight=Sight.CIRCLE if circle_id else Sight.MEMBERS,
        created_at=now,
        changed_at=now,
    )
    db.add(insight)
    db.flush()
    put_into_draft(db, insight, tidied(text))
    return insight


def save_draft(
    db: Session,
    actor: Actor,
    insight_id: str,
    text: Text,
    version: int,
    shown: Mapping[str, str] | None = None,
) -> int:
    """The draft's version from now on. `version` is the one that the writer began with, 0 where
    there was no draft; raises `WrittenElsewhere` if there is a newer one that says something else.
    `shown`: those of sight, circle_id and skills that were chosen; the others stay."""
    insight = held_insight(db, actor, insight_id, Permission.INSIGHT_WRITE)
    text = tidied(text)
    draft = db.get(InsightDraft, insight.id, populate_existing=True)
    before = shown_of(db, insight, draft)
    after = before | tidied_shown(shown or {})
    same = after == before
    if draft is not None and same and Text.of(draft) == text:
        return draft.version  # sent twice, or nothing new
    if draft is None and insight.number and same and Text.of(insight) == text:
        return 0  # what is published, unchanged
    if draft is not None and draft.version != version:
        raise WrittenElsewhere(draft.version)
    return put_into_draft(db, insight, text, None if same else after).version


def put_into_draft(
    db: Session, insight: Insight, text: Text, shown: dict[str, str] | None = None
) -> InsightDraft:
    """For an insight that is held: this is its draft from now on. Without `shown`, what was chosen
    before stays."""
    draft = db.get(InsightDraft, insight.id, populate_existing=True)
    if draft is None:
        draft = InsightDraft(insight_id=insight.id, version=0)
        db.add(draft)
    draft.title, draft.body, draft.references = text.title, text.body, list(text.references)
    draft.shown = shown or draft.shown
    draft.version, draft.saved_at = draft.version + 1, clock.now()
    db.flush()
    return draft


def throw_draft_away(db: Session, actor: Actor, insight_id: str) -> bool:
    """What was published stays as it is; True if there is nothing left of the insight. One that
    was published once and sent back has its latest published text as the draft."""
    insight = held_insight(db, actor, insight_id, Permission.INSIGHT_WRITE)
    is_draft = insight.state is InsightState.DRAFT
    never_read = is_draft and not insight.number
    draft = db.get(InsightDraft, insight.id)
    if never_read:
        let_go(db, insight)
        db.delete(insight)
    elif is_draft:
        latest = db.get_one(InsightRevision, (insight.id, insight.number))
        put_into_draft(db, insight, Text.of(latest))
    elif draft is not None:
        db.delete(draft)
    return never_read


def restore(db: Session, actor: Actor, insight_id: str, number: int) -> InsightDraft:
    """A text that was published before, as the draft: it is read again once published."""
    insight = held_insight(db, actor, insight_id, Permission.INSIGHT_WRITE)
    revision = db.get(InsightRevision, (insight.id, number))
    if revision is None:
        raise NotFound
    return put_into_draft(db, insight, Text.of(revision))


def _few_enough(db: Session, actor: Actor) -> None:
    unread = InsightState.DRAFT, InsightState.WAITING
    own = Insight.author_id == actor.member_id, Insight.state.in_(unread)
    if (db.scalar(select(func.count()).where(*own)) or 0) >= DRAFTS_MOST:
        sentence = f"You have {DRAFTS_MOST} that are not published. Please throw one away first."
        raise Refused(sentence)
