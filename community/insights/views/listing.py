"""Lists of insights: for me, of my circles, all; of a circle, of a member; and one's own."""

from collections.abc import Callable

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement

from community.access.actor import Actor
from community.access.policy import Permission
from community.circles.queries import access_circle
from community.core.cursors import Page, asked_in
from community.core.transaction import reading
from community.insights import interest, listed
from community.insights.models import Insight
from community.insights.views.blueprint import views
from community.members.queries import access_person_called
from community.web.guard import guarded
from community.web.identity import current_actor

OF: dict[str, Callable[[Actor], list[ColumnElement[bool]]]] = {
    "me": lambda actor: [interest.for_me(actor)],
    "circles": lambda actor: [listed.in_my_circles(actor)],
    "all": lambda actor: [],
}


@views.get("/insights")
@guarded(Permission.SIGNED_IN)
def insights() -> ResponseReturnValue:
    """`of` one of the three; `older_than`, `newer_than`: a place in the list, as in all of them.
    `first`: `fitting` for those for me that fit best, which are one page."""
    actor, beside = current_actor(), asked_in(request.args)
    chosen = request.args.get("of", "me")
    of = chosen if chosen in OF else "me"
    begins = beside == listed.BEGINNING
    best = of == "me" and begins and request.args.get("first") == "fitting"
    with reading() as db:
        newest = None if best else listed.newest(db, actor, *OF[of](actor), beside=beside)
        return render_template(
            "insights/insights.html",
            of=of,
            begins=begins,
            best=best,
            page=newest or Page(interest.fitting(db, actor)),
            to_check=listed.waiting(db, actor) if begins else [],
        )


@views.get("/insights/mine")
@guarded(Permission.SIGNED_IN)
def my_insights() -> ResponseReturnValue:
    beside = asked_in(request.args)
    with reading() as db:
        page = listed.own(db, current_actor(), beside)
        return render_template(
            "insights/my_insights.html", page=page, begins=beside == listed.BEGINNING
        )


@views.get("/circles/<circle_id>/insights")
@guarded(Permission.CIRCLE_SEE)
def circle_insights(circle_id: str) -> ResponseReturnValue:
    """What the reader may read of what a circle keeps."""
    actor, beside = current_actor(), asked_in(request.args)
    with reading() as db:
        circle = access_circle(db, actor, circle_id, Permission.CIRCLE_SEE)
        of_it = Insight.circle_id == circle.id
        page = listed.newest(db, actor, of_it, beside=beside)
        return render_template(
            "insights/circle_insights.html",
            circle=circle,
            page=page,
            begins=beside == listed.BEGINNING,
        )


@views.get("/people/<handle>/insights")
@guarded(Permission.SIGNED_IN)
def person_insights(handle: str) -> ResponseReturnValue:
    """What the reader may read of what a member wrote."""
    actor, beside = current_actor(), asked_in(request.args)
    with reading() as db:
        person = access_person_called(db, actor, handle)
        by_them = Insight.author_id == person.id
        page = listed.newest(db, actor, by_them, beside=beside)
        return render_template(
            "insights/person_insights.html",
            person=person,
            page=page,
            begins=beside == listed.BEGINNING,
        )
