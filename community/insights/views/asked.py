"""What one is asked about one's own words in insights of others, and the answer."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.actor import Actor
from community.access.policy import Permission
from community.core.cursors import Beside, asked_in
from community.core.errors import Refused
from community.core.transaction import reading, transaction
from community.evidence.views.by_pass import theirs
from community.insights.actions.quoting import answer
from community.insights.asked import asked_of
from community.insights.views.blueprint import views
from community.web.guard import guarded
from community.web.identity import current_actor

SAID = {
    True: "Your words may stand there, as long as you like. You can change your mind here.",
    False: "They will not stand there.",
}


@views.get("/insights/quotes")
@guarded(Permission.SIGNED_IN)
def quotes_asked() -> ResponseReturnValue:
    beside = asked_in(request.args)
    with reading() as db:
        page = asked_of(db, current_actor(), beside)
    begins = beside == Beside()
    return render_template("insights/quotes_asked.html", page=page, begins=begins)


@views.post("/insights/quotes/<quote_id>")
@guarded(Permission.SIGNED_IN)
def answer_quote(quote_id: str) -> ResponseReturnValue:
    """`say`: yes or no; `reach`: of whom one read that they read it."""
    _answered(current_actor(), quote_id)
    return redirect(url_for("insights.quotes_asked"))


@views.post("/s/<token>/words/quotes/<quote_id>")
@guarded(Permission.ANYBODY)
def answer_by_pass(token: str, quote_id: str) -> ResponseReturnValue:
    """By a guest, for what they said in the session that their link was for."""
    _answered(theirs(token).actor, quote_id)
    return redirect(url_for("evidence.words_by_pass", token=token, _anchor="quotes"))


def _answered(actor: Actor, quote_id: str) -> None:
    yes, reach = request.form.get("say") == "yes", request.form.get("reach", "")
    try:
        with transaction() as db:
            answer(db, actor, quote_id, yes=yes, reach_key=reach)
    except Refused as problem:
        flash(problem.message, "problem")
    else:
        flash(SAID[yes])
