"""What was answered to questions of a session that were asked on after it: it stands under them in
the transcript's page, for whoever may read that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, joinedload

from community.access.actor import ANYBODY, Actor
from community.access.policy import Permission, can
from community.access.session_rules import Confidentiality
from community.asks.listed import shown_answers
from community.asks.models import Ask, AskAnswer
from community.asks.visible import visible_to
from community.rooms.models import Item
from community.sessions.models import HostedSession
from community.sessions.names_out import named_in, people_around
from community.sessions.queries import WITH_HOUSE
from community.transcripts.names import LEFT, Replaced

MOST = 200  # of one transcript


@dataclass(frozen=True)
class Later:
    """`place`: of the question in the transcript. `by`: empty where nobody has a name. `ask_id`:
    where the reader may read what was asked; never where that would say who asked."""

    place: int
    by: str
    body: str
    at: datetime
    ask_id: str = ""


class Where(StrEnum):
    READERS = "readers"  # of the transcript
    ANYBODY = "anybody"  # it can be read without an account


def answered_later(db: Session, actor: Actor, session: HostedSession) -> list[Later]:
    """By place, in the order in which they were written."""
    asked_there = select(Item.id).where(Item.room_id == session.room_id)
    rows = db.execute(
        select(AskAnswer, Item)
        .join(Ask, Ask.id == AskAnswer.ask_id)
        .join(Item, Item.id == Ask.item_id)
        .where(Ask.item_id.in_(asked_there), shown_answers(db, actor))
        .options(joinedload(AskAnswer.author))
        .order_by(Item.position, AskAnswer.created_at, AskAnswer.id)
        .limit(MOST)
    ).all()
    if not rows:
        return []
    if session.confidentiality is Confidentiality.NO_NAMES:
        return _without_names(db, session, rows)
    asks = {answer.ask_id for answer, _ in rows}
    readable = set(db.scalars(select(Ask.id).where(Ask.id.in_(asks), visible_to(actor))))
    return [_named(answer, item, readable) for answer, item in rows]


def _named(answer: AskAnswer, item: Item, readable: set[str]) -> Later:
    by = answer.author.name if answer.author else LEFT.name
    there = answer.ask_id if answer.ask_id in readable and not item.nameless else ""
    return Later(item.position, by, answer.body, answer.created_at, there)


def _without_names(
    db: Session, session: HostedSession, rows: Sequence[Row[AskAnswer, Item]]
) -> list[Later]:
    """Neither above the words nor in them."""
    bodies = [answer.body for answer, _ in rows]
    ids = {answer.author_id for answer, _ in rows if answer.author_id}
    names = Replaced([], named_in(people_around(db, session, ids), bodies), set())
    return [
        Later(item.position, "", names.text(answer.body), answer.created_at)
        for answer, item in rows
    ]


def where_it_shows(db: Session, ask: Ask) -> Where | None:
    """In which transcript an answer stands besides the ask: said to whoever would answer."""
    item = db.get(Item, ask.item_id) if ask.item_id else None
    if item is None or item.gone:
        return None
    found = select(HostedSession).where(HostedSession.room_id == item.room_id).options(*WITH_HOUSE)
    session = db.scalar(found)
    if session is None:
        return None
    return Where.ANYBODY if can(ANYBODY, Permission.SESSION_READ, session) else Where.READERS
