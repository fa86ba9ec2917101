"""What was said, grouped by the question it answers: the calm view, and what somebody missed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.core.markdown import to_words
from community.rooms.models import Item, ItemKind
from community.rooms.now import AnyRoom
from community.rooms.questions import (
    ANSWER,
    STANDS,
    Shown,
    of_others,
    questions_in,
    shown_questions,
)
from community.rooms.readable import readable_by
from community.rooms.rules import EXCERPT_MOST
from community.rooms.shown import show

QUESTIONS_A_PAGE = 10
ANSWERS_AT_FIRST = 40
ANSWERS_A_PAGE = 100
LINES = 3  # of each group of what was missed
MISSED_MOST = 5_000  # places looked back
GROUPS_MOST = 50


@dataclass(frozen=True)
class Group:
    """A question, or nothing for what answers none; `more`: there are earlier ones of it."""

    question: Shown | None
    items: list[Shown]
    more: bool = False
    new: int = 0


@dataclass(frozen=True)
class Calm:
    """The newest question first, what answers none last; `more`: there are earlier questions."""

    groups: list[Group]
    more: bool


def calm(db: Session, actor: Actor, room: AnyRoom, read: int, *, before: int | None = None) -> Calm:
    """The last answers to each of the last questions; in as many queries for 3 as for 30."""
    asked, more = questions_in(db, actor, room, read, before=before, most=QUESTIONS_A_PAGE)
    ids = [one["id"] for one in asked]
    answers = _last_of_each(db, actor, room, ids)
    beside = _beside(db, actor, room) if before is None else []
    shown = _show(db, room, [*answers, *beside[:ANSWERS_AT_FIRST]])
    by_question = defaultdict(list)
    for one in shown:
        by_question[one["question"]].append(one)
    groups = [
        Group(one, by_question[one["id"]][-ANSWERS_AT_FIRST:], more=_cut(by_question[one["id"]]))
        for one in reversed(asked)
    ]
    if beside:
        groups.append(Group(None, by_question[None], more=len(beside) > ANSWERS_AT_FIRST))
    return Calm(groups, more)


def _cut(items: Sequence[Shown]) -> bool:
    return len(items) > ANSWERS_AT_FIRST


def calm_group(
    db: Session, actor: Actor, room: AnyRoom, question: Item | None, read: int, before: int
) -> Group:
    """One group by itself, a page of it before that position."""
    where = and_(Item.question_id == question.id, ANSWER) if question else _answers_none()
    found = db.scalars(
        select(Item)
        .where(Item.room_id == room.id, where, Item.position < before, readable_by(actor, room))
        .order_by(Item.position.desc())
        .limit(ANSWERS_A_PAGE + 1)
    ).all()
    items = _show(db, room, found[:ANSWERS_A_PAGE])
    asked = shown_questions(db, actor, room, [question], read)[0] if question else None
    return Group(asked, items, more=len(found) > ANSWERS_A_PAGE)


def _last_of_each(
    db: Session, actor: Actor, room: AnyRoom, question_ids: Sequence[str]
) -> list[Item]:
    """One more of each than is shown, to know that there is more."""
    return _some_of_each(
        db,
        and_(Item.question_id.in_(question_ids), ANSWER, readable_by(actor, room)),
        Item.position.desc(),
        ANSWERS_AT_FIRST + 1,
    )


def _some_of_each(
    db: Session, which: ColumnElement[bool], order: ColumnElement[Any], most: int
) -> list[Item]:
    """So many of each group of those `which`, the first by `order`."""
    place = func.row_number().over(partition_by=Item.question_id, order_by=order)
    ranked = select(Item.id, place.label("place")).where(which).subquery()
    rows = select(Item).join(ranked, ranked.c.id == Item.id).where(ranked.c.place <= most)
    return list(db.scalars(rows))


def _answers_none() -> ColumnElement[bool]:
    return and_(Item.question_id.is_(None), Item.kind != ItemKind.QUESTION, STANDS)


def _beside(db: Session, actor: Actor, room: AnyRoom) -> list[Item]:
    rows = db.scalars(
        select(Item)
        .where(Item.room_id == room.id, _answers_none(), readable_by(actor, room))
        .order_by(Item.position.desc())
        .limit(ANSWERS_AT_FIRST + 1)
    )
    return list(rows)


def _show(db: Session, room: AnyRoom, items: Sequence[Item]) -> list[Shown]:
    ordered = sorted(items, key=lambda item: item.position)
    return show(db, ordered, room=room)


def missed(db: Session, actor: Actor, room: AnyRoom, read: int) -> list[Group]:
    """What others said after that position: the first lines of each group, in the room's order.

    What answers none comes last. The questions asked since then are there even without answers.
    """
    since = max(read, room.last_position - MISSED_MOST)
    which = and_(
        Item.room_id == room.id,
        Item.position > since,
        STANDS,
        of_others(actor),
        readable_by(actor, room),
    )
    said = and_(which, Item.kind != ItemKind.QUESTION)
    numbers = select(Item.question_id, func.count()).where(said).group_by(Item.question_id)
    counts = dict(db.execute(numbers).all())
    asked = _questions_missed(db, which, [one for one in counts if one])
    lines = defaultdict(list)
    for one in _lines(db, room, _some_of_each(db, said, Item.position.asc(), LINES)):
        lines[one["question"]].append(one)
    heads = shown_questions(db, actor, room, asked, read)
    groups = [Group(one, lines[one["id"]], new=counts.get(one["id"], 0)) for one in heads]
    if None in counts:
        groups.append(Group(None, lines[None], new=counts[None]))
    return groups


def _questions_missed(db: Session, which: ColumnElement[bool], ids: Sequence[str]) -> list[Item]:
    """Those with something new, and those that are new themselves; the last of very many."""
    new = select(Item.id).where(which, Item.kind == ItemKind.QUESTION)
    rows = (
        select(Item)
        .where(Item.id.in_(ids) | Item.id.in_(new))
        .order_by(Item.position.desc())
        .limit(GROUPS_MOST)
    )
    return list(db.scalars(rows))[::-1]


def _lines(db: Session, room: AnyRoom, items: Sequence[Item]) -> list[Shown]:
    ordered = sorted(items, key=lambda item: item.position)
    shown = show(db, ordered, room=room)
    return [
        {**one, "excerpt": "" if item.gone else to_words(item.body, EXCERPT_MOST)}
        for item, one in zip(ordered, shown, strict=True)
    ]
