"""What the page of a transcript shows of answers: transcripts know nothing of asks."""

import re
from itertools import groupby
from typing import Any

from flask import render_template
from markupsafe import Markup

from community.asks.in_transcripts import answered_later, where_it_shows
from community.asks.models import Ask
from community.asks.views.blueprint import views
from community.core.transaction import reading
from community.sessions.models import HostedSession
from community.web.identity import current_actor

_WORDS = '<div class="prose spoken__words">'
_DIV = re.compile(r"<div\b|</div>")


@views.app_context_processor
def words_about_answers() -> dict[str, Any]:
    return {"with_answers": _with_answers, "answer_shows_in": _shows_in}


def _shows_in(ask: Ask) -> str:
    with reading() as db:
        return where_it_shows(db, ask) or ""


def _with_answers(words: Markup, session: HostedSession) -> Markup:
    """The transcript, which is the same for all until here, with what the reader may read of
    what was answered later. Where a question does not stand any more, neither does that."""
    with reading() as db:
        found = answered_later(db, current_actor(), session)
    page = str(words)
    for place, answers in groupby(found, key=lambda one: one.place):
        end = _end_of_words(page, place)
        if end is not None:
            shown = render_template("asks/_answered_later.html", answers=list(answers))
            page = page[:end] + shown + page[end:]
    return Markup(page)  # noqa: S704 - both are as safe as they were


def _end_of_words(page: str, place: int) -> int | None:
    begins = page.find(f'<li class="spoken" id="m{place}">')
    inside = page.find(_WORDS, begins) if begins >= 0 else -1
    depth = 0
    for found in _DIV.finditer(page, inside) if inside >= 0 else ():
        depth += -1 if found[0] == "</div>" else 1
        if depth == 0:
            return found.end()
    return None
