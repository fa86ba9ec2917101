"""How soon somebody usually answers when they are turned to in a room, told coarsely.

Counted are messages of others that reply to or mention them, until their next message in the
same room: of the last ninety days, in circles they are in that are not hidden, at least three.
"""

from bisect import bisect
from collections import defaultdict
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Select, Text, cast, or_, select
from sqlalchemy.orm import Session, aliased

from community.access.memberships import Membership, Standing
from community.access.policy import Audience, Visibility
from community.access.things import PersonLike
from community.circles.models import Circle
from community.core import clock
from community.core.transaction import reading
from community.rooms.models import Item, Room
from community.rooms.views import views

LOOKED_BACK = timedelta(days=90)
LEAST = 3
# Only the rooms in use, the last of each, and so many calls: enough to tell, and soon read.
ROOMS_MOST, POSITIONS, CALLS_MOST = 10, 300, 60
WORDS = (
    (timedelta(hours=1), "Usually answers within an hour"),
    (timedelta(days=1), "Usually answers within a day"),
    (timedelta(days=5), "Usually answers within a few days"),
)


@views.app_context_processor
def words_about_answers() -> dict[str, Any]:
    return {"reply_time_of": reply_time_of}


def reply_time_of(person: PersonLike) -> str:
    """A sentence; empty where too little is known, or they take longer."""
    with reading() as db:
        return in_words(reply_times(db, person.id))


def in_words(times: list[timedelta]) -> str:
    if len(times) < LEAST:
        return ""
    usual = timedelta(seconds=median(time.total_seconds() for time in times))
    return next((words for bound, words in WORDS if usual <= bound), "")


def reply_times(db: Session, member_id: str) -> list[timedelta]:
    """How long each call waited for its answer; those that wait still are not counted."""
    calls = db.execute(_calls(member_id)).all()
    answers = _answers(db, member_id, {call.room_id for call in calls})
    times = []
    for room_id, position, called_at in calls:
        places, moments = answers[room_id]
        after = bisect(places, position)
        if after < len(places):
            times.append(moments[after] - called_at)
    return times


def _lately(*columns: Any) -> Select[Any]:
    """Messages to everybody in a room, such as still stand."""
    return select(*columns).where(
        Item.created_at > clock.now() - LOOKED_BACK,
        Item.withdrawn_at.is_(None),
        Item.hidden_at.is_(None),
        Item.audience == Audience.EVERYONE,
    )


def _calls(member_id: str) -> Select[Any]:
    above, rooms = aliased(Item), _rooms(member_id).subquery()
    meant = cast(Item.mentions, Text).contains(f'"{member_id}"')
    return (
        _lately(Item.room_id, Item.position, Item.created_at)
        .join(rooms, rooms.c.id == Item.room_id)
        .outerjoin(above, above.id == Item.reply_to_id)
        .where(
            Item.position > rooms.c.last_position - POSITIONS,
            Item.author_id != member_id,
            or_(above.author_id == member_id, meant),
        )
        .order_by(Item.created_at.desc())
        .limit(CALLS_MOST)
    )


def _rooms(member_id: str) -> Select[str, int]:
    """Those the member is in, the ones where something was said last; none that is hidden.

    Nor those of small groups: what is said there changes nothing for anybody else.
    """
    return (
        select(Room.id, Room.last_position)
        .join(Circle, Circle.id == Room.circle_id)
        .join(Membership, Membership.circle_id == Circle.id)
        .where(
            Membership.member_id == member_id,
            Membership.standing == Standing.JOINED,
            Circle.visibility != Visibility.HIDDEN,
            Room.parent_id.is_(None),
        )
        .order_by(Room.last_item_at.desc())
        .limit(ROOMS_MOST)
    )


def _answers(
    db: Session, member_id: str, rooms: set[str]
) -> dict[str, tuple[list[int], list[datetime]]]:
    """By room: where and when the member spoke, in order."""
    spoken = _lately(Item.room_id, Item.position, Item.created_at).where(
        Item.room_id.in_(rooms), Item.author_id == member_id
    )
    found: dict[str, tuple[list[int], list[datetime]]] = defaultdict(lambda: ([], []))
    for room_id, position, moment in db.execute(spoken.order_by(Item.position)):
        found[room_id][0].append(position)
        found[room_id][1].append(moment)
    return found
