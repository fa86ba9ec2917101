"""What moderators do about skills: names, merging, topic lists."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission, require
from community.core.errors import Problem, Refused
from community.core.text import plural
from community.core.transaction import reading, transaction
from community.discovery.skills import merging, queries
from community.insights.known_skills import access_skill
from community.skills import curating
from community.skills.forms import SkillForm
from community.skills.lists import shipped
from community.skills.views import views
from community.web.forms import show_problem
from community.web.guard import guarded
from community.web.identity import current_actor


@views.route("/skills/<skill_id>/edit", methods=["GET", "POST"])
@guarded(Permission.SKILL_CURATE)
def edit_skill(skill_id: str) -> ResponseReturnValue:
    actor = current_actor()
    require(actor, Permission.SKILL_CURATE)
    with reading() as db:
        skill = access_skill(db, actor, skill_id)
        aliases = ", ".join(queries.other_names(db, skill))
    form = SkillForm(obj=skill, aliases=aliases)
    if form.validate_on_submit():
        try:
            with transaction() as db:
                curating.change_skill(db, actor, skill_id, **_typed(form))
            return redirect(url_for("skills.skill", skill_id=skill_id))
        except Problem as problem:
            show_problem(form, problem)
    page = render_template("skills/edit_skill.html", form=form, skill=skill)
    return page, 422 if form.errors else 200


def _typed(form: SkillForm) -> dict[str, Any]:
    return {
        "name": form.name.data or "",
        "aliases": form.aliases.data or "",
        "about": form.about.data or "",
        "curated": bool(form.curated.data),
    }


@views.route("/skills/<skill_id>/merge", methods=["GET", "POST"])
@guarded(Permission.SKILL_CURATE)
def merge_skill(skill_id: str) -> ResponseReturnValue:
    """First which one (GET, with `into`), then what would happen, then it is done (POST)."""
    actor, into = current_actor(), request.values.get("into", "")[:100].strip()
    require(actor, Permission.SKILL_CURATE)
    problem = preview = None
    with reading() as db:
        skill = access_skill(db, actor, skill_id)
    try:
        if request.method == "POST":
            with transaction() as db:
                kept = merging.merge(db, actor, skill_id, into)
            flash(f"Merged. Everything that was said is kept under {kept.name}.")
            return redirect(url_for("skills.skill", skill_id=kept.id))
        with reading() as db:
            preview = merging.preview(db, actor, skill_id, into) if into else None
    except Refused as refused:
        problem = refused.message
    page = render_template(
        "skills/merge_skill.html", skill=skill, preview=preview, into=into, problem=problem
    )
    return page, 422 if problem else 200


@views.get("/skills/lists")
@guarded(Permission.SKILL_CURATE)
def topic_lists() -> ResponseReturnValue:
    actor = current_actor()
    require(actor, Permission.SKILL_CURATE)
    with reading() as db:
        missing = {one.id: len(curating.unplanted(db, one)) for one in shipped()}
    return render_template("skills/topic_lists.html", lists=shipped(), missing=missing)


@views.post("/skills/lists/<list_id>")
@guarded(Permission.SKILL_CURATE)
def plant_list(list_id: str) -> ResponseReturnValue:
    with transaction() as db:
        new = curating.plant(db, current_actor(), list_id)
    flash(f"{plural(new, 'skill')} more known to everybody." if new else "All were known already.")
    return redirect(url_for("skills.topic_lists", _anchor=list_id))
