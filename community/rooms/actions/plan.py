"""The run-sheet at work: its next question is asked, once; what is still to come is put in order.

Whoever asks names the question they mean. So two hosts who press at the same moment ask one,
and a host who comes back asks nothing that the clock asked meanwhile.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.core.errors import NotFound
from community.core.ids import is_id
from community.rooms.actions.holding import changed, held_room
from community.rooms.actions.questions import not_over, open_questions, put_question
from community.rooms.desk import QUESTIONS_MOST
from community.rooms.evening import must_be_evening
from community.rooms.models import Item, Room
from community.rooms.plan import planned_in
from community.rooms.plan_models import PlannedQuestion


def ask_planned(db: Session, actor: Actor, room_id: str, planned_id: str) -> Item:
    """Put a prepared question to everybody; one that was asked already is given back as it is."""
    room = held_room(db, actor, room_id, Permission.ROOM_HOST)
    must_be_evening(room)
    planned = _planned(db, room, planned_id)
    if planned.item_id is not None:
        return db.get_one(Item, planned.item_id)
    not_over(room)
    return _ask(db, room, planned, actor.member_id)


def ask_due(
    db: Session, room: Room, began: datetime, moment: datetime, author_id: str | None
) -> list[Item]:
    """By the clock, in a room that is held: what is due by now, in its order.

    In the name of a host, and what stands before it too: the order is what they agreed on.
    """
    open_ones = [one for one in planned_in(db, room.id) if one.item_id is None]
    due = [place for place, one in enumerate(open_ones) if _is_due(one, began, moment)]
    late = open_ones[: due[-1] + 1] if due else []
    return [_ask(db, room, one, author_id) for one in late]


def _is_due(one: PlannedQuestion, began: datetime, moment: datetime) -> bool:
    return one.minute is not None and began + timedelta(minutes=one.minute) <= moment


def _ask(db: Session, room: Room, planned: PlannedQuestion, author_id: str | None) -> Item:
    """Room and question are held; the desk that is told names what it became."""

    def asked(item: Item) -> None:
        db.flush()
        planned.item_id = item.id

    return put_question(
        db,
        room,
        author_id,
        f"planned-{planned.id}",
        planned.body,
        unseen=planned.unseen,
        closing=len(open_questions(db, room)) >= QUESTIONS_MOST,
        before_telling=asked,
    )


def move_planned(db: Session, actor: Actor, room_id: str, planned_id: str, place: int) -> Room:
    """Give one that is to come another place among those to come; from 0, the ends bound it.

    The times stay where they are: they belong to the places of the evening.
    """
    room = held_room(db, actor, room_id, Permission.ROOM_HOST)
    must_be_evening(room)
    planned = _planned(db, room, planned_id)
    to_come = [one for one in planned_in(db, room.id) if one.item_id is None]
    if planned not in to_come:
        return room
    order = [one for one in to_come if one is not planned]
    order.insert(max(0, place), planned)
    if order != to_come:
        _deal_places(to_come, order)
        changed(db, room, desk=True)
    return room


def _deal_places(before: Sequence[PlannedQuestion], order: Sequence[PlannedQuestion]) -> None:
    slots = [(one.place, one.minute) for one in before]
    for one, (place, minute) in zip(order, slots, strict=True):
        one.place, one.minute = place, minute


def _planned(db: Session, room: Room, planned_id: str) -> PlannedQuestion:
    found = (
        db.get(PlannedQuestion, planned_id, populate_existing=True) if is_id(planned_id) else None
    )
    if found is None or found.room_id != room.id:
        raise NotFound("This question is not on the room's run-sheet.")
    return found
