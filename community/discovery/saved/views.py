"""Pages of the searches one keeps."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.actor import Actor
from community.access.policy import Permission
from community.asks.resting import resting_among
from community.core.errors import Invalid, Refused
from community.core.transaction import reading, transaction
from community.discovery.queries import people_among
from community.discovery.saved import keeping
from community.discovery.saved.asking import Told, ask
from community.discovery.saved.keeping import Wanted
from community.discovery.saved.knowing import KNOWN_MOST
from community.discovery.saved.reading import opened
from community.discovery.saved_models import SavedSearch
from community.discovery.views import FOUND_KINDS, index, views
from community.web.guard import guarded
from community.web.identity import current_actor

# What follows from somebody's having opened one of theirs, by its id.
looks: list[Callable[[Actor, str], None]] = []
_KINDS = {
    "person": "People",
    "skill": "Skills",
    "circle": "Circles",
    "session": "Sessions",
    "message": "Messages",
    "insight": "Insights",
}
_TOO_MUCH = (
    f"“%s” finds more than {KNOWN_MOST} things, too many to tell you what is new. "
    "Narrow it down, and save that."
)


@views.get("/search/saved")
@guarded(Permission.SIGNED_IN)
def saved_searches() -> ResponseReturnValue:
    with reading() as db:
        searches = keeping.every_saved(db, current_actor())
    return render_template("discovery/saved_searches.html", searches=searches, kinds=_KINDS)


@views.post("/search/saved")
@guarded(Permission.SIGNED_IN)
def save_search() -> ResponseReturnValue:
    wanted, actor = _wanted(), current_actor()
    with reading() as db:
        known = keeping.kept_as(db, actor, wanted)
    try:
        told = _present(wanted.text, wanted.kind) if wanted.tell else None
        with transaction() as db:
            search = keeping.save(db, actor, wanted, told)
    except (Invalid, Refused) as problem:
        flash(problem.message, "problem")
    else:
        _say_how(search, wanted, known)
    return redirect(url_for("discovery.search", q=wanted.words or None, kind=wanted.kind or None))


@views.get("/search/saved/<search_id>")
@guarded(Permission.SIGNED_IN)
def saved_search(search_id: str) -> ResponseReturnValue:
    actor = current_actor()
    with reading() as db:
        search = keeping.saved(db, actor, search_id)
    found = opened(index(), actor, search, _since())
    for look in looks if found.ready else ():
        look(actor, search.id)
    with reading() as db:
        resting = resting_among(db, people_among([*found.news, *found.answer.found]))
    return render_template(
        "discovery/saved_search.html",
        search=search,
        found=found,
        kinds=_KINDS,
        resting=resting,
    )


@views.post("/search/saved/<search_id>")
@guarded(Permission.SIGNED_IN)
def change_saved(search_id: str) -> ResponseReturnValue:
    actor, tell = current_actor(), request.form.get("tell") == "1"
    with reading() as db:
        search = keeping.saved(db, actor, search_id)
    told = _present(search.words, search.kind) if tell and search.look_at is None else None
    try:
        with transaction() as db:
            name = request.form.get("name", "")
            search = keeping.change(db, actor, search_id, name, told, tell=tell)
    except Invalid as problem:
        flash(problem.message, "problem")
    else:
        if tell and search.look_at is None:
            flash(_TOO_MUCH % search.name, "problem")
        else:
            flash(f"Changed: “{search.name}”.")
    return redirect(url_for("discovery.saved_searches"))


@views.post("/search/saved/<search_id>/remove")
@guarded(Permission.SIGNED_IN)
def remove_saved(search_id: str) -> ResponseReturnValue:
    with transaction() as db:
        name = keeping.forget(db, current_actor(), search_id)
    flash(f"“{name}” is no longer saved.")
    return redirect(url_for("discovery.saved_searches"))


def _wanted() -> Wanted:
    kind = request.form.get("kind", "")
    return Wanted(
        words=request.form.get("q", "")[:400].strip(),
        kind=kind if kind in FOUND_KINDS else "",
        name=request.form.get("name", ""),
        tell=request.form.get("tell") == "1",
    )


def _present(words: str, kind: str) -> Told | None:
    """What it finds at this moment, which is nothing new."""
    query = SavedSearch(words=words, kind=kind).query
    return ask(index(), current_actor(), query, KNOWN_MOST)


def _say_how(search: SavedSearch, wanted: Wanted, known: SavedSearch | None) -> None:
    """Saving it again is no fault, and may be how somebody asks to be told."""
    if wanted.tell and search.look_at is None:
        flash(_TOO_MUCH % search.name, "problem")
    elif known is not None:
        now_told = wanted.tell and known.look_at is None
        more = " From now on we tell you what is new." if now_told else ""
        flash(f"You keep this search already, as “{search.name}”.{more}")
    else:
        more = " We tell you when there is something new." if wanted.tell else ""
        flash(f"Saved as “{search.name}”.{more}")


def _since() -> datetime | None:
    """The moment a notice speaks of, in seconds; anything else is no moment."""
    try:
        return datetime.fromtimestamp(int(request.args.get("since", "")[:12]), UTC)
    except (ValueError, OverflowError, OSError):
        return None
