"""Reading an insight, and what its author and those who check it do from there."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.insight_rules import InsightState, Sight
from community.access.policy import Permission
from community.core import clock
from community.core.articles import first_words
from community.core.cursors import asked_in
from community.core.errors import Problem
from community.core.transaction import reading, transaction
from community.insights.actions import publishing
from community.insights.comments import comments_on, looks
from community.insights.kept import kept_part
from community.insights.listed import cards
from community.insights.made_from import made_from_part
from community.insights.marks import marks_part
from community.insights.models import Insight
from community.insights.placing import without_places
from community.insights.queries import access_insight, was_withdrawn
from community.insights.related import related_part
from community.insights.rendering import rendered
from community.insights.tries import tried_part
from community.insights.views.blueprint import to_insight, views
from community.web.guard import guarded
from community.web.identity import current_actor


def _comments_part(db: Session, actor: Actor, insight: Insight) -> dict[str, Any]:
    return {"comments": comments_on(db, actor, insight, asked_in(request.args))}


PARTS: tuple[Callable[[Session, Actor, Insight], dict[str, Any]], ...] = (
    marks_part,
    made_from_part,
    kept_part,
    tried_part,
    related_part,
    _comments_part,
)
PREVIEW = 200  # characters, for whoever shows a link to it


@views.get("/insights/<insight_id>")
@guarded(Permission.INSIGHT_READ)
def insight(insight_id: str) -> ResponseReturnValue:
    actor, seen_at = current_actor(), clock.now()  # before anything is looked up
    with reading() as db:
        if was_withdrawn(db, actor, insight_id):
            return render_template("insights/_withdrawn.html"), 410
        found = access_insight(db, actor, insight_id, Permission.INSIGHT_READ)
        if found.state is InsightState.DRAFT:
            return redirect(url_for("insights.edit_insight", insight_id=found.id))
        beside = _beside(db, actor, found)
        page = _page(db, actor, found, beside)
    if beside["comments"] is not None and beside["comments"].latest:
        for look in looks:
            look(actor, found, seen_at)
    return page


def note_again(insight_id: str, note: str, problem: str) -> str:
    """The page with a note that could not be kept as it was, and why."""
    actor = current_actor()
    with reading() as db:
        found = access_insight(db, actor, insight_id, Permission.INSIGHT_READ)
        typed = {"own_note": note, "note_problem": problem}
        return _page(db, actor, found, _beside(db, actor, found) | typed)


def _page(db: Session, actor: Actor, found: Insight, beside: dict[str, Any]) -> str:
    return render_template(
        "insights/insight.html",
        card=cards(db, actor, [found])[0],
        insight=found,
        preview=_preview(found),
        article=rendered(db, actor, found.id, found.body),
        **beside,
    )


def _preview(found: Insight) -> str:
    """Without quotes: where it is shown, nobody takes away what their writers take back."""
    body = without_places(found.body) if found.sight is Sight.PUBLIC else ""
    return first_words(body, PREVIEW)


def _beside(db: Session, actor: Actor, found: Insight) -> dict[str, Any]:
    """What stands around the text, each part from a module of its own."""
    return {name: value for part in PARTS for name, value in part(db, actor, found).items()}


@views.post("/insights/<insight_id>/let-out")
@guarded(Permission.INSIGHT_CHECK)
def let_out(insight_id: str) -> ResponseReturnValue:
    with transaction() as db:
        publishing.let_out(db, current_actor(), insight_id, request.form.get("as_of", ""))
    flash("It is published.")
    return to_insight(insight_id)


@views.post("/insights/<insight_id>/send-back")
@guarded(Permission.INSIGHT_CHECK)
def send_back(insight_id: str) -> ResponseReturnValue:
    why, as_of = request.form.get("why", ""), request.form.get("as_of", "")
    try:
        with transaction() as db:
            publishing.send_back(db, current_actor(), insight_id, why, as_of)
    except Problem as problem:
        if problem.status != 422:
            raise
        flash(problem.message, "problem")
        return to_insight(insight_id)
    flash("Its author has it back, with your words.")
    return redirect(url_for("insights.insights"))


@views.post("/insights/<insight_id>/withdraw")
@guarded(Permission.INSIGHT_WRITE)
def withdraw(insight_id: str) -> Response | ResponseReturnValue:
    with transaction() as db:
        publishing.withdraw(db, current_actor(), insight_id)
    flash("It is taken back. Its words are gone.")
    return redirect(url_for("insights.my_insights"))
