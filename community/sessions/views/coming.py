"""Saying whether one comes, and coming in."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from community.access.comings import Answer
from community.access.memberships import Standing
from community.access.policy import Permission
from community.core.errors import Invalid, Refused
from community.core.transaction import transaction
from community.sessions.actions import coming
from community.sessions.lobby import coming_of, lobby_of
from community.sessions.page import parts
from community.sessions.queries import access_session
from community.sessions.views.blueprint import refused, to_session, views
from community.web.guard import guarded
from community.web.identity import current_actor

FULL = "It is full at the moment. You stand in line, and hear of it when a place is yours."
COMING_PART = "coming"
parts.extend((lobby_of, coming_of))
# The writing box of a room: whoever comes in by one button can write at once.
BOX = "composer-body"


@views.post("/sessions/<session_id>/answer")
@guarded(Permission.SESSION_COME)
def answer(session_id: str) -> ResponseReturnValue:
    try:
        with transaction() as db:
            said = answer_from(request.form.get("said", ""))
            standing = coming.answer(db, current_actor(), session_id, said)
    except (Invalid, Refused) as problem:
        return refused(session_id, problem)
    if standing is Standing.WAITING:
        flash(FULL)
    return to_session(session_id, COMING_PART)


def answer_from(said: str) -> Answer:
    if said not in (Answer.GOING, Answer.MAYBE, Answer.NO):
        raise Invalid("Please say whether you are going, maybe, or not.")
    return Answer(said)


@views.post("/sessions/<session_id>/enter")
@guarded(Permission.SESSION_COME)
def enter(session_id: str) -> ResponseReturnValue:
    with transaction() as db:
        standing = coming.enter(db, current_actor(), session_id)
        session = access_session(db, current_actor(), session_id, Permission.SESSION_SEE)
    return led_in(session_id, session.room_id, standing)


def led_in(session_id: str, room_id: str, standing: Standing) -> ResponseReturnValue:
    """To the writing box, or back to the page where it is said why not."""
    if standing is Standing.JOINED:
        return redirect(url_for("rooms.room", room_id=room_id, _anchor=BOX))
    flash(FULL)
    return to_session(session_id, COMING_PART)
