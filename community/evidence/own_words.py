"""What somebody said in a session, without what they quoted of others."""

import re
from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.rooms.models import Item
from community.sessions.models import HostedSession
from community.transcripts.queries import my_words

_QUOTE = re.compile(r"(?:\s|[-*+]\s|\d+[.)]\s)*>")


def own_words(db: Session, actor: Actor, session: HostedSession) -> Sequence[tuple[Item, str]]:
    """In order; a message that was nothing but a quote is left out."""
    several = ((item, without_quotes(item.body)) for item in my_words(db, actor, session))
    return [(item, words) for item, words in several if words]


def without_quotes(body: str) -> str:
    """A quote goes on until an empty line, also where its mark is left out, as in Markdown."""
    return "\n".join(_own_lines(body)).strip()


def _own_lines(body: str) -> Iterator[str]:
    quoting = False
    for line in body.splitlines():
        quoting = bool(_QUOTE.match(line)) or (quoting and bool(line.strip()))
        if not quoting:
            yield line
