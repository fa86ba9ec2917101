"""Lists of insights: for me, of my circles, all; and what one writes oneself."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.transaction import reading
from community.insights import listed
from community.insights.views.blueprint import views
from community.web.guard import guarded
from community.web.identity import current_actor
from community.web.template_words import page_number

OF = ("me", "circles", "all")


@views.get("/insights")
@guarded(Permission.SIGNED_IN)
def insights() -> ResponseReturnValue:
    page, actor = page_number(request.args.get("page")), current_actor()
    chosen = request.args.get("of", "me")
    of = chosen if chosen in OF else "me"
    which = {"me": [listed.for_me(actor)], "circles": [listed.in_my_circles(actor)], "all": []}[of]
    with reading() as db:
        found, more = listed.newest(db, actor, listed.published(), *which, page=page)
        waiting = listed.newest(db, actor, listed.to_check(), ~listed.of_mine(actor))[0]
        return render_template(
            "insights/insights.html",
            of=of,
            page=page,
            found=found,
            more=more,
            to_check=waiting if page == 1 else [],
        )


@views.get("/insights/mine")
@guarded(Permission.SIGNED_IN)
def my_insights() -> ResponseReturnValue:
    page = page_number(request.args.get("page"))
    with reading() as db:
        found, more = listed.own(db, current_actor(), page=page)
        return render_template("insights/my_insights.html", page=page, found=found, more=more)
