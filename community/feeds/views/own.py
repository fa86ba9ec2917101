"""What is new for one member, under a secret address; and the page where they make it."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.transaction import reading, transaction
from community.feeds import chosen, secret
from community.feeds.shape import Feed
from community.feeds.views.answering import FOR_ONE, answered, community, site, spend
from community.feeds.views.blueprint import FLAVOUR, addresses, views
from community.feeds.views.entries import host_of, private_entries
from community.web.guard import guarded
from community.web.identity import current_actor


@views.get(f"/feeds/<token>.{FLAVOUR}")
@guarded(Permission.ANYBODY)
def for_one(token: str, flavour: str) -> Response:
    """For feed readers, which have nothing but the address."""
    here, called = site(), community()
    with reading() as db:
        row, actor = secret.reader_of(db, token)
        spend(row.id)
        feed = Feed(
            id=f"tag:{host_of(here)},{row.created_at:%Y-%m-%d}:feed/{row.id}",
            title=f"For me · {called}",
            page=f"{here}/insights",
            address=here + request.path,
            community=called,
            entries=tuple(private_entries(chosen.news_for(db, actor), here)),
            since=row.created_at,
        )
    response = answered(feed, flavour, FOR_ONE)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@views.get("/feeds")
@guarded(Permission.SIGNED_IN)
def feeds() -> ResponseReturnValue:
    """The member's secret address, and what everybody may read in a feed reader."""
    with reading() as db:
        mine = secret.own_feed(db, current_actor())
    return render_template(
        "feeds/feeds.html",
        mine=mine,
        own=addresses("feeds.for_one", token=secret.token_of(mine)) if mine else {},
        public=addresses("feeds.of_all"),
    )


@views.post("/feeds")
@guarded(Permission.SIGNED_IN)
def new_news_feed() -> ResponseReturnValue:
    with transaction() as db:
        secret.make_feed(db, current_actor())
    return redirect(url_for("feeds.feeds"))


@views.post("/feeds/<news_feed_id>/revoke")
@guarded(Permission.SIGNED_IN)
def drop_news_feed(news_feed_id: str) -> ResponseReturnValue:
    with transaction() as db:
        secret.revoke_feed(db, current_actor(), news_feed_id)
    return redirect(url_for("feeds.feeds"))
