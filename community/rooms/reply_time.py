"""How soon somebody usually answers when they are turned to in a room, told coarsely.

Counted are messages of others that reply to or mention them, until their next message in the
same room: of the last ninety days, in circles they are in that are not hidden, at least three.

The page of a person works it out as it is. Lists show what was worked out within the hour and
stands beside the name, only where every member may see it; it can be made anew at any time.
"""

import time
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Select, Text, bindparam, cast, or_, select, union, update
from sqlalchemy.orm import Session, aliased

from community.access.memberships import Membership, Standing
from community.access.policy import Audience, Visibility
from community.access.things import PersonLike
from community.circles.models import Circle
from community.core import clock
from community.core.events import within
from community.core.transaction import reading, transaction
from community.members.events import SightsChanged
from community.members.models import Member, Profile
from community.members.rules import ANSWER_BOUNDS, ANSWERS
from community.members.sights import OPEN, sight_of
from community.rooms.models import Item, Room
from community.rooms.views import views

LOOKED_BACK = timedelta(days=90)
LEAST = 3
# Only the rooms in use, the last of each, and so many calls: enough to tell, and soon read.
ROOMS_MOST, POSITIONS, CALLS_MOST = 10, 300, 60
AT_ONCE = 5  # members looked at, or changed, before others have their turn


@views.app_context_processor
def words_about_answers() -> dict[str, Any]:
    return {"reply_time_of": reply_time_of}


def reply_time_of(person: PersonLike) -> str:
    """A sentence; empty where too little is known, or they take longer."""
    with reading() as db:
        return in_words(reply_times(db, person.id))


def in_words(times: list[timedelta]) -> str:
    return ANSWERS.get(usual(times) or "", "")


def usual(times: list[timedelta]) -> str | None:
    """A key of `ANSWERS`."""
    if len(times) < LEAST:
        return None
    wait = timedelta(seconds=median(one.total_seconds() for one in times))
    return next((key for key, bound in ANSWER_BOUNDS.items() if wait <= bound), None)


def for_everybody(db: Session, member_id: str) -> str | None:
    """What may stand beside the name in any list: nothing, if it is for fewer eyes."""
    profile = db.get(Profile, member_id)
    shown = profile is None or sight_of(profile.sights, "activity") in OPEN
    return usual(reply_times(db, member_id)) if shown else None


def refresh(since: datetime | None = None) -> int:
    """Work it out anew for all who may have been turned to since then, and for whom it is known
    (it grows old): how many changed."""
    return sum(refreshing(since))


def refreshing(since: datetime | None = None) -> Iterator[int]:
    """The same a few at a time, for who has rooms to tell meanwhile: how many of these changed."""
    with reading() as db:
        known = db.execute(_whom(since)).all()
    for start in range(0, len(known), AT_ONCE):
        changed = []
        for member_id, before in known[start : start + AT_ONCE]:
            with reading() as db:
                if for_everybody(db, member_id) != before:
                    changed.append(member_id)
            time.sleep(0)
        if changed:
            _keep(changed)
        yield len(changed)


def _whom(since: datetime | None) -> Select[str, str | None]:
    heard = Room.last_item_at > (since or clock.now() - LOOKED_BACK)
    in_rooms = select(Membership.member_id).join(Room, Room.circle_id == Membership.circle_id)
    told = select(Member.id).where(Member.answers_within.is_not(None))
    either = union(in_rooms.where(heard, Membership.standing == Standing.JOINED), told).subquery()
    return select(Member.id, Member.answers_within).where(Member.id.in_(select(either)))


def _keep(member_ids: list[str]) -> None:
    """Looked at once more while they are held: who sees it may have been decided meanwhile."""
    held = select(Member.id).where(Member.id.in_(member_ids)).order_by(Member.id)
    with transaction() as db:
        for member_id in db.scalars(held.with_for_update(key_share=True)).all():
            _set(db, member_id)


def _set(db: Session, member_id: str) -> None:
    words = for_everybody(db, member_id)
    db.execute(update(Member).where(Member.id == member_id).values(answers_within=words))


def _follow_sights(db: Session, event: SightsChanged) -> None:
    """At once: what was for every member may be for fewer now."""
    _set(db, event.member_id)


within(SightsChanged, _follow_sights)


def reply_times(db: Session, member_id: str) -> list[timedelta]:
    """How long each call waited for its answer; those that wait still are not counted."""
    asked = {"me": member_id, "quoted": f'"{member_id}"', "since": clock.now() - LOOKED_BACK}
    calls = db.execute(_CALLS, asked).all()
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
        Item.created_at > bindparam("since"),
        Item.withdrawn_at.is_(None),
        Item.hidden_at.is_(None),
        Item.audience == Audience.EVERYONE,
    )


def _calls() -> Select[Any]:
    above, rooms = aliased(Item), _rooms().subquery()
    meant = cast(Item.mentions, Text).contains(bindparam("quoted"))
    return (
        _lately(Item.room_id, Item.position, Item.created_at)
        .join(rooms, rooms.c.id == Item.room_id)
        .outerjoin(above, above.id == Item.reply_to_id)
        .where(
            Item.position > rooms.c.last_position - POSITIONS,
            Item.author_id != bindparam("me"),
            or_(above.author_id == bindparam("me"), meant),
        )
        .order_by(Item.created_at.desc())
        .limit(CALLS_MOST)
    )


def _rooms() -> Select[str, int]:
    """Those the member is in, the ones where something was said last; none that is hidden.

    Nor those of small groups: what is said there changes nothing for anybody else.
    """
    return (
        select(Room.id, Room.last_position)
        .join(Circle, Circle.id == Room.circle_id)
        .join(Membership, Membership.circle_id == Circle.id)
        .where(
            Membership.member_id == bindparam("me"),
            Membership.standing == Standing.JOINED,
            Circle.visibility != Visibility.HIDDEN,
            Room.home_id == Circle.id,  # a session's people are others
            Room.parent_id.is_(None),
        )
        .order_by(Room.last_item_at.desc().nulls_last())
        .limit(ROOMS_MOST)
    )


def _answers(
    db: Session, member_id: str, rooms: set[str]
) -> dict[str, tuple[list[int], list[datetime]]]:
    """By room: where and when the member spoke, in order."""
    found: dict[str, tuple[list[int], list[datetime]]] = defaultdict(lambda: ([], []))
    if not rooms:
        return found
    asked = {"me": member_id, "rooms": list(rooms), "since": clock.now() - LOOKED_BACK}
    for room_id, position, moment in db.execute(_SPOKEN, asked):
        found[room_id][0].append(position)
        found[room_id][1].append(moment)
    return found


# Made once: for each of thousands of members it costs more to make them than to ask them.
_CALLS = _calls()
_SPOKEN = (
    _lately(Item.room_id, Item.position, Item.created_at)
    .where(Item.room_id.in_(bindparam("rooms", expanding=True)), Item.author_id == bindparam("me"))
    .order_by(Item.position)
)
