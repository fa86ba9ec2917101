"""The search page, and suggestions while one types."""

from typing import Any, cast

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.asks.resting import resting_among
from community.core.errors import Invalid
from community.core.transaction import reading, transaction
from community.discovery import without_index
from community.discovery.facets import facets_of
from community.discovery.indexing import Index
from community.discovery.queries import PAGE, Asked, answer, ask_index, people_among
from community.discovery.saved.keeping import Wanted, kept_as
from community.discovery.suggesting import Suggestions
from community.discovery.suggestions import ASKED, MOST, Reader, Suggestion, nearest_skills
from community.skills.actions import wish
from community.skills.models import Skill
from community.web.guard import guarded
from community.web.identity import current_actor
from community.web.template_words import page_number

views = Blueprint("discovery", __name__)
FOUND_KINDS = ("person", "skill", "circle", "session", "message", "insight")
_PAGES = {
    "person": ("members.person", "handle"),
    "skill": ("skills.skill", "skill_id"),
    "circle": ("circles.circle", "circle_id"),
    "session": ("sessions.session", "session_id"),
    "search": ("discovery.search", "q"),
}


def index() -> Index:
    return cast(Index, current_app.extensions["search_index"])


def tables() -> Suggestions:
    return cast(Suggestions, current_app.extensions["suggestions"])


@views.get("/search")
@guarded(Permission.SIGNED_IN)
def search() -> ResponseReturnValue:
    asked = _asked()
    if not asked.words:
        return render_template("discovery/search.html", asked=asked, found=None)
    results, counts = ask_index(index(), current_actor(), asked)
    standing = index().standing(results)
    words = asked.query.words
    with reading() as db:
        if not results.ready:
            results = without_index.search(db, current_actor(), asked)
            counts = results.facets
        near = [] if results.total else nearest_skills(db, tables(), current_actor(), words)
        found = answer(db, current_actor(), results, near)
        kept = kept_as(db, current_actor(), Wanted(asked.words, asked.kind))
        resting = resting_among(db, people_among(found.found))
    return render_template(
        "discovery/search.html",
        asked=asked,
        found=found,
        standing=standing,
        kept=kept,
        counts=counts.get("kind", {}),
        cut=without_index.is_cut(results),
        facets=facets_of(asked, counts, results.total),
        wanted=asked.query.sought,
        more=results.total > asked.page * PAGE,
        resting=resting,
    )


def _asked() -> Asked:
    kind, sort = request.args.get("kind", ""), request.args.get("sort", "")
    return Asked(
        words=request.args.get("q", "")[:400].strip(),
        kind=kind if kind in FOUND_KINDS else "",
        page=page_number(request.args.get("page")),
        sort="newest" if sort == "newest" else "best",
    )


@views.post("/search/wish")
@guarded(Permission.SIGNED_IN)
def note_wish() -> ResponseReturnValue:
    """Where nothing was found: note what was looked for as something one wants to learn."""
    name, words = request.form.get("skill", ""), request.form.get("q", "")[:400]
    try:
        with transaction() as db:
            skill = wish(db, current_actor(), name).skill_id
            called = db.get_one(Skill, skill).name
    except Invalid as problem:
        flash(problem.message, "problem")
    else:
        flash(f"Noted: you want to learn {called}. Whoever can teach it finds you.")
    return redirect(url_for("discovery.search", q=words or None))


@views.get("/api/v1/suggestions")
@guarded(Permission.SIGNED_IN)
def suggestions() -> Response:
    """`q`, and if wanted `kinds` (`skill,person,circle,session,search`) and `limit`: up to eight
    names, the words of one's own latest searches among them."""
    kinds = request.args.get("kinds", "").split(",")
    wanted = [kind for kind in ASKED if kind in kinds] or ASKED
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
