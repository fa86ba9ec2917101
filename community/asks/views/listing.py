"""Lists of asks: what waits for me, what I could answer, my own; and the board."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.asks import listed
from community.asks.actions.resting import is_resting
from community.asks.views.blueprint import views
from community.asks.wished import wished
from community.core.cursors import asked_in
from community.core.ids import is_id
from community.core.transaction import reading
from community.web.guard import guarded
from community.web.identity import current_actor

WISHED_MOST = 12


@views.get("/asks")
@guarded(Permission.SIGNED_IN)
def asks() -> ResponseReturnValue:
    actor, beside = current_actor(), asked_in(request.args)
    begins = beside == listed.BEGINNING
    with reading() as db:
        return render_template(
            "asks/asks.html",
            begins=begins,
            waiting=listed.waiting_for(db, actor) if begins else [],
            to_answer=listed.to_answer(db, actor) if begins else [],
            own=listed.own(db, actor, beside),
            rests=is_resting(db, actor.member_id or ""),
        )


@views.get("/asks/board")
@guarded(Permission.SIGNED_IN)
def board() -> ResponseReturnValue:
    """`skill`: an id, to see what is about it only; `of`: `answered` for those that were."""
    actor, beside = current_actor(), asked_in(request.args)
    given, answered = request.args.get("skill", ""), request.args.get("of") == "answered"
    begins = beside == listed.BEGINNING
    with reading() as db:
        skills = listed.skills_on_board(db, actor)
        skill_id = given if is_id(given) else ""
        return render_template(
            "asks/board.html",
            answered=answered,
            begins=begins,
            skills=skills,
            skill_id=skill_id,
            page=listed.on_board(db, actor, answered=answered, skill_id=skill_id, beside=beside),
            wished=wished(db, actor, WISHED_MOST) if begins and not answered else [],
        )
