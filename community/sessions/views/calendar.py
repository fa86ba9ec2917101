"""Sessions in calendars: a file for one, secret addresses for many; and the reader's own zone."""

from flask import Response, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.choices.queries import lately_chosen
from community.circles.queries import my_circles
from community.core.errors import NotFound, Refused
from community.core.transaction import reading, transaction
from community.members.models import Profile
from community.sessions import enclosed, feeds, times
from community.sessions.actions.feeds import make_feed, revoke_feed
from community.sessions.calendar import MEDIA_TYPE, Publisher, feed_file, session_file
from community.sessions.queries import access_session
from community.sessions.views.blueprint import views
from community.web.guard import guarded
from community.web.identity import current_actor, current_member


@views.app_template_global()
def when_of(timed: times.Timed) -> times.When:
    """In the zone the reader says they live in, or as it was agreed."""
    return times.when_in(timed, own_zone())


@views.app_template_global()
def own_zone() -> str:
    """Where the reader says they live; empty if they do not. Asked once for a page."""
    if "own_zone" not in g:
        member = current_member()
        with reading() as db:
            profile = db.get(Profile, member.id) if member else None
        g.own_zone = profile.time_zone if profile else ""
    return str(g.own_zone)


@views.app_template_filter()
def webcal(address: str) -> str:
    """The way to the same place that calendar programs answer to."""
    return "webcal://" + address.partition("://")[2]


def publisher() -> Publisher:
    return enclosed.publisher(_site())


def _site() -> str:
    settings = current_app.extensions["settings"]
    return str(settings.base_url or request.host_url).rstrip("/")


@views.get("/sessions/<session_id>.ics")
@guarded(Permission.SESSION_SEE)
def calendar_entry(session_id: str) -> ResponseReturnValue:
    """Of a cancelled session it is the file that takes it out of a calendar."""
    actor = current_actor()
    with reading() as db:
        session = access_session(db, actor, session_id, Permission.SESSION_SEE)
        if session.undated:
            raise NotFound
        return _file(session_file(session, actor, publisher()), "session.ics")


@views.get("/calendar/<token>.ics")
@guarded(Permission.ANYBODY)
def calendar_feed(token: str) -> ResponseReturnValue:
    """For calendar programs, which have nothing but the address."""
    with reading() as db:
        read = feeds.read_feed(db, token)
        name = lately_chosen().name
        title = f"{read.circle.name} · {name}" if read.circle else name
        return _file(feed_file(read.sessions, read.actor, publisher(), title), "calendar.ics")


def _file(content: bytes, name: str) -> Response:
    headers = {
        "Content-Disposition": f"attachment; filename={name}",
        "X-Robots-Tag": "noindex",
    }
    return Response(content, content_type=MEDIA_TYPE, headers=headers)


@views.get("/calendar")
@guarded(Permission.SIGNED_IN)
def calendar() -> ResponseReturnValue:
    """The member's secret addresses, and what they could have one of."""
    actor = current_actor()
    with reading() as db:
        mine = feeds.my_feeds(db, actor)
        has = {feed.circle_id for feed, _circle in mine}
        circles = [card.circle for card in my_circles(db, actor) if card.circle.id not in has]
    addresses = {feed.id: _site() + feeds.path_for(feed) for feed, _circle in mine}
    return render_template(
        "sessions/calendar.html",
        feeds=mine,
        addresses=addresses,
        circles=circles,
        has_general=None in has,
    )


@views.post("/calendar")
@guarded(Permission.SIGNED_IN)
def new_feed() -> ResponseReturnValue:
    try:
        with transaction() as db:
            make_feed(db, current_actor(), request.form.get("circle") or None)
    except Refused as problem:
        flash(problem.message, "problem")
    return redirect(url_for("sessions.calendar"))


@views.post("/calendar/<feed_id>/revoke")
@guarded(Permission.SIGNED_IN)
def drop_feed(feed_id: str) -> ResponseReturnValue:
    with transaction() as db:
        revoke_feed(db, current_actor(), feed_id)
    return redirect(url_for("sessions.calendar"))
