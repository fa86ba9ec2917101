"""Pages about one's account: sign up, in and out, password."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.errors import Invalid, Problem
from community.core.transaction import reading, transaction
from community.members import actions, queries, rules, tries
from community.members.forms import PasswordForm, SignInForm, SignUpForm
from community.members.models import Member
from community.members.passwords import hash_password, password_fits
from community.members.views.blueprint import views
from community.web import identity
from community.web.forms import safe_return, show_problem
from community.web.guard import guarded


@views.route("/sign-up", methods=["GET", "POST"])
@guarded(Permission.ANYBODY)
def sign_up() -> ResponseReturnValue:
    form = SignUpForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        try:
            return _sign_up(form)
        except Problem as problem:
            show_problem(form, problem)
    return render_template("members/sign_up.html", form=form), 422 if form.is_submitted() else 200


def _sign_up(form: SignUpForm) -> ResponseReturnValue:
    name, email = rules.tidy_name(form.name.data), rules.tidy_email(form.email.data)
    password = rules.check_password(form.password.data, name, email.split("@")[0])
    new = actions.NewMember(name=name, email=email, password_hash=hash_password(password))
    with transaction() as db:
        member = actions.sign_up(db, new)
        token = actions.start_sign_in(db, member, request.user_agent.string)
    identity.begin_sign_in(token, member)
    return redirect(safe_return(form.next.data) or url_for("today"))


@views.route("/sign-in", methods=["GET", "POST"])
@guarded(Permission.ANYBODY)
def sign_in() -> ResponseReturnValue:
    form = SignInForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        try:
            return _sign_in(form)
        except Problem as problem:
            show_problem(form, problem)
    return render_template("members/sign_in.html", form=form), 422 if form.is_submitted() else 200


def _sign_in(form: SignInForm) -> ResponseReturnValue:
    member = _member_with_password(form.name.data, form.password.data)
    with transaction() as db:
        tries.forgive(db, form.name.data)
        token = actions.start_sign_in(db, member, request.user_agent.string)
    identity.begin_sign_in(token, member)
    return redirect(safe_return(form.next.data) or url_for("today"))


def _member_with_password(name: str, password: str) -> Member:
    """The same answer, after the same time, for a wrong password and an unknown name."""
    with transaction() as db:
        tries.begin(db, name, identity.browser_address())
    with reading() as db:
        member = queries.by_name_or_email(db, name)
    if password_fits(password, member.password_hash if member else None) and member:
        return member
    with transaction() as db:
        tries.note_failure(db, identity.browser_address())
    raise Invalid("Name and password do not fit together. Please check both.")


@views.post("/sign-out")
@guarded(Permission.SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    member = identity.current_member()
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
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            return _change_password(form)
        except Problem as problem:
            show_problem(form, problem)
    return render_template("members/password.html", form=form), 422 if form.errors else 200


def _change_password(form: PasswordForm) -> ResponseReturnValue:
    member = identity.required_member()
    new = rules.check_password(form.password.data, member.name, member.handle)
    _member_with_password(f"@{member.handle}", form.old.data)
    hashed = hash_password(new)
    with transaction() as db:
        tries.forgive(db, f"@{member.handle}")
        actions.change_password(db, member.actor, hashed, keep=member.sign_in_id)
    flash("Your password is changed. Other browsers you were signed in with are signed out.")
    return redirect(url_for("members.me"))
