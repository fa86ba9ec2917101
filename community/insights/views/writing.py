"""Writing an insight: a draft that grows on the server, and the way out to its readers."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.insight_rules import InsightState
from community.access.policy import Permission, can
from community.circles.queries import my_circles
from community.core.errors import Problem
from community.core.transaction import reading, transaction
from community.insights.actions import drafting, publishing
from community.insights.drafted import FIELDS, shown_of
from community.insights.files import files_part
from community.insights.forms import InsightForm, filled_from, version_of
from community.insights.models import Insight, InsightDraft
from community.insights.queries import access_insight
from community.insights.rendering import rendered
from community.insights.texts import tidied
from community.insights.views.blueprint import to_insight, to_writing, views
from community.insights.views.filing import do_with_file, is_about_file
from community.web.forms import show_problem
from community.web.guard import guarded
from community.web.identity import current_actor
from community.web.uploads import takes_files


@views.post("/insights/new")
@guarded(Permission.SIGNED_IN)
def new_insight() -> ResponseReturnValue:
    """`circle`, `session`: what it is for, and what it is made from."""
    with transaction() as db:
        made = drafting.begin(
            db,
            current_actor(),
            circle_id=request.form.get("circle") or None,
            session_id=request.form.get("session") or None,
        )
    return to_writing(made.id)


@views.route("/insights/<insight_id>/edit", methods=["GET", "POST"])
@guarded(Permission.INSIGHT_WRITE)
@takes_files()
def edit_insight(insight_id: str) -> ResponseReturnValue:
    """`do`: save, publish, look at it, choose quotes, throw the draft away, or one of what
    `filing` does with files."""
    with reading() as db:
        insight, draft, form = _opened(db, current_actor(), insight_id)
    to_do, elsewhere, look = request.form.get("do", "save"), None, None
    if form.validate_on_submit():
        try:
            if to_do == "look":
                look = _look(insight_id, tidied(form.text).body)
            elif is_about_file(to_do):
                flash(do_with_file(insight_id, form, to_do))
            else:
                return _done(insight_id, form, to_do)
        except drafting.WrittenElsewhere as problem:
            elsewhere = _elsewhere(insight_id)
            form.version.data = elsewhere["version"]
            show_problem(form, problem)
        except Problem as problem:
            show_problem(form, problem)
    gone = form.forget_what_is_gone()
    shown = {"insight": insight, "form": form, "draft": draft, "elsewhere": elsewhere, "look": look}
    page = render_template(
        "insights/edit_insight.html", **shown, gone=gone, **_files(form, insight)
    )
    return page, 422 if form.errors else 200


def _look(insight_id: str, body: str) -> Markup:
    with reading() as db:
        return rendered(db, current_actor(), insight_id, body)


def _files(form: InsightForm, insight: Insight) -> dict[str, Any]:
    with reading() as db:
        return files_part(db, insight.id, form.body.data or "")


def _opened(
    db: Session, actor: Actor, insight_id: str, *, typed: bool = True
) -> tuple[Insight, InsightDraft | None, InsightForm]:
    """With the form as it was sent, if it was; `typed=False`: as it is kept."""
    insight = access_insight(db, actor, insight_id, Permission.INSIGHT_WRITE)
    draft = db.get(InsightDraft, insight.id)
    kept = filled_from(insight, draft, shown_of(db, insight, draft))
    form = InsightForm(data=kept) if typed else InsightForm(None, data=kept)
    form.offer(_circles(db, actor, insight), only=insight.number > 0)
    return insight, draft, form


def _circles(db: Session, actor: Actor, insight: Insight) -> dict[str, str]:
    """Where it can stand: in its own circle always, which its author may know no more."""
    own = {}
    if (circle := insight.circle) is not None:
        seen = can(actor, Permission.CIRCLE_SEE, circle)
        own = {circle.id: circle.name if seen else "Its circle"}
    if insight.number:
        return own
    cards = my_circles(db, actor)
    return {one.circle.id: one.circle.name for one in cards if not one.circle.archived_at} | own


def _done(insight_id: str, form: InsightForm, to_do: str) -> ResponseReturnValue:
    actor, version = current_actor(), version_of(form.version.data)
    with transaction() as db:
        if to_do == "publish":
            drafting.save_draft(db, actor, insight_id, form.text, version, form.chosen)
            state = publishing.publish(db, actor, insight_id, form.text, form.shown).state
        elif to_do == "throw":
            gone = drafting.throw_draft_away(db, actor, insight_id)
        else:
            drafting.save_draft(db, actor, insight_id, form.text, version, form.chosen)
    if to_do == "publish":
        waits = state is InsightState.WAITING
        flash("Somebody reads it first. You hear when it is published." if waits else "Published.")
        return to_insight(insight_id)
    if to_do == "throw":
        flash("The draft is gone.")
        return redirect(url_for("insights.my_insights")) if gone else to_insight(insight_id)
    if to_do == "quotes":
        return redirect(url_for("insights.insight_quotes", insight_id=insight_id))
    flash("The draft is saved. Only you see it.")
    return to_writing(insight_id)


def _elsewhere(insight_id: str) -> dict[str, str]:
    """What another window saved, read afresh, with its version."""
    with reading() as db:
        _, _, other = _opened(db, current_actor(), insight_id, typed=False)
    names = ("title", "body", "references", *FIELDS, "version")
    return {name: other[name].data for name in names}


@views.post("/api/insights/<insight_id>/draft")
@guarded(Permission.INSIGHT_WRITE)
def save_draft(insight_id: str) -> ResponseReturnValue:
    """While it is typed: the version saved, and how it reads; or what was saved elsewhere."""
    form = InsightForm()
    try:
        with transaction() as db:
            version = version_of(form.version.data)
            version = drafting.save_draft(
                db, current_actor(), insight_id, form.text, version, form.chosen
            )
    except drafting.WrittenElsewhere as problem:
        answer = {"ok": False, "error": problem.name, "message": problem.message}
        return jsonify(**answer, **_elsewhere(insight_id)), problem.status
    look = _look(insight_id, form.body.data or "")
    return jsonify(ok=True, version=version, look=look)
