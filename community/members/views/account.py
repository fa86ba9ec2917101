"""Pages about one's account: sign in and out, password, address."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core import clock
from community.core.errors import Invalid, Problem
from community.core.transaction import reading, transaction
from community.mail.office import sends
from community.members import actions, links, queries, rules, tries
from community.members.forms import NewEmailForm, NewPasswordForm, PasswordForm, SignInForm
from community.members.models import Member, SignIn
from community.members.passwords import hash_password, password_fits
from community.members.views.blueprint import views
from community.members.views.entering import enter
from community.web import identity, known_browsers
from community.web.forms import safe_return, show_problem
from community.web.guard import guarded
from community.web.identity import CurrentMember


@views.route("/sign-in", methods=["GET", "POST"])
@guarded(Permission.ANYBODY)
def sign_in() -> ResponseReturnValue:
    form = SignInForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        try:
            return _sign_in(form)
        except Problem as problem:
            show_problem(form, problem)
    page = render_template("members/sign_in.html", form=form, by_mail=sends())
    return page, 422 if form.is_submitted() else 200


def _sign_in(form: SignInForm) -> ResponseReturnValue:
    member = member_with_password(form.name.data, form.password.data)
    enter(member)
    return redirect(safe_return(form.next.data) or url_for("today"))


def member_with_password(name: str, password: str) -> Member:
    """The same answer, after the same time, for a wrong password and an unknown name."""
    with reading() as db:
        member = queries.by_name_or_email(db, name)
    known = known_browsers.key_for(member.id) if member else ""
    # By the name as typed: one bound for handle and address together would tell whose they are.
    with transaction() as db:
        tries.begin(db, name, identity.browser_address(), known)
    if password_fits(password, member.password_hash if member else None) and member:
        with transaction() as db:
            tries.forgive(db, name, known)
        return member
    with transaction() as db:
        tries.note_failure(db, identity.browser_address(), name, member.id if member else None)
    raise Invalid("Name and password do not fit together. Please check both.")


@views.post("/sign-out")
@guarded(Permission.ANYBODY)
def sign_out() -> ResponseReturnValue:
    """Also for who is signed in to one session only."""
    member = identity.whoever_is_here()
    if member is not None:
        with transaction() as db:
            actions.sign_out(db, member.actor, member.sign_in_id)
    identity.end_sign_in()
    response = redirect(url_for("today"))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@views.route("/me/password", methods=["GET", "POST"])
@guarded(Permission.SIGNED_IN)
def password() -> ResponseReturnValue:
    """Whoever has none yet, having come by a link, sets one while the sign-in is fresh."""
    member = identity.required_member()
    has_one, fresh = _password_state(member)
    form = PasswordForm() if has_one else NewPasswordForm()
    if (has_one or fresh) and form.validate_on_submit():
        try:
            return _change_password(form, member)
        except Problem as problem:
            show_problem(form, problem)
    page = render_template("members/password.html", form=form, has_one=has_one, fresh=fresh)
    return page, 422 if form.errors else 200


def _password_state(member: CurrentMember) -> tuple[bool, bool]:
    """Whether they have a password, and whether they signed in only just now."""
    with reading() as db:
        row = db.get_one(Member, member.id)
        since = db.get_one(SignIn, member.sign_in_id).created_at
    return row.password_hash is not None, clock.now() - since < rules.FRESH


def _change_password(
    form: PasswordForm | NewPasswordForm, member: CurrentMember
) -> ResponseReturnValue:
    new = rules.check_password(form.password.data, member.name, member.handle)
    if isinstance(form, PasswordForm):
        member_with_password(f"@{member.handle}", form.old.data)
    hashed = hash_password(new)
    with transaction() as db:
        actions.change_password(db, member.actor, hashed, keep=member.sign_in_id)
    flash("Your password is changed. Other browsers you were signed in with are signed out.")
    return redirect(url_for("members.account"))


@views.route("/me/email", methods=["GET", "POST"])
@guarded(Permission.SIGNED_IN)
def email() -> ResponseReturnValue:
    """The new address has to confirm itself, so this needs a way to send mail."""
    member = identity.required_member()
    with reading() as db:
        row = db.get_one(Member, member.id)
    form, has_password = NewEmailForm(), row.password_hash is not None
    if sends() and has_password and form.validate_on_submit():
        try:
            member_with_password(f"@{member.handle}", form.password.data)
            with transaction() as db:
                links.ask_email_change(
                    db, member.actor, form.email.data, identity.browser_address()
                )
            return redirect(url_for("members.look_into_mail"))
        except Problem as problem:
            show_problem(form, problem)
    page = render_template(
        "members/email.html", form=form, now=row.email, by_mail=sends(), has_password=has_password
    )
    return page, 422 if form.errors else 200
