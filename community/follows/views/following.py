"""All that one follows, in one place, and what is new of it."""

from collections.abc import Callable
from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.actor import Actor
from community.access.policy import Permission
from community.core import clock
from community.core.cursors import asked_in
from community.core.transaction import reading, transaction
from community.follows import actions
from community.follows.letter_choice import chosen
from community.follows.news import followed_news
from community.follows.queries import all_followed
from community.follows.views.blueprint import HOW_OFTEN, views
from community.insights import listed
from community.web.guard import guarded
from community.web.identity import current_actor

# Told of whoever looks at the news, and until when those shown came.
looks: list[Callable[[Actor, datetime], None]] = []


@views.get("/following")
@guarded(Permission.SIGNED_IN)
def following() -> ResponseReturnValue:
    with reading() as db:
        followed, every = all_followed(db, current_actor()), chosen(db, current_actor())
    return render_template("follows/following.html", followed=followed, every=every, ways=HOW_OFTEN)


@views.get("/following/news")
@guarded(Permission.SIGNED_IN)
def following_news() -> ResponseReturnValue:
    """Newest first; who looks at the beginning has seen what is new."""
    actor, beside = current_actor(), asked_in(request.args)
    begins, seen_at = beside == listed.BEGINNING, clock.now()  # before they are looked up
    with reading() as db:
        page = listed.newest(db, actor, followed_news(actor), beside=beside)
    for look in looks if begins else ():
        look(actor, seen_at)
    return render_template("follows/following_news.html", page=page, begins=begins)


@views.post("/following/<follow_id>/end")
@guarded(Permission.SIGNED_IN)
def let_go(follow_id: str) -> ResponseReturnValue:
    with transaction() as db:
        actions.let_go(db, current_actor(), follow_id)
    return redirect(url_for("follows.following"))
