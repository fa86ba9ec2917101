"""How often news come by letter, and the address in each that ends them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.transaction import transaction
from community.follows import letter_choice, letters
from community.follows.views.blueprint import views
from community.web.guard import guarded
from community.web.identity import current_actor


@views.post("/following/letter")
@guarded(Permission.SIGNED_IN)
def choose_letter() -> ResponseReturnValue:
    with transaction() as db:
        letter_choice.choose(db, current_actor(), request.form.get("every", ""))
    flash("Saved.")
    return redirect(url_for("follows.following", _anchor="letter"))


@views.route("/unsubscribe/news/<token>", methods=["GET", "POST"])
@guarded(Permission.ANYBODY)
def unsubscribe_news(token: str) -> ResponseReturnValue:
    """From a letter, without signing in. Mail programs post here by themselves (RFC 8058),
    so no page of ours gives the request its token: the address is what is secret."""
    letters.member_in(token)
    stopped = request.method == "POST"
    if stopped:
        with transaction() as db:
            letters.stop(db, token)
    return render_template("follows/unsubscribe_news.html", stopped=stopped)
