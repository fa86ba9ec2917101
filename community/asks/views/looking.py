"""One ask, and what was answered."""

from collections.abc import Callable

from flask import render_template, request
from flask.typing import ResponseReturnValue

from community.access.actor import Actor
from community.access.policy import Permission
from community.asks.models import ANSWER_MOST
from community.asks.page import page_for
from community.asks.queries import access_ask
from community.asks.views.blueprint import views
from community.core.cursors import asked_in
from community.core.transaction import reading
from community.web.guard import guarded
from community.web.identity import current_actor

# Told when somebody looks at an ask that they may read, by its id.
looks: list[Callable[[Actor, str], None]] = []


@views.get("/asks/<ask_id>")
@guarded(Permission.ASK_READ)
def ask(ask_id: str, typed: str = "", problem: str = "") -> ResponseReturnValue:
    """`typed`: an answer that could not be kept as it was, and why."""
    actor = current_actor()
    with reading() as db:
        found = access_ask(db, actor, ask_id, Permission.ASK_READ)
        page = page_for(db, actor, found, asked_in(request.args))
        shown = render_template(
            "asks/ask.html",
            page=page,
            ask=found,
            typed=typed,
            problem=problem,
            answer_most=ANSWER_MOST,
        )
    for look in looks:
        look(actor, ask_id)
    return shown
