"""Whoever has an old desk and takes up what comes has the desk as it is, whatever was lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from community.access.policy import Permission
from community.core import events
from community.core.errors import Problem
from community.core.transaction import reading
from community.rooms import actions
from community.rooms.actions import Wishes
from community.rooms.actions.hiding import hide, show_again
from community.rooms.actions.pinning import pin
from community.rooms.actions.questions import ask_question, close_question
from community.rooms.desk import read_desk
from community.rooms.events import RoomChanged
from community.rooms.models import Room
from community.rooms.queries import access_room, changes
from tests.doing import do
from tests.town import Meeting, Person, Town

WHO = st.sampled_from(["hana", "milo", "otto"])
STEP = st.one_of(
    st.tuples(st.just("slow"), st.sampled_from([0, 30])),
    st.tuples(st.just("read_only"), st.booleans()),
    st.tuples(st.just("band"), st.sampled_from(["", "We start.", "We end."])),
    st.tuples(st.just("pause"), st.sampled_from([0, 60])),
    st.tuples(st.just("timer"), st.sampled_from([0, 60])),
    st.tuples(st.just("raise"), WHO),
    st.tuples(st.just("lower"), WHO),
    st.tuples(st.just("call"), WHO),
    st.tuples(st.just("say"), WHO),
    st.tuples(st.just("ask")),
    st.tuples(st.just("close"), st.booleans()),
    st.tuples(st.just("pin"), st.booleans()),
    st.tuples(st.just("hide"), st.booleans()),
    st.tuples(st.just("withdraw")),
)
# What becomes of each batch on its way to a client.
FATE = st.sampled_from(["comes", "late", "lost"])


class Client:
    """As `frontend/src/room/sync.js`: the highest version of a desk stands; a gap is asked for."""

    def __init__(self, who: Person, where: Meeting) -> None:
        self.who, self.where = who, where
        self.desk = fresh(who, where)
        with reading() as db:
            room = db.get_one(Room, where.room_id)
            self.version = self.heard = self.desk_version = room.version

    def lay(self, desk: dict[str, Any] | None, version: int) -> None:
        if desk is not None and version >= self.desk_version:
            self.desk, self.desk_version = desk, version

    def take(self, change: RoomChanged) -> None:
        self.heard = max(self.heard, change.version)
        if change.since <= self.version:
            self.version = max(self.version, change.version)
        self.lay(change.desk, change.version)

    def ask(self, size: int) -> None:
        """What it does when the room's head says that something is missing."""
        actor = self.who.actor
        while True:
            with reading() as db:
                room = access_room(db, actor, self.where.room_id, Permission.ROOM_READ)
                if room.version <= self.version:
                    return
                page = changes(db, actor, room, max(self.version, 1), size)
            self.version = page.version
            self.lay(page.desk, page.version)


@contextmanager
def told() -> Iterator[list[RoomChanged]]:
    heard: list[RoomChanged] = []
    events.after(RoomChanged, heard.append)
    try:
        yield heard
    finally:
        events._after[RoomChanged].remove(heard.append)


class Evening:
    """One room, in which anybody tries anything."""

    def __init__(self, town: Town) -> None:
        self.town, self.keys = town, count()
        self.where = town.circle(town.hana, town.milo, town.otto)
        self.said = [town.say(town.milo, self.where).id]
        self.asked: list[str] = []

    def take(self, step: tuple[Any, ...]) -> None:
        kind, *rest = step
        # Withdrawn, paused or down already: then nothing may have changed.
        with suppress(Problem):
            getattr(self, f"_{kind}")(*rest)

    def _by(self, name: str, action: Callable[..., Any], *more: Any, **named: Any) -> Any:
        return do(getattr(self.town, name), action, *more, **named)

    def _set(self, **wishes: Any) -> None:
        self._by("hana", actions.set_room, self.where.room_id, Wishes(**wishes))

    def _slow(self, seconds: int) -> None:
        self._set(slow=seconds)

    def _read_only(self, on: bool) -> None:
        self._set(read_only=on)

    def _band(self, text: str) -> None:
        self._set(band=text)

    def _pause(self, seconds: int) -> None:
        self._by("hana", actions.pause, self.where.room_id, seconds)

    def _timer(self, seconds: int) -> None:
        if seconds:
            self._by("hana", actions.start_timer, self.where.room_id, seconds, "Writing")
        else:
            self._by("hana", actions.stop_timer, self.where.room_id)

    def _raise(self, who: str) -> None:
        self._by(who, actions.raise_hand, self.where.room_id)

    def _lower(self, who: str) -> None:
        self._by(who, actions.lower_hand, self.where.room_id)

    def _call(self, who: str) -> None:
        person: Person = getattr(self.town, who)
        self._by("hana", actions.call_hand, self.where.room_id, person.id)

    def _say(self, who: str) -> None:
        self.said.append(self.town.say(getattr(self.town, who), self.where).id)

    def _ask(self) -> None:
        key = f"evening-{next(self.keys):06d}"
        asked = self._by("hana", ask_question, self.where.room_id, key, "What did you try?")
        self.asked.append(asked.id)

    def _close(self, on: bool) -> None:
        if self.asked:
            self._by("hana", close_question, self.asked[-1], on=on)

    def _pin(self, on: bool) -> None:
        self._by("hana", pin, self.said[-1], on=on)

    def _hide(self, on: bool) -> None:
        self._by("hana", hide if on else show_again, self.said[-1])

    def _withdraw(self) -> None:
        self._by("milo", actions.withdraw, self.said[0])


def fresh(who: Person, where: Meeting) -> dict[str, Any]:
    actor = who.actor
    with reading() as db:
        return read_desk(db, access_room(db, actor, where.room_id, Permission.ROOM_READ))


@pytest.mark.slow
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(steps=st.lists(st.tuples(STEP, FATE), min_size=4, max_size=16), size=st.integers(1, 3))
def test_an_old_desk_and_what_comes_after_it_are_the_desk_of_now(
    town: Town, steps: list[tuple[tuple[Any, ...], str]], size: int
) -> None:
    evening = Evening(town)
    client = Client(town.milo, evening.where)
    late: list[RoomChanged] = []
    with told() as heard:
        for step, fate in steps:
            before = len(heard)
            was = fresh(town.hana, evening.where)
            evening.take(step)
            news = heard[before:]
            assert (fresh(town.hana, evening.where) == was) or any(c.desk for c in news), step
            if fate == "late":
                late += news
            elif fate == "comes":
                for change in news:
                    client.take(change)
                if client.heard > client.version:
                    client.ask(size)
    for change in reversed(late):
        client.take(change)
    client.ask(size)
    assert client.desk == fresh(town.milo, evening.where)
