"""What the pages of sessions show of quotes: ways from what was said into an insight, and what a
guest is asked about their own words."""

import re
from typing import Any

from flask import url_for
from markupsafe import Markup

from community.core.transaction import reading
from community.insights.asked import Asked, asked_in
from community.insights.quote_rules import why_never
from community.insights.views.blueprint import views
from community.sessions.models import HostedSession
from community.sessions.passes import Opened
from community.web.identity import current_member

# In a transcript as it is drawn: the line above something that was said and still stands.
_SAID = re.compile(
    r'(<li class="spoken" id="m(\d+)">\s*<p class="spoken__by">(?:(?!</p>).)*)', re.DOTALL
)


@views.app_context_processor
def words_about_quotes() -> dict[str, Any]:
    return {"quoting_from": _quoting_from, "with_ways": _with_ways, "asked_by_pass": _by_pass}


def _quoting_from(session: HostedSession) -> str:
    """Where words of its transcript are taken into an insight; nothing where they never are."""
    if current_member() is None or why_never(session.room, session):
        return ""
    return url_for("insights.use_session", session_id=session.id)


def _with_ways(words: Markup, there: str) -> Markup:
    """The transcript with a way beside each message. It is the same for all until here."""
    if not there:
        return words
    way = f'\\1 <a class="spoken__use" href="{there}?at=\\2">Use in an insight</a>'
    return Markup(_SAID.sub(way, str(words)))  # noqa: S704 - as safe as it was


def _by_pass(found: Opened) -> list[Asked]:
    with reading() as db:
        return asked_in(db, found.actor, found.session)
