"""Changes that meet: whoever comes second decides by what the first one left."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from community.core import database, transaction
from community.core.errors import Busy, Problem, Refused
from community.rooms.actions import Saying, edit, react, withdraw
from community.rooms.models import Item, Room
from community.rooms.writer import Writer
from tests.doing import at_once
from tests.town import Person, Town

ROUNDS = 12


def editing(who: Person, item_id: str, body: str) -> Callable[[], object]:
    actor = who.actor

    def do() -> int:
        with transaction.transaction() as db:
            return edit(db, actor, item_id, body).version

    return do


def withdrawing(who: Person, item_id: str) -> Callable[[], object]:
    actor = who.actor

    def do() -> int:
        with transaction.transaction() as db:
            return withdraw(db, actor, item_id).version

    return do


def reacting(who: Person, item_id: str) -> Callable[[], object]:
    actor = who.actor

    def do() -> int:
        with transaction.transaction() as db:
            return react(db, actor, item_id, "👍", on=True).version

    return do


def test_withdrawn_words_never_come_back_by_an_edit(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    for number in range(ROUNDS):
        said = town.say(town.milo, circle, f"A secret {number}")
        results = at_once(
            withdrawing(town.milo, said.id), editing(town.milo, said.id, f"No secret {number}")
        )
        with transaction.reading() as db:
            item = db.get_one(Item, said.id)
            assert (item.body, item.mentions) == ("", {})
        assert isinstance(results[0], int)
        assert isinstance(results[1], int | Refused)


def test_changing_a_message_and_its_reply_waits_in_no_ring(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    above = town.say(town.hana, circle, "Which one?")
    below = town.say(town.milo, circle, "This one", reply_to=above.id)
    for number in range(ROUNDS):
        results = at_once(
            editing(town.hana, above.id, f"Which {number}?"),
            editing(town.milo, below.id, f"This {number}"),
            reacting(town.hana, below.id),
            reacting(town.milo, above.id),
            lambda: town.say(town.hana, circle, "Meanwhile"),
        )
        faults = [one for one in results if isinstance(one, Exception)]
        assert not faults


def test_every_change_has_a_version_of_its_own(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    items = [town.say(town.milo, circle, f"{number}") for number in range(6)]
    at_once(*[editing(town.milo, item.id, "Other words") for item in items])
    with transaction.reading() as db:
        versions = sorted(db.scalars(select(Item.version)))
        room = db.get_one(Room, circle.room_id)
    assert versions == list(range(8, 14))
    assert room.version == 13


# PostgreSQL locks rooms, not the whole database.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_all_who_wait_behind_a_locked_database_are_told_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not one after the other: the last of twenty would wait for minutes."""
    monkeypatch.setattr(database, "LOCK_PATIENCE", 1.0)
    circle = town.circle(town.hana, town.milo)
    actor, writer = town.milo.actor, Writer()
    tries: list[int] = []
    commit = writer._commit

    def counted(batch: list) -> list:
        tries.append(len(batch))
        return commit(batch)

    monkeypatch.setattr(writer, "_commit", counted)
    sayings = [
        Saying(actor=actor, room_id=circle.room_id, client_key=f"waiting-{n}", body=f"{n}")
        for n in range(20)
    ]
    lock = transaction.database().writer.connect()
    lock.begin()
    results = at_once(*[lambda saying=saying: writer.say(saying) for saying in sayings])
    lock.close()
    assert all(isinstance(one, Busy) for one in results)
    assert len(tries) <= 3
    assert sum(tries) == 20
    assert not isinstance(writer.say(sayings[0]), Problem)
