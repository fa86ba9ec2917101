"""What readers say of an insight."""

from flask import request
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.errors import Invalid
from community.core.transaction import transaction
from community.insights.actions import marking
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
        marking.mark(db, actor, insight_id, MarkKind(kind), on=on)
    return to_insight(insight_id)
