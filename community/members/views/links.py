"""Links by mail: asking for one, and what opens under it. Opening one changes nothing."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from community.access.policy import Permission
from community.core.errors import NotFound, Problem
from community.core.transaction import reading, transaction
from community.mail.office import sends
from community.members import links, rules
from community.members.forms import AddressForm, NewPasswordForm
from community.members.models import LinkPurpose, Member, OneTimeLink
from community.members.passwords import hash_password
from community.members.views.blueprint import views
from community.members.views.entering import enter
from community.web import identity
from community.web.forms import show_problem
from community.web.guard import guarded


@views.route("/sign-in/link", methods=["GET", "POST"])
@guarded(Permission.ANYBODY)
def sign_in_link() -> ResponseReturnValue:
    form = AddressForm()
    if _asked(form, LinkPurpose.SIGN_IN):
        return redirect(url_for("members.look_into_mail"))
    page = render_template("members/sign_in_link.html", form=form, by_mail=sends())
    return page, 422 if form.errors else 200


@views.route("/forgotten", methods=["GET", "POST"])
@guarded(Permission.ANYBODY)
def forgotten() -> ResponseReturnValue:
    form = AddressForm()
    if _asked(form, LinkPurpose.RESET):
        return redirect(url_for("members.look_into_mail"))
    page = render_template("members/forgotten.html", form=form, by_mail=sends())
    return page, 422 if form.errors else 200


def _asked(form: AddressForm, purpose: LinkPurpose) -> bool:
    """Whether a letter was asked for; the form says what hindered."""
    if not sends() or not form.validate_on_submit():
        return False
    try:
        with transaction() as db:
            links.ask(db, purpose, form.email.data, identity.browser_address())
    except Problem as problem:
        show_problem(form, problem)
        return False
    return True


@views.route("/link/<token>", methods=["GET", "POST"])
@guarded(Permission.ANYBODY)
def link(token: str) -> ResponseReturnValue:
    try:
        with reading() as db:
            found = links.found(db, token)
        return _opened(found, token)
    except NotFound as over:
        return render_template("members/link.html", purpose="over", over=over.message), over.status


def _opened(found: OneTimeLink, token: str) -> ResponseReturnValue:
    is_reset = found.purpose is LinkPurpose.RESET
    form = NewPasswordForm() if is_reset else FlaskForm()
    mine = _is_mine(found)
    if mine and form.validate_on_submit():
        try:
            return _follow(found, token, form)
        except NotFound:
            raise
        except Problem as problem:
            show_problem(form, problem)
    page = render_template(
        "members/link.html", form=form, purpose=found.purpose, mine=mine, over=""
    )
    return page, 422 if form.errors else 200


def _is_mine(found: OneTimeLink) -> bool:
    """A letter to a new address may have reached a stranger: only the member can confirm."""
    if found.purpose is not LinkPurpose.CHANGE_EMAIL:
        return True
    return identity.current_actor().member_id == found.member_id


def _follow(found: OneTimeLink, token: str, form: FlaskForm) -> ResponseReturnValue:
    if found.purpose is LinkPurpose.SIGN_IN:
        with transaction() as db:
            member = links.sign_in(db, token)
        return _enter(member)
    if found.purpose is LinkPurpose.RESET:
        return _reset(found, token, form)
    with transaction() as db:
        links.change_email(db, identity.current_actor(), token)
    flash("From now on you sign in with the new address.")
    return redirect(url_for("members.account"))


def _reset(found: OneTimeLink, token: str, form: FlaskForm) -> ResponseReturnValue:
    with reading() as db:
        member = db.get_one(Member, found.member_id)
    known = member.name, member.handle, found.email.split("@")[0]
    hashed = hash_password(rules.check_password(form.password.data, *known))
    with transaction() as db:
        member = links.reset_password(db, token, hashed)
    flash("Your new password is set. Every other browser is signed out.")
    return _enter(member)


def _enter(member: Member) -> ResponseReturnValue:
    enter(member)
    return redirect(url_for("today"))
