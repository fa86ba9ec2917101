"""The page on which hosts ask people in."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.errors import Invalid, Refused, SlowDown
from community.core.transaction import reading, transaction
from community.mail.office import sends
from community.sessions.actions import inviting
from community.sessions.coming_forms import GuestForm, MemberForm
from community.sessions.invited import invited_to
from community.sessions.queries import access_session
from community.sessions.views.blueprint import refused, views
from community.web.forms import show_problem
from community.web.guard import guarded
from community.web.identity import current_actor


@views.route("/sessions/<session_id>/invite", methods=["GET", "POST"])
@guarded(Permission.SESSION_HOST)
def invite(session_id: str) -> ResponseReturnValue:
    with reading() as db:
        access_session(db, current_actor(), session_id, Permission.SESSION_HOST)
    is_guest = request.form.get("make") == "guest"
    guest_form = GuestForm() if is_guest else GuestForm(formdata=None)
    member_form = MemberForm(formdata=None) if is_guest else MemberForm()
    form = guest_form if is_guest else member_form
    if form.validate_on_submit():
        try:
            _invite(session_id, form)
            return redirect(url_for("sessions.invite", session_id=session_id))
        except (Invalid, Refused, SlowDown) as problem:
            show_problem(form, problem)
    return _page(session_id, member_form, guest_form), 422 if form.errors else 200


def _invite(session_id: str, form: MemberForm | GuestForm) -> None:
    actor = current_actor()
    with transaction() as db:
        if isinstance(form, GuestForm):
            inviting.invite_guest(db, actor, session_id, form.name.data, form.email.data)
        else:
            inviting.invite_member(db, actor, session_id, form.handle.data)
        session = access_session(db, actor, session_id, Permission.SESSION_HOST)
        undated = session.undated
    if undated:
        flash("They are asked when they could come.")
    else:
        flash("The invitation is on its way." if sends() else "They are invited.")


def _page(session_id: str, member_form: MemberForm, guest_form: GuestForm) -> str:
    settings = current_app.extensions["settings"]
    with reading() as db:
        session = access_session(db, current_actor(), session_id, Permission.SESSION_HOST)
        return render_template(
            "sessions/invite.html",
            session=session,
            member_form=member_form,
            guest_form=guest_form,
            invited=invited_to(db, session),
            by_mail=sends(),
            site=str(settings.base_url or request.host_url).rstrip("/"),
        )


@views.post("/sessions/<session_id>/passes/<pass_id>/revoke")
@guarded(Permission.SESSION_HOST)
def revoke_pass(session_id: str, pass_id: str) -> ResponseReturnValue:
    try:
        with transaction() as db:
            inviting.revoke(db, current_actor(), session_id, pass_id)
    except Refused as problem:
        return refused(session_id, problem)
    flash("The invitation is taken back. Its link opens nothing any more.")
    return redirect(url_for("sessions.invite", session_id=session_id))
