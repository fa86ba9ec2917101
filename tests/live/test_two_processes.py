"""Two servers on one database: what is said at one is heard at the other."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.live.seat import Seat
from tests.live.stage import FAST, Stage, stored
from tests.live.web import Web
from tests.outside.fixtures import StartServer
from tests.outside.live_server import LiveServer
from tests.outside.postgres import Postgres
from tests.outside.valkey import Valkey
from tests.town import Meeting, Person

NEXT_ROUND = 30.0  # promised are five seconds


@dataclass
class Pair:
    stage: Stage
    here: LiveServer
    there: LiveServer
    valkey: Valkey

    def seated(self, person: Person, where: Meeting, server: LiveServer) -> Seat:
        seat = self.stage.seat(person, server=server)
        assert seat.enter(where.room_id)["ok"]
        return seat


@pytest.fixture(scope="module", params=["postgresql", "sqlite"])
def servers(
    request: pytest.FixtureRequest, live_server: StartServer, valkey: Valkey
) -> Iterator[Pair]:
    url = None
    if request.param == "postgresql":
        postgres: Postgres = request.getfixturevalue("postgres")
        url = postgres.new_database()
    here = live_server(database_url=url, redis_url=valkey.url, env=FAST)
    env = {**FAST, "COMENTOR_BACKGROUND": "0"}
    there = live_server(here.data_dir, database_url=url, redis_url=valkey.url, env=env)
    yield Pair(Stage(here, url), here, there, valkey)
    here.stop()
    there.stop()


@pytest.fixture
def pair(servers: Pair) -> Iterator[Pair]:
    servers.valkey.start()
    with servers.stage:
        yield servers


def test_what_is_said_here_is_heard_there(pair: Pair) -> None:
    town = pair.stage.town
    circle = town.circle(town.hana, town.milo)
    hana = pair.seated(town.hana, circle, pair.here)
    milo = pair.seated(town.milo, circle, pair.there)
    here = hana.say(circle.room_id, "From here")
    milo.wait(lambda him: him.ids(circle.room_id) == [here["id"]], 4)
    there = milo.say(circle.room_id, "From there")
    hana.wait(lambda her: her.ids(circle.room_id) == [here["id"], there["id"]], 4)
    assert hana.list_of(circle.room_id) == milo.list_of(circle.room_id)


def test_who_is_there_and_who_writes_is_known_in_both(pair: Pair) -> None:
    town = pair.stage.town
    circle = town.circle(town.hana, town.milo)
    room = circle.room_id
    hana = pair.seated(town.hana, circle, pair.here)
    tabs = [pair.seated(town.milo, circle, server) for server in (pair.there, pair.here)]
    both = {town.hana.id, town.milo.id}
    for seat in (hana, *tabs):
        seat.wait(lambda one: one.people[room] == both)
    tabs[0].ask("typing", {"room": room})
    writing = {"room": room, "members": [{"id": town.milo.id, "name": "Milo"}]}
    hana.wait(lambda her: writing in her.all("typing"), 5)
    tabs[1].close()
    time.sleep(2.2)
    assert hana.people[room] == both
    tabs[0].close()
    hana.wait(lambda her: her.people[room] == {town.hana.id})
    late = pair.seated(town.milo, circle, pair.there)
    assert late.enter(room)["presence"]["count"] == 2


def test_pages_and_the_index_of_either_process_serve_both(pair: Pair) -> None:
    town = pair.stage.town
    circle = town.circle(town.hana, town.milo)
    milo = pair.seated(town.milo, circle, pair.there)
    said = milo.say(circle.room_id, "Thermoplastics are forgiving")
    with Web(pair.here.url, pair.stage.cookie(town.hana)) as browser:
        assert "Thermoplastics" in browser.get(f"/rooms/{circle.room_id}").text
        browser.post(f"/rooms/{circle.room_id}/items", client_key="typed-here", body="So I hear")
    milo.wait(lambda him: len(him.ids(circle.room_id)) == 2, 4)
    assert milo.ids(circle.room_id)[0] == said["id"]


def test_many_speakers_in_both_processes_end_with_one_order(pair: Pair) -> None:
    town = pair.stage.town
    circle = town.circle(town.hana, town.milo)
    room = circle.room_id
    servers = [pair.here, pair.there] * 3
    seats = [
        pair.seated(person, circle, server)
        for person, server in zip([town.hana, town.milo] * 3, servers, strict=True)
    ]

    def speak(number: int, seat: Seat) -> None:
        for turn in range(15):
            answer = seat.say(room, f"{number}.{turn}", key=f"speaker-{number}-{turn}")
            assert answer["ok"], answer

    speakers = [threading.Thread(target=speak, args=one) for one in enumerate(seats)]
    for speaker in speakers:
        speaker.start()
    for speaker in speakers:
        speaker.join(60)
    order = stored(room)
    assert len(order) == 90
    for seat in seats:
        seat.wait(lambda one: one.ids(room) == order, NEXT_ROUND)


def test_without_valkey_posts_are_kept_and_heard_where_they_are_said(pair: Pair) -> None:
    town = pair.stage.town
    circle = town.circle(town.hana, town.milo)
    room = circle.room_id
    hana = pair.seated(town.hana, circle, pair.here)
    beside = pair.seated(town.milo, circle, pair.here)
    milo = pair.seated(town.milo, circle, pair.there)
    pair.valkey.stop()
    try:
        time.sleep(0.5)
        said = [hana.say(room, f"{n}") for n in range(3)]
        assert all(answer["ok"] for answer in said)
        beside.wait(lambda him: len(him.ids(room)) == 3, 4)
        milo.wait(lambda him: him.ids(room) == stored(room), NEXT_ROUND)
        hana.say(room, "The last of the outage")
    finally:
        pair.valkey.start()
    milo.wait(lambda him: len(him.ids(room)) == 4, NEXT_ROUND)
    after = hana.say(room, "And it goes on")
    milo.wait(lambda him: after["id"] in him.ids(room), NEXT_ROUND)
    for seat in (hana, beside, milo):
        seat.wait(lambda one: one.ids(room) == stored(room), NEXT_ROUND)
