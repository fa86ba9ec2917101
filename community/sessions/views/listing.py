"""The list of sessions: what is live, what comes, what is over; and those of a circle."""

from collections.abc import Callable
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.circles.models import Circle
from community.core.transaction import reading
from community.sessions import listed
from community.sessions.views.blueprint import views
from community.web.guard import guarded
from community.web.identity import current_actor
from community.web.template_words import page_number


@views.app_context_processor
def words_about_sessions() -> dict[str, Callable[..., Any]]:
    """`sessions_of_circle(circle)`: for the circle's page, which knows nothing of sessions."""
    return {"sessions_of_circle": _of_circle}


def _of_circle(circle: Circle) -> tuple[list[listed.SessionCard], list[listed.SessionCard]]:
    with reading() as db:
        return listed.of_circle(db, current_actor(), circle)


@views.get("/sessions")
@guarded(Permission.SIGNED_IN)
def sessions() -> ResponseReturnValue:
    page, actor = page_number(request.args.get("page")), current_actor()
    past = request.args.get("when") == "past"
    find = listed.latest if past else listed.soonest
    with reading() as db:
        found, more = find(db, actor, listed.over() if past else listed.to_come(), page)
        first = page == 1 and not past
        return render_template(
            "sessions/sessions.html",
            past=past,
            page=page,
            found=found,
            more=more,
            live=listed.soonest(db, actor, listed.live())[0] if first else [],
            drafts=listed.soonest(db, actor, listed.draft())[0] if first else [],
            last=listed.last_of(db, actor),
            circles=listed.hosted_circles(db, actor),
        )
