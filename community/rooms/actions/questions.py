"""Questions: put to everybody, closed and opened again, their answers revealed and moved."""

from collections.abc import Callable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Audience, Permission
from community.core import clock
from community.core.errors import Invalid, NotFound, Refused
from community.core.ids import is_id
from community.rooms import rules
from community.rooms.actions.change import not_gone, replies
from community.rooms.actions.holding import (
    changed,
    held_item,
    held_room,
    place_item,
    placed_before,
    tell_called,
)
from community.rooms.asking import OPEN
from community.rooms.desk import QUESTIONS_MOST
from community.rooms.mentions import mentions_in, named
from community.rooms.models import Item, ItemKind, Room

TOLD_AT_ONCE = 200  # items in one batch; what a slow line takes without being dropped
TOO_MANY = f"At most {QUESTIONS_MOST} questions can be open at once. Please close one first."


def ask_question(
    db: Session,
    actor: Actor,
    room_id: str,
    client_key: str,
    body: str,
    *,
    unseen: bool = False,
    closing: bool = False,
) -> Item:
    """Put a question to everybody; `closing` ends those that are open. Sent twice, asked once.

    Answers to an `unseen` one are read by nobody but their writers until they are revealed.
    """
    rules.check_client_key(client_key)
    tidy = rules.tidy_question(body)
    room = held_room(db, actor, room_id, Permission.ROOM_HOST)
    before = placed_before(db, room, actor.member_id, client_key)
    if before is not None:
        return _asked_before(before)
    not_over(room)
    author_id = actor.member_id
    return put_question(db, room, author_id, client_key, tidy, unseen=unseen, closing=closing)


def put_question(
    db: Session,
    room: Room,
    author_id: str | None,
    client_key: str,
    body: str,
    *,
    unseen: bool = False,
    closing: bool = False,
    before_telling: Callable[[Item], None] = lambda _item: None,
) -> Item:
    """In a room that is held, by whoever may; `before_telling`: what belongs to it besides."""
    still_open = open_questions(db, room)
    for one in still_open if closing else ():
        one.closed_at = clock.now()
    if not closing and len(still_open) >= QUESTIONS_MOST:
        raise Refused(TOO_MANY)
    item = _new_question(db, author_id or "", room, client_key, body)
    item.unseen = unseen
    before_telling(item)
    changed(db, room, [*(still_open if closing else ()), item], desk=True)
    return item


def _asked_before(item: Item) -> Item:
    if item.kind is not ItemKind.QUESTION:
        raise Invalid("This client_key has said something else already.")
    return item


def _new_question(db: Session, author_id: str, room: Room, client_key: str, body: str) -> Item:
    """Its number is given once: that of a withdrawn question is not given again."""
    highest = db.scalar(
        select(func.max(Item.number)).where(Item.room_id == room.id, Item.kind == ItemKind.QUESTION)
    )
    item = place_item(
        db, room, ItemKind.QUESTION, author_id=author_id or None, body=body, client_key=client_key
    )
    item.number = (highest or 0) + 1
    known = named(db, [room.home_id], [author_id], [body])
    item.mentions = mentions_in(body, room, author_id, known)
    tell_called(db, item)
    return item


def close_question(db: Session, actor: Actor, item_id: str, *, on: bool) -> Item:
    """Close it, or open it again; doing so again changes nothing."""
    item = _held_question(db, actor, item_id)
    not_over(item.room)
    not_gone(item)
    if (item.closed_at is not None) == on:
        return item
    if not on and len(open_questions(db, item.room)) >= QUESTIONS_MOST:
        raise Refused(TOO_MANY)
    item.closed_at = clock.now() if on else None
    changed(db, item.room, [item], desk=True)
    return item


