"""What readers say of an insight."""

from flask import flash, request
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.errors import Invalid
from community.core.transaction import transaction
from community.insights.actions import marking, trying
from community.insights.answer_models import Outcome
from community.insights.models import MarkKind
from community.insights.queries import access_insight
from community.insights.views.blueprint import to_insight, views
from community.web.guard import guarded
from community.web.identity import current_actor


@views.post("/insights/<insight_id>/mark")
@guarded(Permission.INSIGHT_ANSWER)
def mark(insight_id: str) -> ResponseReturnValue:
    """`kind`, and `on`: 1 or 0."""
    kind, actor = request.form.get("kind"), current_actor()
    with transaction() as db:
        access_insight(db, actor, insight_id, Permission.INSIGHT_ANSWER)
        if kind not in set(MarkKind):
            raise Invalid("Please use the buttons of the page.")
        on = request.form.get("on") == "1"
        asked = marking.mark(db, actor, insight_id, MarkKind(kind), on=on)
    if asked:
        flash("You are asked once what became of it, in 30 days.")
    return to_insight(insight_id)


@views.post("/insights/<insight_id>/tried")
@guarded(Permission.INSIGHT_ANSWER)
def say_tried(insight_id: str) -> ResponseReturnValue:
    """`outcome`: what became of it, or `none` to say nothing of it any more."""
    given, actor = request.form.get("outcome", ""), current_actor()
    with transaction() as db:
        access_insight(db, actor, insight_id, Permission.INSIGHT_ANSWER)
        if given not in {*Outcome, "none"}:
            raise Invalid("Please use the buttons of the page.")
        trying.say_outcome(db, actor, insight_id, None if given == "none" else Outcome(given))
    flash("You say nothing of it any more." if given == "none" else "Thank you for saying so.")
    return to_insight(insight_id)
