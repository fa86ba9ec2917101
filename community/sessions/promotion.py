"""A few words about a session, to post elsewhere."""

import re

from community.access.session_rules import OpenTo, SessionState
from community.core.markdown import to_words
from community.sessions.models import HostedSession
from community.sessions.times import when_in

SENTENCE_MOST = 200
_END = re.compile(r"(?<=[.!?])\s")
# Where its introduction says nothing yet.
KINDS = {
    "chat": "A hosted chat in writing: one question after another.",
    "workshop": "A workshop in writing, in a room of its own.",
    "open": "An open conversation in writing.",
}


def can_be_told(session: HostedSession) -> bool:
    """To come, with a date, and not only for those who are asked by name."""
    to_come = session.state in (SessionState.DRAFT, SessionState.PUBLISHED)
    return to_come and not session.undated and session.open_to is not OpenTo.INVITED


def words_for(session: HostedSession, site: str) -> str:
    """Plain text: its title, when by the clock of its zone, one sentence, and where."""
    lines = (session.title, when_in(session, "").text, sentence_of(session), address(session, site))
    return "\n".join(lines)


def sentence_of(session: HostedSession) -> str:
    """The first of its introduction."""
    words = to_words(session.introduction, len(session.introduction) + 1)
    first = _END.split(words, maxsplit=1)[0]
    if len(first) > SENTENCE_MOST:
        first = first[: SENTENCE_MOST - 1].rstrip() + "…"
    return first or KINDS[session.kind]


def address(session: HostedSession, site: str) -> str:
    return f"{site}/sessions/{session.id}"
