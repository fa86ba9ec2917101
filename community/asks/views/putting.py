"""Asking: whom, and what; and putting it to others, or needing no answer any more."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.ask_rules import AskTo
from community.access.policy import Permission
from community.asks.actions import asking
from community.asks.before import Before, before_asking, of_message
from community.asks.forms import AskForm
from community.asks.models import BODY_MOST
from community.asks.views.blueprint import to_ask, views
from community.core.errors import Invalid, NotFound, Problem
from community.core.ids import new_id
from community.core.transaction import reading, transaction
from community.web.forms import show_problem
from community.web.guard import guarded
from community.web.identity import current_actor

GONE = "The message it comes from is not there any more. You can ask it all the same."
CHOOSE = "Please choose whom to ask."
SENT = {
    AskTo.MEMBER: "Sent. You see here until when there is time to answer.",
    AskTo.SKILL: "Sent to some of those who can teach it. You see here until when they have time.",
    AskTo.EVERYBODY: "It stands on the board, where everybody can answer.",
}


@views.get("/asks/new")
@guarded(Permission.SIGNED_IN)
def new_ask() -> ResponseReturnValue:
    """`person`: a handle; `skill`: an id or a name; `item`: the message it comes from; `q`: words
    to begin with."""
    actor = current_actor()
    given = {name: request.args.get(name, "")[:400] for name in ("person", "skill", "item", "q")}
    with reading() as db:
        said, about = of_message(db, actor, given["item"])
        before = before_asking(db, actor, given["person"], given["skill"] or about)
    form = AskForm(formdata=None, client_key=new_id(), person=given["person"], item=given["item"])
    form.body.data = given["q"] or said
    form.skill.data = before.skill.name if before.skill else ""
    form.to.data = _first(before).value
    return _page(form, before)


def _first(before: Before) -> AskTo:
    """The nearest that can be asked now."""
    if before.person is not None and not before.person.why_not:
        return AskTo.MEMBER
    return AskTo.SKILL if before.anybody else AskTo.EVERYBODY


@views.post("/asks")
@guarded(Permission.SIGNED_IN)
def put_ask() -> ResponseReturnValue:
    form = AskForm()
    try:
        form.validate()
        put_to = form.put_to
        if put_to is None:
            raise Invalid(CHOOSE, to=CHOOSE)
        with transaction() as db:
            ask_id = asking.put(db, current_actor(), put_to=put_to, **_typed(form)).id
    except NotFound:
        form.item.data = ""
        show_problem(form, Invalid(GONE))
        return _again(form), 422
    except Problem as problem:
        show_problem(form, problem)
        return _again(form), problem.status
    flash(SENT[put_to])
    return to_ask(ask_id)


def _typed(form: AskForm) -> dict[str, Any]:
    return {
        "client_key": form.client_key.data or "",
        "body": form.body.data or "",
        "person": form.person.data or None,
        "skill": (form.skill.data or "").strip() or None,
        "item_id": form.item.data or None,
    }


def _again(form: AskForm) -> str:
    """With all that was typed; whoever is not there any more is not offered again."""
    actor, handle, about = current_actor(), form.person.data or "", (form.skill.data or "")[:400]
    with reading() as db:
        try:
            before = before_asking(db, actor, handle, about)
        except NotFound:
            before, form.person.data = before_asking(db, actor, "", about), ""
    return _page(form, before)


def _page(form: AskForm, before: Before) -> str:
    return render_template("asks/new_ask.html", form=form, before=before, most=BODY_MOST)


@views.post("/asks/<ask_id>/on")
@guarded(Permission.ASK_KEEP)
def put_ask_on(ask_id: str) -> ResponseReturnValue:
    """`to`: whom, and `person`: their handle."""
    to, person = request.form.get("to"), request.form.get("person") or None
    try:
        if to not in set(AskTo):
            raise Invalid(CHOOSE)
        with transaction() as db:
            asking.put_on(db, current_actor(), ask_id, AskTo(to), person)
    except Problem as problem:
        if problem.status not in (409, 422):
            raise
        flash(problem.message, "problem")
    else:
        flash(SENT[AskTo(to)])
    return to_ask(ask_id)


@views.post("/asks/<ask_id>/close")
@guarded(Permission.ASK_KEEP)
def close_ask(ask_id: str) -> ResponseReturnValue:
    with transaction() as db:
        asking.close(db, current_actor(), ask_id)
    flash("Closed. Nobody is asked any more; what was answered stays.")
    return redirect(url_for("asks.asks"))
