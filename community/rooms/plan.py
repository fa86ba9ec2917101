"""A room's run-sheet: the questions its hosts prepared, with the clock times they are due at.

The shape of one: id, excerpt, at (when it is due, or nothing), unseen, and item: the id of the
question it became once it was asked.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.core.markdown import to_words
from community.rooms.evening import REHEARSAL, Evening, begins, is_evening
from community.rooms.models import Room
from community.rooms.people import shown_moment
from community.rooms.plan_models import PlannedQuestion
from community.rooms.rules import EXCERPT_MOST

Shown = dict[str, Any]


def planned_in(db: Session, room_id: str) -> Sequence[PlannedQuestion]:
    """In their order."""
    wanted = select(PlannedQuestion).where(PlannedQuestion.room_id == room_id)
    return db.scalars(wanted.order_by(PlannedQuestion.place, PlannedQuestion.id)).all()


def shown_plan(db: Session, room: Room, evening: Evening | None) -> list[Shown]:
    """For everybody: a session's questions stand on its page beforehand."""
    if not is_evening(room):
        return []
    begin = begins(evening)
    return [_shown(one, begin) for one in planned_in(db, room.id)]


def _shown(one: PlannedQuestion, begin: datetime | None) -> Shown:
    due = None if one.minute is None or begin is None else begin + timedelta(minutes=one.minute)
    return {
        "id": one.id,
        "excerpt": to_words(one.body, EXCERPT_MOST),
        "at": shown_moment(due) if due else None,
        "unseen": one.unseen,
        "item": one.item_id,
    }


def next_of(plan: Sequence[Shown]) -> Shown | None:
    """The one to be asked next."""
    return next((one for one in plan if one["item"] is None), None)


def evening_facts(desk: Mapping[str, Any], moment: datetime) -> dict[str, bool]:
    """What of an evening is in force at a moment, by the names the pages show their parts by.

    The same names stand in `frontend/src/room/in-force.js`.
    """
    evening, following = desk.get("session") or {}, next_of(desk.get("plan") or ())
    state = evening.get("state", "")
    live = state == "live"
    due = following["at"] if following else None
    return {
        "evening": state != "",
        "lobby": state in ("draft", "published"),
        "dated": state in ("draft", "published") and evening.get("starts_at") is not None,
        "live": live,
        "late": state == "late",
        "over": state in ("closed", "cancelled"),
        "rehearsal": state == REHEARSAL,
        "asking": following is not None and (live or state == REHEARSAL),
        "due": live and due is not None and datetime.fromisoformat(due) <= moment,
        "unseen": any(one["unseen"] for one in desk.get("questions") or ()),
        "overrun": live and datetime.fromisoformat(evening["ends_at"]) <= moment,
    }
