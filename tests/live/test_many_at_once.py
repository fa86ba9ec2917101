"""The same thing many times over, and many people at the same moment."""

import asyncio
import random
import threading
from typing import Any

from sqlalchemy import func, select

from chaos.client import Client
from community.core.transaction import reading
from community.rooms.models import Item, Room
from tests.live.apart import run_apart
from tests.live.seat import Payload, Seat
from tests.live.stage import Stage, stored
from tests.town import Meeting

KEYS = [f"the-same-{number:02d}" for number in range(20)]
SEATS, TIMES = 10, 10  # a hundred copies of each
JOINS = 200


def test_a_hundred_copies_of_twenty_messages_are_twenty(either_stage: Stage) -> None:
    stage, town = either_stage, either_stage.town
    circle = town.circle(town.hana, town.milo)
    room = circle.room_id
    seats = [stage.seated(town.milo, circle) for _ in range(SEATS)]
    told: dict[str, list[Payload]] = {key: [] for key in KEYS}

    def repeat(seat: Seat, dice: random.Random) -> None:
        keys = KEYS * TIMES
        dice.shuffle(keys)
        for key in keys:
            told[key].append(seat.say(room, f"{key} by whoever comes first", key))

    speakers = [
        threading.Thread(target=repeat, args=(seat, random.Random(number)))
        for number, seat in enumerate(seats)
    ]
    for speaker in speakers:
        speaker.start()
    for speaker in speakers:
        speaker.join(120)
    order = stored(room)
    assert len(order) == len(KEYS)
    for answers in told.values():
        assert len(answers) == SEATS * TIMES
        assert {tuple(sorted(answer.items())) for answer in answers} == {
            tuple(sorted(answers[0].items()))
        }
    for seat in seats:
        seat.wait(lambda one: one.ids(room) == order)


def test_a_key_is_one_persons_in_one_room(either_stage: Stage) -> None:
    stage, town = either_stage, either_stage.town
    here, there = town.circle(town.hana, town.milo), town.circle(town.hana, town.milo)
    milo, hana = stage.seated(town.milo, here), stage.seated(town.hana, here)
    first = milo.say(here.room_id, "The first words", KEYS[0])
    other_words = milo.say(here.room_id, "Other words", KEYS[0])
    again_later = milo.reopen().say(here.room_id, "The first words", KEYS[0])
    assert first == other_words == again_later
    elsewhere = milo.say(there.room_id, "The first words", KEYS[0])
    by_hana = hana.say(here.room_id, "The first words", KEYS[0])
    assert len({first["id"], elsewhere["id"], by_hana["id"]}) == 3
    with reading() as db:
        rooms = Item.room_id.in_([here.room_id, there.room_id])
        assert db.scalar(select(func.count()).where(rooms, Item.client_key == KEYS[0])) == 3
        bodies = db.scalars(select(Item.body).where(rooms)).all()
    assert "Other words" not in bodies


def test_two_hundred_come_in_while_people_talk(either_stage: Stage) -> None:
    stage, town = either_stage, either_stage.town
    circle = town.circle(town.hana, town.milo)
    cookies = [stage.cookie(town.hana), stage.cookie(town.milo)]
    lists = run_apart(crowd(stage, circle, cookies))
    order = stored(circle.room_id)
    assert len(order) > 20
    for mine in lists:
        assert mine
        assert mine == order[-len(mine) :]


def version_of(where: Meeting) -> int:
    with reading() as db:
        return db.get_one(Room, where.room_id).version


async def crowd(stage: Stage, circle: Meeting, cookies: list[str]) -> list[list[str]]:
    """What each ends with; everybody comes in at a moment of their own."""
    clients = [Client(n, cookies[n % 2], circle.room_id, [stage.server]) for n in range(JOINS)]
    enough = asyncio.Event()
    staying: list[asyncio.Task[Any]] = [asyncio.create_task(one.stay()) for one in clients[:5]]
    talking = [asyncio.create_task(one.talk(10.0, enough)) for one in clients[:5]]
    for client in clients[5:]:
        staying.append(asyncio.create_task(client.stay()))
        await asyncio.sleep(0.015)
    await asyncio.gather(*[client.live.wait() for client in clients])
    enough.set()
    await asyncio.gather(*talking)
    newest = version_of(circle)  # the last word may be stored and on its way to all of them
    async with asyncio.timeout(30):
        while any(client.timeline.version < newest for client in clients):
            await asyncio.sleep(0.05)
    for task in staying:
        task.cancel()
    await asyncio.gather(*staying, return_exceptions=True)
    return [in_order(client) for client in clients]


def in_order(client: Client) -> list[str]:
    shown = sorted(client.timeline.items.values(), key=lambda item: int(item["position"]))
    return [item["id"] for item in shown]
