"""The search page, and suggestions while one types."""

from typing import Any, cast

from flask import Blueprint, Response, current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.transaction import reading
from community.discovery.indexing import Index
from community.discovery.queries import PAGE, Asked, answer, ask_index
from community.discovery.skills.queries import away_words
from community.discovery.suggesting import KINDS, Suggestions
from community.discovery.suggestions import MOST, Reader, Suggestion, nearest_skills
from community.web.guard import guarded
from community.web.identity import current_actor
from community.web.template_words import page_number
from search.api import Query

views = Blueprint("discovery", __name__)
_PAGES = {
    "person": ("members.person", "handle"),
    "skill": ("skills.skill", "skill_id"),
    "circle": ("circles.circle", "circle_id"),
}


def index() -> Index:
    return cast(Index, current_app.extensions["search_index"])


def tables() -> Suggestions:
    return cast(Suggestions, current_app.extensions["suggestions"])


@views.get("/search")
@guarded(Permission.SIGNED_IN)
def search() -> ResponseReturnValue:
    kind = request.args.get("kind", "")
    asked = Asked(
        words=request.args.get("q", "")[:400].strip(),
        kind=kind if kind in (*KINDS, "session") else "",
        page=page_number(request.args.get("page")),
    )
    if not asked.words:
        return render_template("discovery/search.html", asked=asked, found=None)
    results, counts = ask_index(index(), current_actor(), asked)
    wanted = Query.parse(asked.words).words
    with reading() as db:
        near = [] if results.total else nearest_skills(db, tables(), current_actor(), wanted)
        found = answer(db, current_actor(), results, near)
    more = results.total > asked.page * PAGE
    return render_template(
        "discovery/search.html",
        asked=asked,
        found=found,
        counts=counts,
        wanted=wanted,
        more=more,
        away_words=away_words,
    )


@views.get("/api/v1/suggestions")
@guarded(Permission.SIGNED_IN)
def suggestions() -> Response:
    """`q`, and if wanted `kinds` (`skill,person,circle`) and `limit`: up to eight names."""
    kinds = request.args.get("kinds", "").split(",")
    wanted = [kind for kind in KINDS if kind in kinds] or KINDS
    limit = request.args.get("limit", MOST, type=int)
    with reading() as db:
        reader = Reader(db, tables(), current_actor(), request.args.get("q", "")[:200])
        found = reader.answer(wanted, limit)
    return jsonify(ok=True, suggestions=list(map(_shown, found)))


def _shown(one: Suggestion) -> dict[str, str]:
    endpoint, name = _PAGES[one.kind]
    place: dict[str, Any] = {name: one.place}
    url = url_for(endpoint, **place)
    return {"kind": one.kind, "id": one.id, "name": one.name, "detail": one.detail, "url": url}
