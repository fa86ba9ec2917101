"""Starting a circle and changing it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.circles import actions, forms, queries
from community.circles.forms import CircleForm, typed_circle
from community.circles.page import skills_of
from community.circles.views.blueprint import to_circle, views
from community.core.errors import Problem
from community.core.transaction import reading, transaction
from community.skills.rules import NAME_MOST
from community.web.forms import show_problem
from community.web.guard import guarded
from community.web.identity import current_actor


@views.route("/circles/new", methods=["GET", "POST"])
@guarded(Permission.CIRCLE_START)
def new_circle() -> ResponseReturnValue:
    like, skills = request.args.get("like", ""), request.args.get("skills", "")[:NAME_MOST]
    form, status = CircleForm(data={**forms.filled_like(like), "skills": skills}), 200
    if form.validate_on_submit():
        try:
            with transaction() as db:
                actions.keep_pace(db, current_actor())
                circle = actions.start_circle(db, current_actor(), **typed_circle(form))
            return redirect(url_for("circles.circle", circle_id=circle.id))
        except Problem as problem:
            show_problem(form, problem)
            status = problem.status
    templates = forms.templates()
    page = render_template("circles/new_circle.html", form=form, like=like, templates=templates)
    return page, max(status, 422) if form.errors else 200


@views.route("/circles/<circle_id>/edit", methods=["GET", "POST"])
@guarded(Permission.CIRCLE_EDIT)
def edit_circle(circle_id: str) -> ResponseReturnValue:
    with reading() as db:
        circle = queries.access_circle(db, current_actor(), circle_id, Permission.CIRCLE_EDIT)
        skills = ", ".join(skill.name for skill in skills_of(db, circle))
    form = CircleForm(data=forms.filled_from(circle, skills))
    if form.validate_on_submit():
        try:
            with transaction() as db:
                actions.change_circle(db, current_actor(), circle_id, **typed_circle(form))
            flash("The circle is changed.")
            return to_circle(circle_id)
        except Problem as problem:
            show_problem(form, problem)
    page = render_template("circles/edit_circle.html", form=form, circle=circle)
    return page, 422 if form.errors else 200
