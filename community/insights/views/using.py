"""From something that was said to an insight that could quote it: one of mine, or a new one."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, can, require
from community.core.cursors import asked_in
from community.core.transaction import reading, transaction
from community.insights.actions import drafting
from community.insights.choosing import item_at
from community.insights.listed import own
from community.insights.queries import access_insight
from community.insights.quote_rules import why_never
from community.insights.quoting import sessions_of
from community.insights.views.blueprint import views
from community.rooms.models import Item
from community.rooms.queries import access_item
from community.sessions.models import HostedSession
from community.sessions.queries import access_session
from community.web.guard import guarded
from community.web.identity import current_actor


@views.route("/items/<item_id>/insight", methods=["GET", "POST"])
@guarded(Permission.ITEM_READ)
def use_item(item_id: str) -> ResponseReturnValue:
    """From a room. `into`: an insight of mine; without it, a new one."""
    actor = current_actor()
    with reading() as db:
        item = access_item(db, actor, item_id, Permission.ITEM_READ)
        require(actor, Permission.SIGNED_IN)
        session = sessions_of(db, [item]).get(item.room_id)
        why = why_never(item.room, session)
    if request.method == "POST" and not why:
        return _begin(actor, _home(actor, item, session), item_id)
    return _where_to(actor, why, url_for("rooms.item", item_id=item_id))


@views.route("/sessions/<session_id>/insight", methods=["GET", "POST"])
@guarded(Permission.SESSION_READ)
def use_session(session_id: str) -> ResponseReturnValue:
    """From the transcript; `at`: where the message stands in it, if it is about one."""
    actor, at = current_actor(), request.values.get("at", "")
    place = int(at) if at.isascii() and at.isdecimal() and len(at) < 9 else 0
    with reading() as db:
        session = access_session(db, actor, session_id, Permission.SESSION_READ)
        require(actor, Permission.SIGNED_IN)
        why, item_id = why_never(session.room, session), item_at(db, session, place)
    if request.method == "POST" and not why:
        return _begin(actor, {"session": session_id}, item_id)
    back = url_for("sessions.session", session_id=session_id)
    return _where_to(actor, why, back)


def _home(actor: Actor, item: Item, session: HostedSession | None) -> dict[str, str]:
    """What a new one is of: the session, or the circle if one may write for it."""
    if session is not None and can(actor, Permission.SESSION_READ, session):
        return {"session": session.id}
    circle = item.room.circle
    return {"circle": circle.id} if can(actor, Permission.CIRCLE_ADD, circle) else {}


def _begin(actor: Actor, home: dict[str, str], item_id: str) -> ResponseReturnValue:
    with transaction() as db:
        insight_id = _into(db, actor, home)
    there = url_for("insights.insight_quotes", insight_id=insight_id, item=item_id or None)
    return redirect(there)


def _into(db: Session, actor: Actor, home: dict[str, str]) -> str:
    chosen = request.form.get("into", "")
    if chosen:
        return access_insight(db, actor, chosen, Permission.INSIGHT_WRITE).id
    session_id, circle_id = home.get("session"), home.get("circle")
    return drafting.begin(db, actor, session_id=session_id, circle_id=circle_id).id


def _where_to(actor: Actor, why: str, back: str) -> ResponseReturnValue:
    with reading() as db:
        mine = None if why else own(db, actor, asked_in(request.args))
    here = {**(request.view_args or {}), "at": request.args.get("at")}
    page = render_template("insights/_use.html", why=why, mine=mine, back=back, here=here)
    return page, 409 if why and request.method == "POST" else 200
