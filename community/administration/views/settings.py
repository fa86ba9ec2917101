"""What is chosen for the whole community."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.administration.forms import SettingsForm
from community.administration.views.blueprint import AT, views
from community.choices import actions, queries
from community.core.errors import Problem
from community.core.transaction import reading, transaction
from community.mail.office import sends
from community.web.forms import show_problem
from community.web.guard import guarded
from community.web.identity import current_actor


@views.route(f"{AT}/settings", methods=["GET", "POST"])
@guarded(Permission.ADMINISTER)
def settings() -> ResponseReturnValue:
    with reading() as db:
        form = SettingsForm(obj=queries.chosen(db))
    if form.validate_on_submit():
        try:
            with transaction() as db:
                actions.choose(
                    db,
                    current_actor(),
                    name=form.name.data,
                    sign_up=form.sign_up.data,
                    invites=form.invites.data,
                    checked=form.checked.data,
                    welcome=form.welcome.data or "",
                )
            flash("The settings are saved.")
            return redirect(url_for("administration.settings"))
        except Problem as problem:
            show_problem(form, problem)
    page = render_template("administration/settings.html", form=form, by_mail=sends())
    return page, 422 if form.errors else 200
