"""The search page."""

from typing import cast

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.transaction import reading
from community.discovery.indexing import Index
from community.discovery.queries import PAGE, answer, ask_index
from community.web.guard import guarded
from community.web.identity import current_actor
from community.web.template_words import page_number

views = Blueprint("discovery", __name__)


def index() -> Index:
    return cast(Index, current_app.extensions["search_index"])


@views.get("/search")
@guarded(Permission.SIGNED_IN)
def search() -> ResponseReturnValue:
    words = request.args.get("q", "")[:400].strip()
    page, found = page_number(request.args.get("page")), None
    if words:
        results = ask_index(index(), current_actor(), words, page)
        with reading() as db:
            found = answer(db, current_actor(), results)
    more = found is not None and found.results.total > page * PAGE
    return render_template("discovery/search.html", words=words, page=page, found=found, more=more)
