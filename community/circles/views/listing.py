"""The list of circles: mine, those that wait for me, and others with reasons."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.circles import queries
from community.circles.discovering import as_filters, discover
from community.circles.views.blueprint import views
from community.core.transaction import reading
from community.web.guard import guarded
from community.web.identity import current_actor
from community.web.template_words import page_number

NAMES = ("skill", "way", "places", "where")


@views.get("/circles")
@guarded(Permission.SIGNED_IN)
def circles() -> ResponseReturnValue:
    page, actor = page_number(request.args.get("page")), current_actor()
    asked = [request.args.get(name, "") for name in NAMES]
    filters = as_filters(*asked)
    with reading() as db:
        others, more = discover(db, actor, filters, page)
        return render_template(
            "circles/circles.html",
            mine=queries.my_circles(db, actor),
            others=others,
            invitations=queries.invitations(db, actor),
            filters=filters,
            asked={name: value for name, value in zip(NAMES, asked, strict=True) if value},
            page=page,
            more=more,
        )
