"""What one keeps for oneself, with a note beside it."""

from contextlib import suppress
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.cursors import asked_in
from community.core.errors import Invalid, NotFound
from community.core.transaction import reading, transaction
from community.insights import kept
from community.insights.actions import keeping
from community.insights.answer_models import NOTE_MOST
from community.insights.listed import BEGINNING
from community.insights.views.blueprint import to_insight, views
from community.insights.views.looking import note_again
from community.web.guard import guarded
from community.web.identity import current_actor

PLACE = ("q", "older_than", "newer_than")  # of what is looked at, in the address


@views.get("/insights/kept")
@guarded(Permission.SIGNED_IN)
def kept_insights() -> ResponseReturnValue:
    """`q`: words of one's own notes and of the titles."""
    return _list()


@views.post("/insights/<insight_id>/keep")
@guarded(Permission.INSIGHT_KEEP)
def keep(insight_id: str) -> ResponseReturnValue:
    with transaction() as db:
        keeping.keep(db, current_actor(), insight_id)
    flash("Kept. Only you see it, among what you keep.")
    return to_insight(insight_id)


@views.post("/insights/kept/<insight_id>")
@guarded(Permission.SIGNED_IN)
def change_kept(insight_id: str) -> ResponseReturnValue:
    """`note`, or `do`: `take_out`; `from`: `page` when it is done on the insight's own."""
    actor, note = current_actor(), request.form.get("note", "")
    try:
        with transaction() as db:
            if request.form.get("do") == "take_out":
                keeping.take_out(db, actor, insight_id)
            else:
                keeping.write_note(db, actor, insight_id, note)
    except Invalid as problem:
        return _again(insight_id, note, problem.message), problem.status
    flash("You keep it no more." if request.form.get("do") == "take_out" else "Noted, for you.")
    if request.form.get("from") == "page":
        return to_insight(insight_id)
    return redirect(url_for("insights.kept_insights", **_here()))


def _again(insight_id: str, note: str, problem: str) -> str:
    """Where it was typed; among what one keeps, if the insight is not there any more."""
    if request.form.get("from") == "page":
        with suppress(NotFound):
            return note_again(insight_id, note, problem)
    return _list(typed={insight_id: (note, problem)})


def _here() -> dict[str, Any]:
    return {name: request.args[name] for name in PLACE if name in request.args}


def _list(typed: dict[str, tuple[str, str]] | None = None) -> str:
    """`typed`: by insight, a note that could not be kept as it was, and why."""
    words, beside = request.args.get("q", "")[: kept.WORDS_MOST], asked_in(request.args)
    with reading() as db:
        page = kept.kept_page(db, current_actor(), beside, words)
        return render_template(
            "insights/kept_insights.html",
            page=page,
            words=words,
            begins=beside == BEGINNING,
            here=_here(),
            typed=typed or {},
            note_most=NOTE_MOST,
        )
