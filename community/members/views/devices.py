"""Where one is signed in, and signing out there."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.text import plural
from community.core.transaction import reading, transaction
from community.members import actions, browsers
from community.members.views.blueprint import views
from community.web import identity
from community.web.guard import guarded


@views.get("/me/devices")
@guarded(Permission.SIGNED_IN)
def devices() -> ResponseReturnValue:
    with reading() as db:
        signed_in = browsers.signed_in(db, identity.current_actor())
    return render_template(
        "members/devices.html",
        sign_ins=[(one, browsers.browser_name(one.browser)) for one in signed_in],
        here=identity.required_member().sign_in_id,
    )


@views.post("/me/devices/<sign_in_id>/sign-out")
@guarded(Permission.SIGNED_IN)
def sign_out_device(sign_in_id: str) -> ResponseReturnValue:
    """One that is somebody else's, or gone, is no different from one signed out by now."""
    member = identity.required_member()
    with transaction() as db:
        actions.sign_out(db, member.actor, sign_in_id)
    if sign_in_id == member.sign_in_id:
        identity.end_sign_in()
        return redirect(url_for("today"))
    flash("That browser is signed out.")
    return redirect(url_for("members.devices"))


@views.post("/me/devices/sign-out-elsewhere")
@guarded(Permission.SIGNED_IN)
def sign_out_elsewhere() -> ResponseReturnValue:
    member = identity.required_member()
    with transaction() as db:
        ended = browsers.sign_out_elsewhere(db, member.actor, keep=member.sign_in_id)
    flash(f"{plural(ended, 'other browser').capitalize()} signed out.")
    return redirect(url_for("members.devices"))
