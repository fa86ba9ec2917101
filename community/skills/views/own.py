"""What one teaches and wants to learn: adding several at once, and saying more of each."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.errors import Problem
from community.core.transaction import reading, transaction
from community.members.models import Profile
from community.members.sights import sight_of
from community.skills import actions, rules
from community.skills.forms import FORMS, SkillsForm
from community.skills.queries import MemberSkills, own_tie, skills_of_many
from community.skills.views.blueprint import views
from community.skills.ways import KINDS, LEVELS, PARTS, SEEN_BY
from community.web.forms import show_problem
from community.web.guard import guarded
from community.web.identity import required_member

ADD = "Something you can teach", "Something you want to learn"
ONE = "/me/skills/<any(teach, learn):way>/<skill_id>"


@views.route("/me/skills", methods=["GET", "POST"])
@guarded(Permission.SIGNED_IN)
def my_skills() -> ResponseReturnValue:
    # A search that found nobody leads here with the word.
    form = SkillsForm(data={"learn": request.args.get("learn", "")[: rules.NAME_MOST]})
    for field, label in zip((form.teach, form.learn), ADD, strict=True):
        field.label.text, field.flags.required = label, True  # each stands in a form of its own
    if form.validate_on_submit():
        try:
            with transaction() as db:
                new = actions.add_both(
                    db, required_member().actor, form.teach.data, form.learn.data
                )
        except Problem as problem:
            show_problem(form, problem)
        else:
            if new:
                flash("Added. A few words about each help others to find the right one.")
            return redirect(url_for("skills.my_skills", _anchor=new))
    mine, seen_by = _mine()
    page = render_template(
        "skills/my_skills.html",
        form=form,
        mine=mine,
        seen_by=seen_by,
        most=rules.SKILLS_MOST,
        levels=LEVELS,
    )
    return page, 422 if form.errors else 200


def _mine() -> tuple[MemberSkills, dict[str, str]]:
    """One's skills, and for either direction who sees it."""
    member = required_member()
    with reading() as db:
        sights = db.get_one(Profile, member.id).sights
        mine = skills_of_many(db, member.actor, [member.id])[member.id]
    return mine, {way: SEEN_BY[sight_of(sights, part)] for way, part in PARTS.items()}


@views.route(ONE, methods=["GET", "POST"])
@guarded(Permission.SIGNED_IN)
def own_skill(way: str, skill_id: str) -> ResponseReturnValue:
    actor = required_member().actor
    with reading() as db:
        tie = own_tie(db, actor, KINDS[way], skill_id)
    form = FORMS[way](data={"level": tie.level or "", "words": tie.words, "evidence": tie.evidence})
    if form.validate_on_submit():
        try:
            with transaction() as db:
                actions.change(db, actor, KINDS[way], skill_id, **_said(form))
        except Problem as problem:
            show_problem(form, problem)
        else:
            return redirect(url_for("skills.my_skills", _anchor=f"{way}-{skill_id}"))
    page = render_template("skills/own_skill.html", form=form, way=way, tie=tie)
    return page, 422 if form.errors else 200


def _said(form: Any) -> dict[str, Any]:
    return {
        "level": rules.as_level(form.level.data or ""),
        "words": form.words.data or "",
        "evidence": form.evidence.data or "",
    }


@views.post(f"{ONE}/remove")
@guarded(Permission.SIGNED_IN)
def drop_skill(way: str, skill_id: str) -> ResponseReturnValue:
    with transaction() as db:
        actions.drop(db, required_member().actor, KINDS[way], skill_id)
    flash("It is removed, with what you said about it.")
    return redirect(url_for("skills.my_skills", _anchor=way))
