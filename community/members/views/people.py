"""Pages about people, and one's own profile."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.errors import Problem
from community.core.transaction import reading, transaction
from community.members import actions, queries
from community.members.forms import ProfileForm
from community.members.views.blueprint import views
from community.web import identity
from community.web.forms import show_problem
from community.web.guard import guarded
from community.web.template_words import page_number


@views.get("/people")
@guarded(Permission.SIGNED_IN)
def people() -> ResponseReturnValue:
    page = page_number(request.args.get("page"))
    with reading() as db:
        found, more = queries.people(db, identity.current_actor(), page)
    return render_template("members/people.html", people=found, page=page, more=more)


@views.get("/people/<handle>")
@guarded(Permission.PERSON_SEE)
def person(handle: str) -> ResponseReturnValue:
    with reading() as db:
        member = queries.access_person_called(db, identity.current_actor(), handle)
    return render_template("members/person.html", person=member)


@views.route("/me", methods=["GET", "POST"])
@guarded(Permission.SIGNED_IN)
def me() -> ResponseReturnValue:
    member = identity.required_member()
    with reading() as db:
        row = queries.access_person(db, member.actor, member.id, Permission.PERSON_EDIT)
    form = ProfileForm(obj=row)
    if form.validate_on_submit():
        try:
            with transaction() as db:
                actions.change_profile(
                    db,
                    member.actor,
                    name=form.name.data,
                    handle=form.handle.data,
                    role_line=form.role_line.data,
                    about=form.about.data,
                )
        except Problem as problem:
            show_problem(form, problem)
        else:
            flash("Your profile is saved.")
            return redirect(url_for("members.me"))
    return render_template("members/me.html", form=form, me=row), 422 if form.errors else 200
