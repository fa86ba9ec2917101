"""The inbox page, and the count of it in the bar of every page."""

from collections.abc import Callable
from functools import cache

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.transaction import reading, transaction
from community.insights.tries import WORDS
from community.mail.unsubscribing import member_in
from community.notifications import (
    actions,
    ask_news,
    comment_mails,
    followed_news,
    insight_comment_mails,
    mails,
    queries,
    question_notices,
)
from community.notifications.comment_news import how_many
from community.notifications.search_news import news_of
from community.notifications.try_notices import unsaid
from community.web.guard import guarded
from community.web.identity import current_actor

views = Blueprint("notifications", __name__)


@views.app_context_processor
def inbox_count() -> dict[str, Callable[[], int]]:
    """`unread_inbox()`: asked only by a page that shows it, and once a page."""
    return {"unread_inbox": cache(_unread)}


def _unread() -> int:
    with reading() as db:
        return queries.unread(db, current_actor())


@views.get("/inbox")
@guarded(Permission.SIGNED_IN)
def inbox() -> ResponseReturnValue:
    with reading() as db:
        notices = queries.inbox(db, current_actor())
        told = {
            "acts": queries.host_acts(db, notices),
            "news": how_many(db, notices) | followed_news.how_many(db, current_actor(), notices),
            "could_come": queries.could_come(db, current_actor(), notices),
            "searches": news_of(db, current_actor(), notices),
            "unsaid": unsaid(db, current_actor(), notices),
            "outcomes": WORDS,
            "asked": ask_news.asked(notices),
            "my_turns": ask_news.my_turns(db, current_actor(), notices),
            "rests": ask_news.rests(db, current_actor(), notices),
            "questions": question_notices.to_ask_on(db, current_actor(), notices),
        }
    return render_template("notifications/inbox.html", notices=notices, **told)


@views.post("/inbox/read")
@guarded(Permission.SIGNED_IN)
def read_inbox() -> ResponseReturnValue:
    with transaction() as db:
        actions.mark_read(db, current_actor())
    return redirect(url_for("notifications.inbox"))


@views.route("/unsubscribe/<token>", methods=["GET", "POST"])
@guarded(Permission.ANYBODY)
def unsubscribe(token: str) -> ResponseReturnValue:
    """From a letter, without signing in. Mail programs post here by themselves (RFC 8058),
    so no page of ours gives the request its token: the address is what is secret."""
    member_in(token)
    stopped = request.method == "POST"
    if stopped:
        with transaction() as db:
            mails.stop(db, token)
    return render_template("notifications/unsubscribe.html", stopped=stopped)


@views.route("/unsubscribe/comments/<token>", methods=["GET", "POST"])
@guarded(Permission.ANYBODY)
def unsubscribe_comments(token: str) -> ResponseReturnValue:
    """The same for the comments on one session's page."""
    comment_mails.named_in(token)
    stopped = request.method == "POST"
    if stopped:
        with transaction() as db:
            comment_mails.stop(db, token)
    return render_template("notifications/unsubscribe_comments.html", stopped=stopped)


@views.route("/unsubscribe/insight-comments/<token>", methods=["GET", "POST"])
@guarded(Permission.ANYBODY)
def unsubscribe_insight_comments(token: str) -> ResponseReturnValue:
    """The same for the comments on one insight."""
    insight_comment_mails.named_in(token)
    stopped = request.method == "POST"
    if stopped:
        with transaction() as db:
            insight_comment_mails.stop(db, token)
    return render_template("notifications/unsubscribe_insight_comments.html", stopped=stopped)
