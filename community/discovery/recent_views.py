"""What one searched for lately: remembered when a search is made, forgotten with one press.

The search page itself changes nothing by being opened; the box tells of each search beside it.
"""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.limits import Budget
from community.core.transaction import reading, transaction
from community.discovery import recent
from community.discovery.views import views
from community.web.guard import guarded
from community.web.identity import current_actor

# More than anybody searches, less than a program does.
_budget = Budget(rate=1 / 2, burst=30)


@views.post("/search/lately")
@guarded(Permission.SIGNED_IN)
def remember_search() -> ResponseReturnValue:
    """`q`: the words, as they were typed into the box."""
    actor = current_actor()
    _budget.spend(actor.member_id or "")
    with transaction() as db:
        recent.remember(db, actor, request.form.get("q", ""))
    return "", 204


@views.post("/search/lately/forget")
@guarded(Permission.SIGNED_IN)
def forget_searches() -> ResponseReturnValue:
    with transaction() as db:
        recent.forget(db, current_actor())
    flash("They are forgotten.")
    return redirect(url_for("discovery.search"))


@views.post("/search/lately/keep")
@guarded(Permission.SIGNED_IN)
def keep_searches() -> ResponseReturnValue:
    """`kept`: yes or no."""
    kept = request.form.get("kept") == "yes"
    with transaction() as db:
        recent.keep(db, current_actor(), kept=kept)
    said = "What you search for is kept for you." if kept else "No searches are kept any more."
    flash(said)
    return redirect(url_for("discovery.search"))


@views.app_context_processor
def words_about_recent_searches() -> dict[str, Any]:
    return {"searched_lately": _lately}


def _lately() -> recent.Lately:
    with reading() as db:
        return recent.Lately(
            recent.is_kept(db, current_actor()), recent.lately(db, current_actor())
        )
