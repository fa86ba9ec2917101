"""A server dies at each point on the way of a message, exactly there.

Random kills hit a window of a millisecond once in a hundred; here each is hit every time.
"""

import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.live.crashing import POINTS
from tests.live.seat import Payload, Seat
from tests.live.stage import FAST, Stage
from tests.live.test_killed import kept
from tests.outside.fixtures import StartServer
from tests.outside.live_server import LiveServer
from tests.outside.nursery import Nursery
from tests.outside.postgres import Postgres
from tests.outside.valkey import Valkey

SPEAKERS = 6
TURNS = 4
FUSE = 3  # the commit at which it happens: in the middle of all of them
NEXT_ROUND = 30.0
# Who has been told of what is stored is the same on either database.
ON_BOTH = ("before_commit", "after_commit", "before_ack")


@dataclass
class Two:
    stage: Stage
    dying: LiveServer
    other: LiveServer


@pytest.fixture(scope="module")
def servers(
    request: pytest.FixtureRequest,
    live_server: StartServer,
    valkey: Valkey,
    nursery: Nursery | None,
) -> Iterator[Two]:
    url = None
    if request.param == "postgresql":
        postgres: Postgres = request.getfixturevalue("postgres")
        url = postgres.new_database()
    valkey.start()
    other = live_server(database_url=url, redis_url=valkey.url, env=FAST)
    dying = LiveServer(
        other.data_dir,
        url,
        valkey.url,
        {**FAST, "COMENTOR_BACKGROUND": "0"},
        command=[sys.executable, "-m", "tests.live.crashing"],
        nursery=nursery,
    )
    yield Two(Stage(other, url), dying, other)
    other.stop()


@pytest.fixture
def two(servers: Two) -> Iterator[Two]:
    with servers.stage:
        yield servers
    servers.dying.kill()


class Speaker(threading.Thread):
    """Says a few things, each until it is acknowledged."""

    def __init__(self, name: str, seat: Seat, room: str) -> None:
        super().__init__()
        self.tag, self.seat, self.room = name, seat, room
        self.answers: dict[str, Payload] = {}

    def run(self) -> None:
        for turn in range(TURNS):
            words = f"{self.tag} {turn}"
            key = f"key-{self.tag}-{turn}"
            self.answers[words] = self.seat.insist(self.room, words, key)


@pytest.mark.parametrize("servers", ["sqlite"], indirect=True)
@pytest.mark.parametrize("point", POINTS)
def test_a_message_on_its_way_is_there_once_whatever_the_server_died_of(
    two: Two, point: str
) -> None:
    is_there_once(two, point)


@pytest.mark.parametrize("servers", ["postgresql"], indirect=True)
@pytest.mark.parametrize("point", ON_BOTH)
def test_it_is_there_once_on_postgresql_too(two: Two, point: str) -> None:
    is_there_once(two, point)


def is_there_once(two: Two, point: str) -> None:
    stage, town = two.stage, two.stage.town
    circle = town.circle(town.hana, town.milo)
    room = circle.room_id
    two.dying.env["COMENTOR_TEST_CRASH"] = f"{point}:{FUSE}"
    two.dying.start()
    seats = [
        stage.seat(person, server=server)
        for server in (two.dying, two.other)
        for person in (town.hana, town.milo, town.milo)
    ]
    for seat in seats:
        assert seat.enter(room)["ok"]
    speakers = [Speaker(f"{n}-{point}", seat, room) for n, seat in enumerate(seats)]
    for speaker in speakers:
        speaker.start()
    assert two.dying.has_died(), f"The server lived past {point}."
    del two.dying.env["COMENTOR_TEST_CRASH"]
    two.dying.start()
    for speaker in speakers:
        speaker.join(60)
    rows = kept(room)
    assert [place for place, _, _ in rows] == list(range(1, SPEAKERS * TURNS + 1))
    where = {body: (place, item_id) for place, item_id, body in rows}
    assert len(where) == len(rows)
    for speaker in speakers:
        told = {body: (a["position"], a["id"]) for body, a in speaker.answers.items()}
        assert told == {body: where[body] for body in told}
        assert list(told) == sorted(told, key=lambda body: where[body])
        assert len(told) == TURNS
    for seat in seats:
        if not seat.client.connected:
            seat.reopen().enter(room)
        seat.wait(lambda one: one.ids(room) == [item_id for _, item_id, _ in rows], NEXT_ROUND)
