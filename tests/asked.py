"""Builders for questions: asked by the host of a meeting, and what answers them."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from community.core.transaction import reading, transaction
from community.rooms.actions import Said, Saying, say, say_together
from community.rooms.actions import questions as actions
from community.rooms.models import Item, Room
from tests.doing import do
from tests.town import Evening, Meeting, Person

_keys = count(1)


def ask(where: Meeting | Evening, body: str = "Who warms the material?", **ways: Any) -> Item:
    key = ways.pop("key", f"asked-{next(_keys):08d}")
    return do(where.host, actions.ask_question, where.room_id, key, body, **ways)


def answer(
    who: Person, where: Meeting | Evening, body: str = "For one minute.", **more: Any
) -> Item:
    """Something said, as it is stored; it answers what is asked unless `question` says else."""
    key = more.pop("key", f"answer-{next(_keys):08d}")
    actor = who.actor
    saying = Saying(actor=actor, room_id=where.room_id, client_key=key, body=body, **more)
    return stored(do(who, lambda db, _actor: say(db, saying)).id)


def stored(item_id: str) -> Item:
    with reading() as db:
        return db.get_one(Item, item_id)


def room_of(where: Meeting | Evening) -> Room:
    with reading() as db:
        return db.get_one(Room, where.room_id)


def words(items: list[dict[str, Any]]) -> list[str]:
    """What a page of items says, without the marks."""
    return [item["html"].removeprefix("<p>").removesuffix("</p>\n") for item in items]


def many(
    where: Meeting | Evening, people: Sequence[Person], count: int, body: str = "Answer"
) -> None:
    """So many messages, by these in turn, in a few transactions."""
    actors = [person.actor for person in people]
    for start in range(0, count, 250):
        sayings = [
            Saying(
                actor=actors[number % len(actors)],
                room_id=where.room_id,
                client_key=f"many-{next(_keys):08d}",
                body=f"{body} {number}",
            )
            for number in range(start, min(start + 250, count))
        ]
        with transaction() as db:
            assert all(isinstance(one, Said) for one in say_together(db, sayings))
