"""What the page of a room shows of its questions."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.rooms.desk import Desk
from community.rooms.models import ItemKind, Room
from community.rooms.questions import Shown, questions_in

MANY = 20  # unread, from where on a way to catch up is offered


def asked_on_page(
    db: Session,
    actor: Actor,
    room: Room,
    read: int,
    desk: Desk,
    items: Sequence[Shown],
    reply_to: Shown | None,
) -> dict[str, Any]:
    """The run-sheet, what the next message may answer, and the thread of each line."""
    questions, more = questions_in(db, actor, room, read)
    numbers = {one["id"]: one["number"] for one in questions}
    unread = room.last_position - read
    return {
        "questions": questions,
        "more_questions": more,
        "threads": threads(items, numbers),
        "unread_many": unread if unread > MANY and read else 0,
        **_answering(actor, room, desk, questions, reply_to),
    }


def threads(items: Sequence[Shown], numbers: dict[str, int]) -> dict[str, str]:
    """By item: which question it answers, in words, where that changes from line to line."""
    said, before = {}, None
    for item in items:
        asks = item["kind"] == ItemKind.QUESTION
        thread = item["id"] if asks else item["question"]
        if thread and thread != before and not asks:
            number = numbers.get(thread)
            said[item["id"]] = f"Question {number}" if number else "an earlier question"
        before = thread
    return said


def _answering(
    actor: Actor, room: Room, desk: Desk, questions: Sequence[Shown], reply_to: Shown | None
) -> dict[str, Any]:
    """`answering`: what can be chosen; `answers`: what is chosen, as `Batch` would by itself."""
    choices = list(desk["questions"])
    if reply_to is None:
        newest = choices[-1] if choices else None
        return {"answering": choices, "answers": _unless_hosts(actor, room, newest)}
    thread = reply_to["id"] if reply_to["kind"] == ItemKind.QUESTION else reply_to["question"]
    known = {one["id"]: one for one in (*questions, *choices)}
    if thread in known and thread not in {one["id"] for one in choices}:
        choices.append(known[thread])
    return {"answering": choices, "answers": _unless_hosts(actor, room, known.get(thread))}


def _unless_hosts(actor: Actor, room: Room, question: Shown | None) -> str:
    """What hosts say while answers are unseen is for everybody."""
    if question is None or (question["unseen"] and actor.hosts(room.home_id)):
        return ""
    return str(question["id"])
