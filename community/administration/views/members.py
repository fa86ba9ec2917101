"""Everybody who is here, and what they are in the community."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.administration import actions, queries, rules
from community.administration.views.blueprint import AT, views
from community.core.errors import Invalid, Refused
from community.core.transaction import reading, transaction
from community.web.guard import guarded
from community.web.identity import current_actor
from community.web.template_words import page_number


@views.get(f"{AT}/members")
@guarded(Permission.ADMINISTER)
def members() -> ResponseReturnValue:
    words, page = request.args.get("q", "")[:100], page_number(request.args.get("page"))
    with reading() as db:
        found, total, more = queries.members(db, current_actor(), words, page)
    return render_template(
        "administration/members.html",
        found=found,
        total=total,
        words=words,
        page=page,
        more=more,
        roles=[(role, rules.ABOUT[role]) for role in rules.RANKS],
    )


@views.post(f"{AT}/members/<member_id>/role")
@guarded(Permission.ADMINISTER)
def give_role(member_id: str) -> ResponseReturnValue:
    try:
        role = rules.as_role(request.form.get("role", ""))
        with transaction() as db:
            member = actions.give_role(db, current_actor(), member_id, role)
        flash(f"{member.name} is {role.value} from now on.")
    except (Refused, Invalid) as problem:
        flash(problem.message, "problem")
    if member_id == current_actor().member_id:
        return redirect(url_for("today"))
    words = request.form.get("q", "")[:100]
    return redirect(url_for("administration.members", q=words or None))
