"""An answer that is kept as an insight: agreeing to it, and what became of it."""

from typing import Any

from flask import flash, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from community.access.policy import Permission, can
from community.asks.actions import keeping
from community.asks.models import Ask, AskAnswer
from community.asks.views.blueprint import to_ask, views
from community.asks.visible import visible_to
from community.core.errors import Refused
from community.core.transaction import reading, transaction
from community.insights.models import Insight
from community.insights.visible import WITH_HOUSE
from community.web.guard import guarded
from community.web.identity import current_actor


@views.post("/asks/answers/<answer_id>/keep")
@guarded(Permission.SIGNED_IN)
def keep_answer(answer_id: str) -> ResponseReturnValue:
    """`yes`: 1 to agree, 0 not to, or no more."""
    yes = request.form.get("yes") == "1"
    try:
        with transaction() as db:
            given = keeping.agree(db, current_actor(), answer_id, yes)
            ask_id, both = given.ask_id, given.insight_id is not None
    except Refused as problem:
        with reading() as db:
            ask_id = db.get_one(AskAnswer, answer_id).ask_id
        flash(problem.message, "problem")
    else:
        flash(_said(yes=yes, both=both))
    return to_ask(ask_id, f"answer-{answer_id}")


def _said(*, yes: bool, both: bool) -> str:
    if not yes:
        return "It is not kept as an insight."
    if both:
        return "You both agree. Whoever answered has it as a draft, and publishes it or not."
    return "You agree. It is kept as an insight once the other one does too."


@views.app_context_processor
def words_about_keeping() -> dict[str, Any]:
    return {"insight_of_answer": _insight_of, "ask_behind": _ask_behind}


def _insight_of(answer: AskAnswer) -> Insight | None:
    """What it became, for who may read that; to its author the draft as well."""
    if answer.insight_id is None:
        return None
    with reading() as db:
        insight = db.get(Insight, answer.insight_id, options=WITH_HOUSE)
        readable = insight is not None and can(current_actor(), Permission.INSIGHT_READ, insight)
        return insight if readable else None


def _ask_behind(insight: Insight) -> str:
    """The id of the ask whose answer it was, for who may read that too."""
    answered = select(AskAnswer.ask_id).where(
        AskAnswer.insight_id == insight.id, AskAnswer.asker_agrees, AskAnswer.author_agrees
    )
    found = select(Ask.id).where(Ask.id.in_(answered), visible_to(current_actor()))
    with reading() as db:
        return db.scalar(found.limit(1)) or ""
