"""What members say below an insight. It is for members also where the insight is for everybody."""

from flask import flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.errors import Invalid, Refused, SlowDown
from community.core.limits import Budget
from community.core.transaction import transaction
from community.insights.actions import commenting as actions
from community.insights.comment_wishes import wish
from community.insights.own_comments import OWN_COMMENTS
from community.insights.views.blueprint import views
from community.insights.views.looking import insight
from community.sessions.own_words import sources
from community.web.guard import guarded
from community.web.identity import current_actor

sources.append(OWN_COMMENTS)
# More than anybody types, less than a program sends.
_budget = Budget(rate=1 / 5, burst=20)


@views.post("/insights/<insight_id>/comments")
@guarded(Permission.INSIGHT_ANSWER)
def comment(insight_id: str) -> ResponseReturnValue:
    """Refused, it is still in its box."""
    actor, form = current_actor(), request.form
    try:
        with transaction() as db:
            words = form.get("client_key", ""), form.get("comment", "")
            comment_id = actions.comment(db, actor, insight_id, *words)
            _budget.spend(actor.member_id or "")
    except (Invalid, Refused, SlowDown) as problem:
        flash(problem.message, "problem")
        return make_response(insight(insight_id), problem.status)
    return _to_comments(insight_id, f"comment-{comment_id}")


@views.post("/insights/<insight_id>/comments/news")
@guarded(Permission.INSIGHT_KEEP)
def comment_news(insight_id: str) -> ResponseReturnValue:
    """`told`: yes or no."""
    wanted = request.form.get("told") == "yes"
    with transaction() as db:
        wish(db, current_actor(), insight_id, wanted=wanted)
    flash("You hear of new comments here." if wanted else "You hear no more of new comments here.")
    return _to_comments(insight_id, "comments")


@views.post("/insights/<insight_id>/comments/<comment_id>/take-back")
@guarded(Permission.INSIGHT_KEEP)
def take_comment_back(insight_id: str, comment_id: str) -> ResponseReturnValue:
    with transaction() as db:
        actions.take_comment_back(db, current_actor(), insight_id, comment_id)
    flash("The comment is taken back.")
    return _to_comments(insight_id, "comments")


def _to_comments(insight_id: str, anchor: str) -> ResponseReturnValue:
    return redirect(url_for("insights.insight", insight_id=insight_id, _anchor=anchor))
