"""Whoever knows a room up to any version, and asks what changed, knows the room."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from community.access.policy import Audience, Permission
from community.core.errors import Problem
from community.core.transaction import reading
from community.rooms import actions
from community.rooms.queries import access_room, changes, earlier
from tests.doing import do
from tests.town import Meeting, Person, Town

WHO = st.sampled_from(["hana", "milo", "otto"])
WHICH = st.integers(0, 5)
STEP = st.one_of(
    st.tuples(st.just("say"), WHO, st.sampled_from(["everyone", "hosts"])),
    st.tuples(st.just("reply"), WHO, WHICH),
    st.tuples(st.just("edit"), WHO, WHICH),
    st.tuples(st.just("withdraw"), WHO, WHICH),
    st.tuples(st.just("react"), WHO, WHICH, st.booleans()),
)
Items = dict[str, dict[str, Any]]


class Reader:
    """A client: what it has, and how it takes up changes. Reads `size` items at a time."""

    def __init__(self, who: Person, where: Meeting, size: int) -> None:
        self.who, self.where, self.size = who, where, size
        self.version = 0
        self.items: Items = {}

    def catch_up(self) -> list[int]:
        """Returns the versions that came, in the order they came."""
        came, more = [], True
        while more:
            actor = self.who.actor
            with reading() as db:
                room = access_room(db, actor, self.where.room_id, Permission.ROOM_READ)
                page = changes(db, actor, room, max(self.version, 1), self.size)
            came += [item["version"] for item in page.items]
            self.items |= {item["id"]: item for item in page.items}
            self.version, more = page.version, page.more
        return came


def everything(who: Person, where: Meeting) -> Items:
    actor = who.actor
    with reading() as db:
        room = access_room(db, actor, where.room_id, Permission.ROOM_READ)
        items: list[dict[str, Any]] = []
        before, more = 2**31 - 1, True
        while more:
            page = earlier(db, actor, room, before, 3)
            items, more = page.items + items, page.more
            before = items[0]["position"] if items else 0
    assert [item["position"] for item in items] == sorted(item["position"] for item in items)
    return {item["id"]: item for item in items}


def take(step: tuple[Any, ...], town: Town, where: Meeting, said: list[str]) -> None:
    kind, name, *rest = step
    who: Person = getattr(town, name)
    at = said[rest[0] % len(said)] if kind != "say" else ""
    try:
        if kind == "say":
            said.append(town.say(who, where, "Words", audience=Audience(rest[0])).id)
        elif kind == "reply":
            said.append(town.say(who, where, "A reply", reply_to=at).id)
        elif kind == "edit":
            do(who, actions.edit, at, f"New words {len(said)}")
        elif kind == "withdraw":
            do(who, actions.withdraw, at)
        else:
            do(who, actions.react, at, "👍", on=rest[1])
    except Problem:
        pass  # not theirs, not for them, or withdrawn: then nothing may have changed


@pytest.mark.slow
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(steps=st.lists(STEP, min_size=4, max_size=10), size=st.integers(1, 4))
def test_changes_after_any_version_are_exactly_what_changed(
    town: Town, steps: list[tuple[Any, ...]], size: int
) -> None:
    where = town.circle(town.hana, town.milo, town.otto)
    said = [town.say(town.hana, where, "First").id]
    readers = {who: Reader(who, where, size) for who in (town.hana, town.milo, town.otto)}
    first = {who: everything(who, where) for who in readers}
    for who, reader in readers.items():
        reader.items, reader.version = dict(first[who]), 2
    held = dict(first)
    for step in steps:
        take(step, town, where, said)
        for who, reader in readers.items():
            now = everything(who, where)
            came = reader.catch_up()
            assert came == sorted(set(came)), "each once, in the order of versions"
            changed = {key for key, item in now.items() if held[who].get(key) != item}
            assert {now[key]["version"] for key in changed} == set(came)
            assert reader.items == now
            held[who] = now
