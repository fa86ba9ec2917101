"""The page behind an invitation's link. Looking at it changes nothing: programs look as well."""

from flask import Response, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from community.access.memberships import Standing
from community.access.policy import Permission
from community.choices.queries import lately_chosen
from community.choices.rules import SignUpWay
from community.core.errors import Problem
from community.core.transaction import reading, transaction
from community.invitations import actions, queries
from community.invitations.forms import AcceptForm, JoinForm, SignInForm
from community.invitations.queries import Opened
from community.invitations.rules import Over
from community.invitations.views.blueprint import views
from community.mail.office import sends
from community.members import rules as member_rules
from community.members import sign_ups
from community.members.actions import NewMember, start_sign_in
from community.members.passwords import hash_password
from community.members.views.account import member_with_password
from community.members.views.joining import begin_joining, first_step
from community.web import identity
from community.web.forms import show_problem
from community.web.guard import guarded


@views.route("/invitation/<token>", methods=["GET", "POST"])
@guarded(Permission.ANYBODY)
def invitation(token: str) -> ResponseReturnValue:
    try:
        with reading() as db:
            found = queries.opened(db, identity.current_actor(), token)
        answer = _answer(found, token)
    except Over:
        answer = _again(token) or over()
    return _unseen(make_response(answer))


@views.route("/invitation/<token>/sign-in", methods=["GET", "POST"])
@guarded(Permission.ANYBODY)
def sign_in(token: str) -> ResponseReturnValue:
    """For a member whose browser does not know them: signed in and come in by one button."""
    if identity.current_member() is not None:
        return redirect(url_for("invitations.invitation", token=token))
    try:
        with reading() as db:
            found = queries.opened(db, identity.current_actor(), token)
    except Over:
        return _unseen(make_response(over()))
    form = SignInForm()
    if form.validate_on_submit():
        try:
            return _signed_in(found, token, form)
        except Problem as problem:
            show_problem(form, problem)
    page = render_template("invitations/sign_in.html", found=found, form=form, token=token)
    return _unseen(make_response(page, 422 if form.errors else 200))


def _signed_in(found: Opened, token: str, form: SignInForm) -> ResponseReturnValue:
    """Whatever the invitation says by then, they are signed in; its own page tells the rest."""
    member = member_with_password(form.name.data, form.password.data)
    with transaction() as db:
        secret = start_sign_in(db, member, identity.browser())
    identity.begin_sign_in(secret, member)
    try:
        with transaction() as db:
            agreed = form.agreed.data
            standing = actions.accept(db, identity.current_actor(), token, agreed=agreed)
    except Problem:
        return redirect(url_for("invitations.invitation", token=token))
    return _lead_on(found.circle.id if found.circle else None, standing)


def _unseen(response: Response) -> Response:
    """The link is a secret: no search machine keeps it."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def over() -> ResponseReturnValue:
    """The same page for every reason."""
    return render_template("invitations/over.html"), 404


def _again(token: str) -> ResponseReturnValue | None:
    """Whoever came in by it already is led there: letters are opened more than once."""
    with reading() as db:
        used = queries.came_in_by(db, identity.current_actor(), token)
    if used is None:
        return None
    actor = identity.current_actor()
    return _lead_on(used.circle_id, actor.stands(used.circle_id or ""))


def _lead_on(circle_id: str | None, standing: Standing | None) -> ResponseReturnValue:
    if circle_id is None or standing is None:
        return redirect(url_for("today"))
    page = "rooms.room_of_circle" if standing is Standing.JOINED else "circles.circle"
    return redirect(url_for(page, circle_id=circle_id))


def _answer(found: Opened, token: str) -> ResponseReturnValue:
    if identity.current_member() is not None:
        return _come_in(found, token)
    return _join(found, token)


def _come_in(found: Opened, token: str) -> ResponseReturnValue:
    """For a member: one button, and the circle's agreement if it has one."""
    form, actor = AcceptForm(), identity.current_actor()
    standing = actor.stands(found.circle.id) if found.circle else None
    if form.validate_on_submit():
        try:
            with transaction() as db:
                standing = actions.accept(db, actor, token, agreed=form.agreed.data)
            return _lead_on(found.circle.id if found.circle else None, standing)
        except Over:
            raise
        except Problem as problem:
            show_problem(form, problem)
    page = render_template(
        "invitations/invitation.html", found=found, form=form, token=token, standing=standing
    )
    return page, 422 if form.errors else 200


def _join(found: Opened, token: str) -> ResponseReturnValue:
    """For everybody else: who invites, and what it takes to be a member."""
    one = found.invitation
    form = JoinForm(name=one.name, email=one.email)
    way = lately_chosen().sign_up
    opens = found.admits or way is not SignUpWay.INVITATION
    if opens and form.validate_on_submit():
        try:
            return _sign_up(found, form)
        except Over:
            raise
        except Problem as problem:
            show_problem(form, problem)
    page = render_template(
        "invitations/invitation.html", found=found, form=form, token=token, opens=opens
    )
    return page, 422 if form.errors else 200


def _sign_up(found: Opened, form: JoinForm) -> ResponseReturnValue:
    name, email = member_rules.tidy_name(form.name.data), member_rules.tidy_email(form.email.data)
    password = member_rules.check_password(form.password.data, name, email.split("@")[0])
    new = NewMember(
        name=name,
        email=email,
        password_hash=hash_password(password),
        invitation_id=found.invitation.id,
        admitted=found.admits,
    )
    # The letter that brought them here has shown that the address is theirs.
    if email == found.invitation.email or not sends():
        return _enter(found, new)
    there = url_for("circles.circle", circle_id=found.circle.id) if found.circle else None
    return begin_joining(new, next=there or first_step())


def _enter(found: Opened, new: NewMember) -> ResponseReturnValue:
    with transaction() as db:
        member = sign_ups.begin_without_mail(db, new).member
        token = start_sign_in(db, member, identity.browser()) if member else ""
    if member is None:
        return redirect(url_for("members.waiting"))
    identity.begin_sign_in(token, member)
    if found.circle is None:
        return redirect(first_step())
    return _lead_on(found.circle.id, identity.current_actor().stands(found.circle.id))
