"""The server is killed at any moment, with nothing flushed and nobody told."""

import random
import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from community.core import clock, transaction
from community.core.transaction import reading
from community.rooms.models import Attendance, Item
from tests.live.seat import Payload, Seat
from tests.live.stage import FAST, Stage, stored
from tests.outside.fixtures import StartServer
from tests.outside.postgres import Postgres

KILLS = 3
SPEAKERS = 20

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def dying_stage(request: pytest.FixtureRequest, live_server: StartServer) -> Iterator[Stage]:
    """A server of its own, because it is going to die."""
    url = None
    if request.param == "postgresql":
        postgres: Postgres = request.getfixturevalue("postgres")
        url = postgres.new_database()
    stage = Stage(live_server(database_url=url, env=FAST), url)
    yield stage
    stage.server.stop()


@pytest.fixture
def own_stage(dying_stage: Stage) -> Iterator[Stage]:
    with dying_stage:
        yield dying_stage


class Speaker(threading.Thread):
    """Says one thing after the other, each until it is acknowledged."""

    def __init__(self, number: int, seat: Seat, room: str, enough: threading.Event) -> None:
        super().__init__()
        self.number, self.seat, self.room, self.enough = number, seat, room, enough
        self.acknowledged: dict[str, Payload] = {}
        self.dice = random.Random(number)

    def run(self) -> None:
        turn = 0
        while not self.enough.is_set():
            turn += 1
            words = f"{self.number}.{turn}"
            key = f"speaker-{words.replace('.', '-')}"
            self.acknowledged[words] = self.seat.insist(self.room, words, key)
            time.sleep(self.dice.uniform(0.05, 0.25))


def test_nothing_acknowledged_is_lost_doubled_or_moved(own_stage: Stage) -> None:
    stage, town, dice = own_stage, own_stage.town, random.Random(7)
    people = [town.person(f"Speaker {number}") for number in range(SPEAKERS)]
    circle = town.circle(town.hana, *people)
    enough = threading.Event()
    speakers = [
        Speaker(number, stage.seated(person, circle), circle.room_id, enough)
        for number, person in enumerate(people)
    ]
    for speaker in speakers:
        speaker.start()
    for _ in range(KILLS):
        time.sleep(dice.uniform(0.6, 1.8))
        stage.server.kill()
        stage.server.start()
    time.sleep(1)
    enough.set()
    for speaker in speakers:
        speaker.join(60)
    in_database = kept(circle.room_id)
    assert [place for place, _, _ in in_database] == list(range(1, len(in_database) + 1))
    words = [body for _, _, body in in_database]
    assert len(words) == len(set(words))
    where = {body: (place, item_id) for place, item_id, body in in_database}
    for speaker in speakers:
        for body, answer in speaker.acknowledged.items():
            assert where[body] == (answer["position"], answer["id"])
    assert len(words) >= sum(len(speaker.acknowledged) for speaker in speakers) > SPEAKERS * KILLS
    everybody_has(speakers, circle.room_id)


def kept(room: str) -> list[tuple[int, str, str]]:
    with reading() as db:
        if transaction.database().is_sqlite:
            assert db.scalar(text("PRAGMA integrity_check")) == "ok"
        rows = db.execute(
            select(Item.position, Item.id, Item.body)
            .where(Item.room_id == room)
            .order_by(Item.position)
        )
        return [(position, item_id, body) for position, item_id, body in rows]


def everybody_has(speakers: list[Speaker], room: str) -> None:
    """After one look back each, all have the list of the database."""
    order = stored(room)
    for speaker in speakers:
        seat = speaker.seat
        if not seat.client.connected:
            seat.reopen().enter(room)
        seat.wait(lambda one: one.ids(room)[-1:] == order[-1:], 40)
        seat.wait(lambda one: one.versions[room] == len(order) + 1, 40)
        assert seat.ids(room) == order


def test_who_was_there_is_known_to_within_a_minute(own_stage: Stage) -> None:
    stage, town = own_stage, own_stage.town
    circle = town.circle(town.hana, town.milo)
    before = clock.now()
    milo = stage.seated(town.milo, circle)
    time.sleep(2.5)
    stage.server.kill()
    killed = clock.now()
    with reading() as db:
        stays = db.scalars(select(Attendance).where(Attendance.room_id == circle.room_id)).all()
    assert [stay.member_id for stay in stays] == [town.milo.id]
    assert before - timedelta(seconds=2) < stays[0].entered_at < killed
    assert killed - stays[0].seen_at < timedelta(minutes=1)
    stage.server.start()
    milo.reopen().enter(circle.room_id)
    milo.say(circle.room_id, "Here again")
    time.sleep(1.5)
    milo.close()
    stage.server.stop()
    with reading() as db:
        stays = db.scalars(select(Attendance).where(Attendance.room_id == circle.room_id)).all()
    assert len(stays) == 2
    assert max(stay.seen_at for stay in stays) > killed
    stage.server.start()
