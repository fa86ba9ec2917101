"""What an insight was before: its revisions, what is different between two, and the way back.

Only its author reads them: who may read an insight can have been narrower at the time.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.policy import Permission
from community.core.transaction import reading, transaction
from community.insights.actions import drafting
from community.insights.differences import Budget, Piece, differences
from community.insights.models import InsightDraft, InsightRevision
from community.insights.queries import access_insight
from community.insights.texts import Text
from community.insights.views.blueprint import to_writing, views
from community.sessions.typed import references_as_typed
from community.web.guard import guarded
from community.web.identity import current_actor


@dataclass(frozen=True)
class Difference:
    """Between two revisions, by their numbers: of titles, bodies and references."""

    before: int
    after: int
    title: list[list[Piece]]
    body: list[list[Piece]]
    references: list[list[Piece]]


@views.get("/insights/<insight_id>/revisions")
@guarded(Permission.INSIGHT_WRITE)
def revisions(insight_id: str) -> ResponseReturnValue:
    """`before`, `after`: the two to compare; else the last two."""
    with reading() as db:
        insight = access_insight(db, current_actor(), insight_id, Permission.INSIGHT_WRITE)
        listed = _listed(db, insight.id)
        last = max(listed, default=0)
        after = _number(request.args.get("after"), last)
        before = _number(request.args.get("before"), after - 1)
        return render_template(
            "insights/revisions.html",
            insight=insight,
            listed=listed,
            difference=_difference(db, insight.id, before, after),
            drafted=db.get(InsightDraft, insight.id) is not None,
        )


@views.post("/insights/<insight_id>/revisions/<int(max=999999):number>/restore")
@guarded(Permission.INSIGHT_WRITE)
def restore(insight_id: str, number: int) -> ResponseReturnValue:
    with transaction() as db:
        drafting.restore(db, current_actor(), insight_id, number)
    flash("The earlier text is your draft now. Others read it when you publish it.")
    return to_writing(insight_id)


def _listed(db: Session, insight_id: str) -> dict[int, datetime]:
    """When each was published, the latest first."""
    found = select(InsightRevision.number, InsightRevision.at).where(
        InsightRevision.insight_id == insight_id
    )
    return dict(db.execute(found.order_by(InsightRevision.number.desc())).all())


def _difference(db: Session, insight_id: str, before: int, after: int) -> Difference | None:
    old = db.get(InsightRevision, (insight_id, before))
    new = db.get(InsightRevision, (insight_id, after))
    if old is None or new is None:
        return None
    was, now = Text.of(old), Text.of(new)
    old_list, new_list = (references_as_typed(one.references) for one in (was, now))
    budget = Budget()
    titles = differences(was.title, now.title, budget)
    bodies = differences(was.body, now.body, budget)
    return Difference(before, after, titles, bodies, differences(old_list, new_list, budget))


def _number(typed: str | None, otherwise: int) -> int:
    """As far as a database counts."""
    known = typed is not None and typed.isascii() and typed.isdecimal() and len(typed) < 7
    return int(typed or 0) if known else otherwise
