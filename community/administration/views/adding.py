"""Inviting many people at once, from a list."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.administration.adding import Outcome, invite_many
from community.administration.forms import ListForm
from community.administration.lines import Line, decoded, line_of, read_lines
from community.administration.views.blueprint import AT, views
from community.core.errors import Invalid, Problem
from community.core.transaction import transaction
from community.invitations.views.making import address_of
from community.mail.office import sends
from community.web.forms import show_problem
from community.web.guard import guarded
from community.web.identity import current_actor


@views.route(f"{AT}/members/add", methods=["GET", "POST"])
@guarded(Permission.COMMUNITY_ADMIT)
def add_members() -> ResponseReturnValue:
    """A list first; then its report, in which lines can be put right and sent again."""
    form, outcomes = ListForm(), list[Outcome]()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                outcomes = invite_many(db, current_actor(), _lines(form), by_mail=sends())
        except Problem as problem:
            show_problem(form, problem)
    page = render_template(
        "administration/add_members.html",
        form=form,
        outcomes=outcomes,
        links={one.line.number: address_of(one.token) for one in outcomes if one.token},
        by_mail=sends(),
    )
    return page, 422 if form.is_submitted() and not outcomes else 200


def _lines(form: ListForm) -> list[Line]:
    if "line" in request.form:
        return _corrected()
    if form.file.data:
        return read_lines(decoded(form.file.data.read()))
    return read_lines(form.text.data or "")


def _corrected() -> list[Line]:
    """The lines of a report as they were put right; those left empty are given up."""
    columns = [request.form.getlist(name) for name in ("line", "name", "email", "circle")]
    if len({len(column) for column in columns}) != 1:
        raise Invalid("This list arrived incomplete. Please paste it once more.")
    lines = [line_of(*cells) for cells in zip(*columns, strict=True)]
    return [line for line in lines if line.name or line.email]