def reveal(db: Session, actor: Actor, item_id: str) -> Item:
    """All answers become everybody's at once, in the order in which they were written.

    A notice at the end of the room tells of it: the answers themselves stand where many have
    read past already. One that was withdrawn stays unknown.
    """
    question = _held_question(db, actor, item_id)
    if question.room.people is not None:  # of a session also afterwards, or nobody ever read them
        not_over(question.room)
    if not question.unseen:
        return question
    answers = db.scalars(
        select(Item)
        .where(
            Item.question_id == question.id,
            Item.audience == Audience.AUTHOR,
            Item.withdrawn_at.is_(None),
        )
        .order_by(Item.position)
    ).all()
    question.unseen = False
    _open_up(db, answers)
    news = [_notice(db, actor, question, len(answers))] if answers else []
    told = [question, *answers, *news]
    for start in range(0, len(told), TOLD_AT_ONCE):
        changed(db, question.room, told[start : start + TOLD_AT_ONCE], desk=start == 0)
    return question


def _notice(db: Session, actor: Actor, question: Item, answers: int) -> Item:
    many = "The answer" if answers == 1 else f"All {answers} answers"
    notice = place_item(
        db,
        question.room,
        ItemKind.NOTICE,
        author_id=actor.member_id,
        body=f"{many} to question {question.number} can be read now.",
        client_key=f"revealed-{question.id}",
    )
    notice.question_id = question.id
    return notice


def _open_up(db: Session, items: Sequence[Item]) -> None:
    """Let everybody read these, and tell nobody of what they reply to that is still unseen.

    Whoever is in the circle by now reads them, although they may have come after the writing.
    """
    for item in items:
        item.audience, item.unpinned_at = Audience.EVERYONE, clock.now()
    db.flush()
    above = {item.reply_to_id for item in items if item.reply_to_id}
    where = Item.id.in_(above), Item.audience == Audience.AUTHOR
    unseen = set(db.scalars(select(Item.id).where(*where))) if above else set()
    for item in items:
        if item.reply_to_id in unseen:
            item.reply_to_id = None


def attach(db: Session, actor: Actor, item_id: str, question_id: str | None) -> Item:
    """Let a message answer another question, or none."""
    item = held_item(db, actor, item_id, Permission.ITEM_MOVE)
    not_over(item.room)
    not_gone(item)
    if item.kind is not ItemKind.MESSAGE:
        raise Refused("Only a message can answer a question.")
    if item.audience is Audience.HOSTS:
        raise Refused("What is for the hosts answers no question.")
    question = _question_in(db, item, question_id) if question_id else None
    unseen = question is not None and question.unseen
    if unseen and item.audience is Audience.EVERYONE and item.question_id != question_id:
        raise Refused(
            "Answers to this question are unseen as yet, and everybody can read this message."
        )
    if item.question_id != question_id:
        item.question_id = question_id
        opened = item.audience is Audience.AUTHOR and not unseen
        if opened:
            _open_up(db, [item])
        changed(db, item.room, [item, *(replies(db, item) if opened else ())])
    return item


def _question_in(db: Session, item: Item, question_id: str) -> Item:
    question = db.get(Item, question_id) if is_id(question_id) else None
    if (
        question is None
        or question.kind is not ItemKind.QUESTION
        or question.room_id != item.room_id
    ):
        raise NotFound("This question is not in the room.")
    if question.withdrawn_at is not None:
        raise Refused("This question was withdrawn.")
    return question


def _held_question(db: Session, actor: Actor, item_id: str) -> Item:
    item = held_item(db, actor, item_id, Permission.ITEM_HOST)
    if item.kind is not ItemKind.QUESTION:
        raise Refused("This is not a question.")
    return item


def open_questions(db: Session, room: Room) -> list[Item]:
    rows = select(Item).where(Item.room_id == room.id, *OPEN).order_by(Item.position)
    return list(db.scalars(rows))


def not_over(room: Room) -> None:
    """The room of a small group or a session, when its time is over."""
    if room.closed:
        raise Refused("This room is closed: read only.")
