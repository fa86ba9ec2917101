"""Builders for evenings: what hosts do with a session, what the clock does, who is there."""

from datetime import datetime, timedelta
from typing import Any

from community.core import clock
from community.core.ids import new_id
from community.core.transaction import reading, transaction
from community.rooms.actions.plan import ask_planned
from community.rooms.actions.reading import Stay, note_entered
from community.rooms.desk import Desk, read_desk
from community.rooms.models import Item, Room
from community.rooms.plan import planned_in
from community.rooms.plan_models import PlannedQuestion
from community.sessions.actions import hosting
from community.sessions.models import HostedSession
from tests.doing import do
from tests.town import Evening, Person, Town


def live(town: Town, *people: Person, **plan: Any) -> Evening:
    """A session that Hana started just now, with these in it."""
    evening = town.session(town.circle(town.hana), starts_in=0, **plan)
    for person in people:
        town.come(person, evening)
    do(evening.host, hosting.start, evening.id)
    return evening


def session_of(evening: Evening) -> HostedSession:
    with reading() as db:
        return db.get_one(HostedSession, evening.id)


def room_of(evening: Evening) -> Room:
    with reading() as db:
        return db.get_one(Room, evening.room_id)


def desk_of(room_id: str) -> Desk:
    with reading() as db:
        return read_desk(db, db.get_one(Room, room_id))


def plan_of(evening: Evening) -> list[PlannedQuestion]:
    with reading() as db:
        return list(planned_in(db, evening.room_id))


def ask_next(who: Person, evening: Evening, number: int = 0) -> Item:
    """The question of the run-sheet with that place."""
    return do(who, ask_planned, evening.room_id, plan_of(evening)[number].id)


def be_there(who: Person, evening: Evening, at: datetime | None = None) -> str:
    """Their socket is in the room at that moment; the id of their stay."""
    stay = Stay(new_id(), evening.room_id, who.id)
    with clock.fixed(at or clock.now()), transaction() as db:
        note_entered(db, [stay])
    return stay.id


def after(minutes: float, since: datetime | None = None) -> datetime:
    return (since or clock.now()) + timedelta(minutes=minutes)
