"""A new server: its first account, and what to do first."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.administration import first_run
from community.administration.forms import SetUpForm
from community.administration.views.blueprint import AT, views
from community.choices.actions import put_guide_away
from community.core.errors import NotFound, Problem
from community.core.transaction import reading, transaction
from community.members import rules
from community.members.actions import NewMember, start_sign_in
from community.members.passwords import hash_password
from community.settings import Settings
from community.web import identity
from community.web.forms import show_problem
from community.web.guard import guarded


@views.route("/set-up", methods=["GET", "POST"])
@guarded(Permission.ANYBODY)
def set_up() -> ResponseReturnValue:
    """There only with the code of a server on which nobody is yet."""
    settings: Settings = current_app.extensions["settings"]
    with reading() as db:
        first_run.require_code(db, settings, request.args.get("code", ""))
    form = SetUpForm()
    if form.validate_on_submit():
        try:
            return _set_up(form, settings)
        except NotFound:
            raise
        except Problem as problem:
            show_problem(form, problem)
    return render_template("administration/set_up.html", form=form), 422 if form.errors else 200


def _set_up(form: SetUpForm, settings: Settings) -> ResponseReturnValue:
    name, email = rules.tidy_name(form.name.data), rules.tidy_email(form.email.data)
    password = rules.check_password(form.password.data, name, email.split("@")[0])
    new = NewMember(name=name, email=email, password_hash=hash_password(password))
    with transaction() as db:
        member = first_run.make_administrator(db, new)
        token = start_sign_in(db, member, identity.browser())
    first_run.forget_code(settings)
    identity.begin_sign_in(token, member)
    return redirect(url_for("administration.guide"))


@views.get(f"{AT}/guide")
@guarded(Permission.ADMINISTER)
def guide() -> ResponseReturnValue:
    with reading() as db:
        steps = first_run.steps(db, identity.current_actor())
    return render_template("administration/guide.html", steps=steps)


@views.post(f"{AT}/guide/away")
@guarded(Permission.ADMINISTER)
def put_away() -> ResponseReturnValue:
    with transaction() as db:
        put_guide_away(db, identity.current_actor())
    flash("The first steps are put away.")
    return redirect(url_for("administration.administration"))
