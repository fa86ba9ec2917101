"""The questions of a room as one reader sees them: how many answers, how many of them new.

The shape of one: id, number, position, html, excerpt, at, closed, unseen, gone (withdrawn),
answers and new (both as far as this reader may read), and `answered`: how many people have
answered one whose answers are unseen as yet; that is for hosts, and nothing for others.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Audience
from community.core.markdown import to_html, to_words
from community.rooms.mentions import leading
from community.rooms.models import Item, ItemKind
from community.rooms.now import AnyRoom
from community.rooms.people import shown_moment
from community.rooms.readable import readable_by
from community.rooms.rules import EXCERPT_MOST

Shown = dict[str, Any]
LISTED = 30
STANDS = and_(Item.withdrawn_at.is_(None), Item.hidden_at.is_(None))
ANSWER = and_(Item.kind == ItemKind.MESSAGE, STANDS)


def questions_in(
    db: Session,
    actor: Actor,
    room: AnyRoom,
    read: int,
    *,
    before: int | None = None,
    most: int = LISTED,
) -> tuple[list[Shown], bool]:
    """The newest questions, in order, and whether there are others before them.

    `read`: how far the reader has read. `before`: only those before that position.
    """
    wanted = [Item.room_id == room.id, Item.kind == ItemKind.QUESTION]
    if before is not None:
        wanted.append(Item.position < before)
    rows = select(Item).where(*wanted).order_by(Item.position.desc()).limit(most + 1)
    found = list(db.scalars(rows))
    return shown_questions(db, actor, room, found[:most][::-1], read), len(found) > most


def shown_questions(
    db: Session, actor: Actor, room: AnyRoom, questions: Sequence[Item], read: int
) -> list[Shown]:
    """These, with what counts for this reader; two queries however many they are."""
    counts = _counts(db, actor, room, [one.id for one in questions], read)
    unseen = [one.id for one in questions if one.unseen]
    hosts = actor.hosts(room.home_id)
    answered = _answered(db, unseen) if hosts and unseen else {}
    return [
        {
            **_plain(one),
            "answers": counts.get(one.id, (0, 0))[0],
            "new": counts.get(one.id, (0, 0))[1],
            "answered": answered.get(one.id, 0) if hosts and one.unseen else None,
        }
        for one in questions
    ]


def _plain(question: Item) -> Shown:
    gone = question.gone
    return {
        "id": question.id,
        "number": question.number,
        "position": question.position,
        "html": "" if gone else to_html(question.body, leading(question.mentions)),
        "excerpt": "" if gone else to_words(question.body, EXCERPT_MOST),
        "at": shown_moment(question.created_at),
        "closed": question.closed_at is not None,
        "unseen": question.unseen,
        "gone": gone,
    }


def of_others(actor: Actor) -> ColumnElement[bool]:
    """Also what nobody's name stands under."""
    return Item.author_id.is_distinct_from(actor.member_id)


def _counts(
    db: Session, actor: Actor, room: AnyRoom, ids: Sequence[str], read: int
) -> dict[str, tuple[int, int]]:
    """By question: its answers, and how many of them the reader has not come to."""
    if not ids:
        return {}
    new = func.sum(case((and_(Item.position > read, of_others(actor)), 1), else_=0))
    rows = db.execute(
        select(Item.question_id, func.count(), new)
        .where(Item.question_id.in_(ids), ANSWER, readable_by(actor, room))
        .group_by(Item.question_id)
    )
    return {question_id: (answers, fresh) for question_id, answers, fresh in rows}


def _answered(db: Session, ids: Sequence[str]) -> dict[str, int]:
    """How many people have answered, whatever they wrote."""
    rows = db.execute(
        select(Item.question_id, func.count(Item.author_id.distinct()))
        .where(Item.question_id.in_(ids), Item.audience == Audience.AUTHOR, STANDS)
        .group_by(Item.question_id)
    )
    return {question_id: people for question_id, people in rows if question_id}
