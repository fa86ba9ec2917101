"""Answering, saying "not now", thanking, taking back, and being asked again."""

from flask import flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission, can
from community.asks.actions import answering, resting
from community.asks.models import Ask, AskAnswer
from community.asks.queries import seen_by
from community.asks.views.blueprint import to_ask, views
from community.asks.views.looking import ask
from community.core.errors import Problem
from community.core.transaction import transaction
from community.web.guard import guarded
from community.web.identity import current_actor


@views.post("/asks/<ask_id>/answer")
@guarded(Permission.ASK_ANSWER)
def answer_ask(ask_id: str) -> ResponseReturnValue:
    """Refused, it is still in its box."""
    actor, words = current_actor(), request.form.get("answer", "")
    key = request.form.get("client_key", "")
    try:
        with transaction() as db:
            answer_id = answering.answer(db, actor, ask_id, client_key=key, body=words).id
    except Problem as problem:
        if problem.status not in (403, 409, 422, 429):
            raise
        return make_response(ask(ask_id, words, problem.message), problem.status)
    flash("Thank you. Your answer is there.")
    return to_ask(ask_id, f"answer-{answer_id}")


@views.post("/asks/<ask_id>/not-now")
@guarded(Permission.ASK_READ)
def not_now(ask_id: str) -> ResponseReturnValue:
    with transaction() as db:
        answering.not_now(db, current_actor(), ask_id)
    flash("That is fine. Nobody is told why, and whoever asked is shown other ways on.")
    return redirect(url_for("asks.asks"))


@views.post("/asks/answers/<answer_id>/thank")
@guarded(Permission.SIGNED_IN)
def thank_answer(answer_id: str) -> ResponseReturnValue:
    with transaction() as db:
        answering.thank(db, current_actor(), answer_id)
        ask_id = db.get_one(AskAnswer, answer_id).ask_id
    return to_ask(ask_id, f"answer-{answer_id}")


@views.post("/asks/answers/<answer_id>/withdraw")
@guarded(Permission.SIGNED_IN)
def withdraw_answer(answer_id: str) -> ResponseReturnValue:
    """Also where its writer may read the ask no more."""
    actor = current_actor()
    with transaction() as db:
        answering.withdraw(db, actor, answer_id)
        found = db.get_one(Ask, db.get_one(AskAnswer, answer_id).ask_id)
        there = can(actor, Permission.ASK_READ, seen_by(db, actor, found))
    flash("Your answer is taken back; its words are gone.")
    return to_ask(found.id) if there else redirect(url_for("asks.asks"))


@views.post("/asks/wake")
@guarded(Permission.SIGNED_IN)
def wake() -> ResponseReturnValue:
    with transaction() as db:
        resting.wake(db, current_actor())
    flash("Good to have you back. You can be asked again.")
    return redirect(url_for("asks.asks"))
