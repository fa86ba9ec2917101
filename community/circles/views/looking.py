"""The page of a circle."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.circles import queries
from community.circles.page import circle_page
from community.circles.views.blueprint import views
from community.core import clock
from community.core.transaction import reading
from community.web.guard import guarded
from community.web.identity import current_actor


@views.get("/circles/<circle_id>")
@guarded(Permission.CIRCLE_SEE)
def circle(circle_id: str) -> ResponseReturnValue:
    actor, everybody = current_actor(), request.args.get("people") == "all"
    with reading() as db:
        circle = queries.access_circle(db, actor, circle_id, Permission.CIRCLE_SEE)
        page = circle_page(db, actor, circle, everybody=everybody)
    today = clock.now().date()
    return render_template("circles/circle.html", page=page, circle=circle, today=today)
