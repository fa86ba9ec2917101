"""Pages about thanks, and what they lend to a person's page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.access.things import PersonLike
from community.core.errors import Invalid, Refused
from community.core.transaction import reading, transaction
from community.members.sights import share_a_circle
from community.thanks import actions, queries
from community.thanks.models import Thanks
from community.web.guard import guarded
from community.web.identity import current_actor

views = Blueprint("thanks", __name__)


@dataclass(frozen=True)
class OnPage:
    """What a person's page shows of thanks, and whether its reader may add to it."""

    shown: Sequence[Thanks]
    may_thank: bool


@views.app_context_processor
def words_about_thanks() -> dict[str, Callable[..., Any]]:
    return {"thanks_of": _thanks_of}


def _thanks_of(person: PersonLike) -> OnPage:
    actor = current_actor()
    with reading() as db:
        other = actor.member_id != person.id
        return OnPage(
            shown=queries.thanks_on_page_of(db, actor, person),
            may_thank=other and share_a_circle(db, actor, person.id),
        )


@views.route("/people/<handle>/thank", methods=["GET", "POST"])
@guarded(Permission.PERSON_THANK)
def thank(handle: str) -> ResponseReturnValue:
    words, problem = request.form.get("words", ""), ""
    if request.method == "POST":
        try:
            with transaction() as db:
                actions.thank(db, current_actor(), handle, words)
            flash("Your thanks are on their way.")
            return redirect(url_for("members.person", handle=handle))
        except (Invalid, Refused) as error:
            problem = error.message
    with reading() as db:
        person = queries.person_to_thank(db, current_actor(), handle)
        given = queries.given_to(db, current_actor(), person)
    page = render_template(
        "thanks/thank.html", person=person, words=words, problem=problem, given=given
    )
    return page, 422 if problem else 200


@views.get("/me/thanks")
@guarded(Permission.SIGNED_IN)
def received() -> ResponseReturnValue:
    with reading() as db:
        return render_template("thanks/received.html", all=queries.received(db, current_actor()))


@views.post("/thanks/<thanks_id>/show")
@guarded(Permission.THANKS_SHOW)
def show(thanks_id: str) -> ResponseReturnValue:
    with transaction() as db:
        shown = request.form.get("shown") == "yes"
        actions.show(db, current_actor(), thanks_id, shown=shown)
    return redirect(url_for("thanks.received"))


@views.post("/thanks/<thanks_id>/remove")
@guarded(Permission.THANKS_REMOVE)
def remove(thanks_id: str) -> ResponseReturnValue:
    with transaction() as db:
        gone = actions.remove(db, current_actor(), thanks_id)
    flash("The thanks are gone.")
    mine = gone.to_id == current_actor().member_id
    return redirect(url_for("thanks.received" if mine else "today"))
