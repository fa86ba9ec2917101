"""A page asks the database a fixed number of questions, however much there is to show."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from community.access.policy import Visibility
from community.core.transaction import database
from community.rooms.actions import react
from tests.browsing import Browsing, Visitor
from tests.doing import do
from tests.town import Meeting, Town

MOST = 16


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent meanwhile."""
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        # What every page shows of the settings is asked once in a few seconds, not by each.
        if not statement.startswith(("BEGIN", "PRAGMA")) and "FROM choices" not in statement:
            sent.append(statement)

    engine = database().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def asked(visitor: Visitor, address: str) -> int:
    visitor.get(address)
    with counted() as statements:
        assert visitor.get(address).status_code == 200, address
    return len(statements)


def fill(town: Town, circle: Meeting, start: int, count: int) -> None:
    """People, circles, words, replies and reactions."""
    for number in range(start, start + count):
        person = town.person(f"Person {number:02d}")
        town.bring(person, circle.id, town.hana)
        said = town.say(person, circle, f"Number {number}, @hana and @person-{number:02d}")
        reply = town.say(town.hana, circle, "And you?", reply_to=said.id)
        do(person, react, reply.id, "👍", on=True)
        other = town.circle(person, name=f"Other {number:02d}")
        town.circle(person, name=f"Ask {number:02d}", visibility=Visibility.ASK)
        mine = town.circle(town.hana, person, name=f"Mine {number:02d}")
        town.say(person, mine)
        town.invite(town.hana, other.id, person)


@pytest.mark.slow
def test_more_to_show_is_no_more_to_ask(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, visibility=Visibility.ASK)
    fill(town, circle, 0, 2)
    town.ask(town.otto, circle.id)
    hana = browsing.by(town.hana)
    addresses = (
        "/",
        "/circles",
        f"/circles/{circle.id}",
        f"/rooms/{circle.room_id}",
        f"/rooms/{circle.room_id}?before=3",
        f"/api/v1/rooms/{circle.room_id}/changes",
        f"/api/v1/rooms/{circle.room_id}/changes?after=1",
        f"/api/v1/people/suggest?room={circle.room_id}&q=p",
        "/people",
        "/people/hana",
        "/me",
        "/inbox",
        "/search?q=person",
    )
    before = {address: asked(hana, address) for address in addresses}
    fill(town, circle, 2, 10)
    after = {address: asked(hana, address) for address in addresses}
    assert after == before
    assert max(after.values()) <= MOST
