"""An answer becomes an insight of whoever wrote it, once they and whoever asked agree."""

from sqlalchemy.orm import Session

from community.access.actor import Actor, actor_for
from community.access.insight_rules import InsightState
from community.access.policy import Permission
from community.asks.actions.holding import held_ask
from community.asks.actions.quoting import about, as_insight, without_question
from community.asks.events import AnswerDecided, AnswerWanted
from community.asks.models import Ask, AskAnswer
from community.core.errors import Forbidden, NotFound, Refused
from community.core.events import record
from community.core.ids import is_id
from community.insights.actions import drafting
from community.insights.actions.filing import let_go
from community.insights.models import Insight, InsightDraft
from community.insights.texts import Text
from community.members.models import Member


def agree(db: Session, actor: Actor, answer_id: str, yes: bool) -> AskAnswer:
    """Either proposes it, the other agrees; either takes that back while it is not published."""
    known = db.get(AskAnswer, answer_id) if is_id(answer_id) else None
    if known is None:
        raise NotFound
    ask = held_ask(db, actor, known.ask_id, Permission.ASK_READ)
    given = db.get(AskAnswer, known.id, populate_existing=True)
    if given is None or given.withdrawn_at is not None or given.author_id in (None, *actor.apart):
        raise NotFound
    if actor.member_id not in (ask.asker_id, given.author_id):
        raise Forbidden("Only whoever asked and whoever answered decide about that.")
    if yes:
        _agree(db, actor, ask, given)
    else:
        _disagree(db, ask, given)
    db.flush()
    return given


def _agree(db: Session, actor: Actor, ask: Ask, given: AskAnswer) -> None:
    asks = actor.member_id == ask.asker_id
    if given.asker_agrees if asks else given.author_agrees:
        return
    if asks:
        given.asker_agrees = True
    else:
        given.author_agrees = True
    if given.asker_agrees and given.author_agrees:
        given.insight_id = _begun(db, ask, given)
        record(db, AnswerDecided(ask_id=ask.id, answer_id=given.id))
        return
    other = given.author_id if asks else ask.asker_id
    record(db, AnswerWanted(ask_id=ask.id, answer_id=given.id, member_id=other or ""))


def _begun(db: Session, ask: Ask, given: AskAnswer) -> str:
    """A draft that nobody else reads: its author goes on from there, and publishes it or not."""
    author = db.get_one(Member, given.author_id)
    try:
        writer = actor_for(db, author.id, author.role)
        insight = drafting.begin(db, writer, text=as_insight(ask, given))
    except Refused as full:
        raise Refused(f"{author.name} has too many drafts just now. Please try later.") from full
    draft = db.get_one(InsightDraft, insight.id)
    drafting.put_into_draft(db, insight, Text.of(draft), about(ask))
    return insight.id


def _disagree(db: Session, ask: Ask, given: AskAnswer) -> None:
    insight = db.get(Insight, given.insight_id) if given.insight_id else None
    if insight is not None and insight.state in (InsightState.WAITING, InsightState.PUBLISHED):
        raise Refused("It was published meanwhile. Whoever wrote it can take it back.")
    undo(db, ask, given)


def undo(db: Session, ask: Ask, given: AskAnswer) -> None:
    """Neither agrees any more. What its author wrote on in the draft stays theirs, without what
    was asked; what was published already stays as it is."""
    insight = db.get(Insight, given.insight_id) if given.insight_id else None
    given.asker_agrees = given.author_agrees = False
    given.insight_id = None
    record(db, AnswerDecided(ask_id=ask.id, answer_id=given.id))
    if insight is not None and insight.state is InsightState.DRAFT:
        _take_question_out(db, ask, given, insight)


def _take_question_out(db: Session, ask: Ask, given: AskAnswer, insight: Insight) -> None:
    draft = db.get(InsightDraft, insight.id, populate_existing=True)
    if draft is None:
        return
    text = Text.of(draft)
    if text == as_insight(ask, given) and not insight.number:
        let_go(db, insight)
        db.delete(insight)
    else:
        drafting.put_into_draft(db, insight, without_question(text, ask))
