"""What is written on a session's page when it is over."""

from flask import flash, request
from flask.typing import ResponseReturnValue

from community.access.policy import Permission, require
from community.core.errors import Invalid, Refused, SlowDown
from community.core.limits import Budget
from community.core.transaction import transaction
from community.sessions.actions import closing as actions
from community.sessions.actions import discussion, unanswered
from community.sessions.closing import closing_of
from community.sessions.comment_wishes import wish
from community.sessions.page import parts
from community.sessions.views.blueprint import refused, to_session, views
from community.sessions.views.looking import with_words
from community.web.guard import guarded
from community.web.identity import current_actor

parts.append(closing_of)
# More than anybody types, less than a program sends.
_budget = Budget(rate=1 / 5, burst=20)


@views.post("/sessions/<session_id>/closing")
@guarded(Permission.SESSION_RECALL)
def closing_words(session_id: str) -> ResponseReturnValue:
    """Either question may stay unanswered."""
    form, actor = request.form, current_actor()
    try:
        with transaction() as db:
            shared = form.get("shared") == "yes"
            actions.take_away(db, actor, session_id, form.get("takeaway", ""), shared=shared)
            kept = actions.give_feedback(db, actor, session_id, form.get("feedback", ""))
    except (Invalid, Refused) as problem:
        words = {name: form.get(name, "") for name in ("takeaway", "feedback")}
        return with_words(session_id, problem, **words)
    first = "" if kept else " The feedback you gave before stays: nobody knows which is yours."
    flash(f"Thank you. What you wrote is kept.{first}")
    return to_session(session_id, "closing")


@views.post("/sessions/<session_id>/comments")
@guarded(Permission.SESSION_READ)
def comment(session_id: str) -> ResponseReturnValue:
    form, actor = request.form, current_actor()
    try:
        with transaction() as db:
            words = form.get("client_key", ""), form.get("comment", "")
            comment_id = discussion.comment(db, actor, session_id, *words)
            _budget.spend(actor.member_id or "")
    except (Invalid, Refused, SlowDown) as problem:
        return with_words(session_id, problem, comment=form.get("comment", ""))
    return to_session(session_id, f"comment-{comment_id}")


@views.post("/sessions/<session_id>/comments/news")
@guarded(Permission.SESSION_READ)
def comment_news(session_id: str) -> ResponseReturnValue:
    """`told`: yes or no. Only members have an inbox to be told in."""
    actor, wanted = current_actor(), request.form.get("told") == "yes"
    require(actor, Permission.SIGNED_IN)
    with transaction() as db:
        wish(db, actor, session_id, wanted=wanted)
    flash("You hear of new comments here." if wanted else "You hear no more of new comments here.")
    return to_session(session_id, "discussion")


@views.post("/sessions/<session_id>/comments/<comment_id>/take-back")
@guarded(Permission.SESSION_READ)
def take_comment_back(session_id: str, comment_id: str) -> ResponseReturnValue:
    with transaction() as db:
        discussion.take_comment_back(db, current_actor(), session_id, comment_id)
    flash("The comment is taken back.")
    return to_session(session_id, "discussion")


@views.post("/sessions/<session_id>/summary")
@guarded(Permission.SESSION_HOST)
def summarise(session_id: str) -> ResponseReturnValue:
    words = request.form.get("summary-words", "")
    try:
        with transaction() as db:
            discussion.summarise(db, current_actor(), session_id, words)
    except (Invalid, Refused) as problem:
        return with_words(session_id, problem, summary=words)
    flash("The summary stands on this page and in the transcript.")
    return to_session(session_id, "summary")


@views.post("/sessions/<session_id>/unanswered/<item_id>")
@guarded(Permission.SESSION_HOST)
def route_question(session_id: str, item_id: str) -> ResponseReturnValue:
    """`routing`: ask, or enough."""
    try:
        with transaction() as db:
            typed = request.form.get("routing", "")
            unanswered.route(db, current_actor(), session_id, item_id, typed)
    except Invalid as problem:
        return refused(session_id, problem)
    return to_session(session_id, "unanswered")
