"""Everything one wrote, to put right or take back."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.errors import Forbidden, Invalid, Refused
from community.core.transaction import reading, transaction
from community.sessions.actions import own_words as actions
from community.sessions.own_words import own_words
from community.sessions.views.blueprint import views
from community.web.guard import guarded
from community.web.identity import current_actor

NOTHING: Mapping[str, str] = MappingProxyType({})
GONE = "Your words are gone, from every page and every file."


@views.get("/me/words")
@guarded(Permission.SIGNED_IN)
def my_words() -> ResponseReturnValue:
    """`before`: the id of a word of one's own."""
    return _page(request.args.get("before", ""))


def _page(before: str, typed: Mapping[str, str] = NOTHING) -> str:
    """`typed`: what was written in place of one of them and could not be taken."""
    with reading() as db:
        found = own_words(db, current_actor(), before)
    return render_template("sessions/my_words.html", found=found, before=before, typed=typed)


@views.post("/me/words/<item_id>/correct")
@guarded(Permission.ITEM_OWN_CHANGE)
def correct_word(item_id: str) -> ResponseReturnValue:
    body = request.form.get("body", "")
    try:
        with transaction() as db:
            actions.correct(db, current_actor(), item_id, body)
    except (Refused, Invalid, Forbidden) as problem:
        flash(problem.message, "problem")
        page = _page(request.form.get("before", ""), {item_id: body})
        return page, 403 if isinstance(problem, Forbidden) else 422
    flash("Your words are put right, and marked as corrected.")
    return _back(f"word-{item_id}")


@views.post("/me/words/<item_id>/withdraw")
@guarded(Permission.ITEM_OWN)
def withdraw_word(item_id: str) -> ResponseReturnValue:
    with transaction() as db:
        actions.take_back(db, current_actor(), item_id)
    flash(GONE)
    return _back()


@views.post("/me/words/comments/<comment_id>/withdraw")
@guarded(Permission.SIGNED_IN)
def withdraw_comment(comment_id: str) -> ResponseReturnValue:
    with transaction() as db:
        actions.take_comment_back(db, current_actor(), comment_id)
    flash(GONE)
    return _back()


@views.post("/me/words/takeaways/<session_id>/withdraw")
@guarded(Permission.SIGNED_IN)
def withdraw_takeaway(session_id: str) -> ResponseReturnValue:
    with transaction() as db:
        actions.take_takeaway_back(db, current_actor(), session_id)
    flash(GONE)
    return _back()


def _back(part: str | None = None) -> ResponseReturnValue:
    """To the page of the list that they came from."""
    before = request.form.get("before") or None
    return redirect(url_for("sessions.my_words", before=before, _anchor=part))
