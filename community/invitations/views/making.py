"""Pages for those who invite: into a circle its hosts, into the community whoever may."""

from collections.abc import Callable
from typing import Any

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.circles.queries import access_circle
from community.core.errors import Problem
from community.core.transaction import reading, transaction
from community.invitations import actions, queries
from community.invitations.actions import Made
from community.invitations.forms import LinkForm, PersonForm
from community.invitations.views.blueprint import views
from community.mail.office import sends
from community.settings import Settings
from community.web.forms import show_problem
from community.web.guard import guarded
from community.web.identity import current_actor

SHOWN_ONCE = "new_invitation"


@views.route("/circles/<circle_id>/invitations", methods=["GET", "POST"])
@guarded(Permission.CIRCLE_PEOPLE)
def circle_invitations(circle_id: str) -> ResponseReturnValue:
    actor = current_actor()
    with reading() as db:
        circle = access_circle(db, actor, circle_id, Permission.CIRCLE_PEOPLE)

    def _show(**words: Any) -> str:
        with reading() as db:
            listed = queries.of_circle(db, actor, circle_id)
        return render_template(
            "invitations/circle_invitations.html", circle=circle, listed=listed, **words
        )

    return _page(_show, circle_id)


@views.route("/administration/invitations", methods=["GET", "POST"])
@guarded(Permission.SIGNED_IN)
def community_invitations() -> ResponseReturnValue:
    """Who may open it is itself a choice of the community; the queries ask."""
    actor = current_actor()
    with reading() as db:
        queries.require_inviting(db, actor)

    def _show(**words: Any) -> str:
        with reading() as db:
            listed = queries.of_community(db, actor)
        return render_template("invitations/community_invitations.html", listed=listed, **words)

    return _page(_show, None)


def _page(show: Callable[..., str], circle_id: str | None) -> ResponseReturnValue:
    """The list with its two forms; which of them was sent says its button."""
    link, person = LinkForm(prefix="link"), PersonForm(prefix="person")
    forms: dict[str, LinkForm | PersonForm] = {"link": link, "person": person}
    sent = forms.get(request.form.get("make", ""))
    if sent is not None and sent.validate_on_submit():
        try:
            return _made(sent, circle_id)
        except Problem as problem:
            show_problem(sent, problem)
    wrong = request.method == "POST"
    for other in forms.values():
        if wrong and other is not sent:
            other.process()  # what was sent was not about this one
    words = {"link": link, "person": person, "by_mail": sends(), "shown": _shown_once()}
    return show(**words), 422 if wrong else 200


def _made(form: LinkForm | PersonForm, circle_id: str | None) -> ResponseReturnValue:
    with transaction() as db:
        made = _make(db, form, circle_id)
    if made.invitation.email and sends():
        flash(f"{made.invitation.name} will have a letter with the invitation in a moment.")
    else:
        session[SHOWN_ONCE] = {"token": made.token, "name": made.invitation.name}
    return redirect(request.path)


def _make(db: Any, form: LinkForm | PersonForm, circle_id: str | None) -> Made:
    actor = current_actor()
    if isinstance(form, LinkForm):
        return actions.make_link(db, actor, circle_id, uses=form.uses.data, days=form.days.data)
    return actions.invite_person(
        db, actor, circle_id, name=form.name.data, email=form.email.data, by_mail=sends()
    )


def _shown_once() -> dict[str, str] | None:
    """The link just made, for this one page: nobody can look it up later."""
    made = session.pop(SHOWN_ONCE, None)
    if made is None:
        return None
    return {"name": made["name"], "link": address_of(made["token"])}


def address_of(token: str) -> str:
    """The link as it is passed on; where no address is set, the one that its maker came by."""
    settings: Settings = current_app.extensions["settings"]
    here = settings.base_url or request.host_url
    return here.rstrip("/") + url_for("invitations.invitation", token=token)


@views.post("/circles/<circle_id>/invitations/<invitation_id>/revoke")
@guarded(Permission.CIRCLE_PEOPLE)
def revoke_from_circle(circle_id: str, invitation_id: str) -> ResponseReturnValue:
    _revoke(circle_id, invitation_id)
    return redirect(url_for("invitations.circle_invitations", circle_id=circle_id))


@views.post("/administration/invitations/<general_invitation_id>/revoke")
@guarded(Permission.SIGNED_IN)
def revoke(general_invitation_id: str) -> ResponseReturnValue:
    _revoke(None, general_invitation_id)
    return redirect(url_for("invitations.community_invitations"))


def _revoke(circle_id: str | None, invitation_id: str) -> None:
    with transaction() as db:
        actions.revoke(db, current_actor(), invitation_id, circle_id)
    flash("The invitation is taken back. Whoever came in by it stays.")
