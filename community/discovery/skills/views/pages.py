"""The index of skills, and one skill's page."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.errors import Problem
from community.core.transaction import reading, transaction
from community.discovery.skills import queries
from community.insights.known_skills import access_skill
from community.skills import actions
from community.skills.models import Offer, Wish
from community.skills.views import views
from community.skills.ways import KINDS, LEVELS
from community.web.guard import guarded
from community.web.identity import current_actor

TEACHERS, LEARNERS, EVERYBODY = 40, 8, 500  # shown at first, and once one asks for all


@views.get("/skills")
@guarded(Permission.SIGNED_IN)
def skills() -> ResponseReturnValue:
    actor = current_actor()
    words, sign = request.args.get("q", "")[:100], request.args.get("letter", "")
    with reading() as db:
        index = queries.skill_index(db, actor, sign, words)
        wanted = [] if words or sign else queries.wanted(db, actor)
    return render_template(
        "skills/skills.html", index=index, wanted=wanted, words=words, signs=_signs(index)
    )


def _signs(index: queries.SkillIndex) -> list[tuple[str, str, bool]]:
    """Where each letter leads: further down, or to a page of its own where there are many."""
    here = {letter.sign for letter in index.letters}
    return [
        (sign, f"#letter-{number}", False)
        if index.whole
        else (sign, url_for("skills.skills", letter=sign), sign in here)
        for number, sign in enumerate(index.signs, 1)
    ]


@views.get("/skills/<skill_id>")
@guarded(Permission.SIGNED_IN)
def skill(skill_id: str) -> ResponseReturnValue:
    actor = current_actor()
    with reading() as db:
        skill = access_skill(db, actor, skill_id)
        return render_template(
            "skills/skill.html",
            line=queries.lines(db, actor, [skill])[0],
            other_names=queries.other_names(db, skill),
            offers=queries.people_of(db, actor, Offer, skill, _most("teach", TEACHERS)),
            wishes=queries.people_of(db, actor, Wish, skill, _most("learn", LEARNERS)),
            circles=queries.circles_about(db, actor, skill),
            most_circles=queries.CIRCLES_MOST,
            mine=queries.own_ways(db, actor, skill),
            levels=LEVELS,
        )


def _most(way: str, most: int) -> int:
    return EVERYBODY if request.args.get("all") == way else most


@views.post("/skills/<skill_id>/<any(teach, learn):way>")
@guarded(Permission.SIGNED_IN)
def take_up(way: str, skill_id: str) -> ResponseReturnValue:
    """From the skill's page: I can teach this, I want to learn this."""
    actor = current_actor()
    try:
        with transaction() as db:
            skill = access_skill(db, actor, skill_id)
            actions.add(db, actor, KINDS[way], skill.name)
    except Problem as problem:
        if problem.status == 404:
            raise
        flash(problem.message, "problem")
    return redirect(url_for("skills.skill", skill_id=skill_id))
