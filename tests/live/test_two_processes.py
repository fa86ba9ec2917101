"""Two servers on one database: what is said at one is heard at the other."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from sqlalchemy import select

from chaos.client import Client
from chaos.judge import Row, judge
from community.core.transaction import reading
from community.rooms.models import Item, Room
from tests.live.apart import run_apart
from tests.live.seat import Seat
from tests.live.stage import AT_ONCE, FAST, Stage, stored
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


@pytest.fixture
def no_rounds(pair: Pair) -> Iterator[None]:
    """What is heard meanwhile came by Valkey."""
    with pair.stage.no_rounds():
        speak_until_heard(pair)
        yield


@pytest.mark.usefixtures("no_rounds")
def test_what_is_said_here_is_heard_there(pair: Pair) -> None:
    town = pair.stage.town
    circle = town.circle(town.hana, town.milo)
    hana = pair.seated(town.hana, circle, pair.here)
    milo = pair.seated(town.milo, circle, pair.there)
    here = hana.say(circle.room_id, "From here")
    milo.wait(lambda him: him.ids(circle.room_id) == [here["id"]], AT_ONCE)
    there = milo.say(circle.room_id, "From there")
    hana.wait(lambda her: her.ids(circle.room_id) == [here["id"], there["id"]], AT_ONCE)
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
    hana.wait(lambda her: writing in her.all("typing"))
    tabs[1].close()
    time.sleep(2.2)
    assert hana.people[room] == both
    tabs[0].close()
    hana.wait(lambda her: her.people[room] == {town.hana.id})
    late = pair.seated(town.milo, circle, pair.there)
    assert late.enter(room)["presence"]["count"] == 2


@pytest.mark.usefixtures("no_rounds")
def test_pages_and_the_index_of_either_process_serve_both(pair: Pair) -> None:
    town = pair.stage.town
    circle = town.circle(town.hana, town.milo)
    milo = pair.seated(town.milo, circle, pair.there)
    said = milo.say(circle.room_id, "Thermoplastics are forgiving")
    with Web(pair.here.url, pair.stage.cookie(town.hana)) as browser:
        assert "Thermoplastics" in browser.get(f"/rooms/{circle.room_id}").text
        browser.post(f"/rooms/{circle.room_id}/items", client_key="typed-here", body="So I hear")
    milo.wait(lambda him: len(him.ids(circle.room_id)) == 2, AT_ONCE)
    assert milo.ids(circle.room_id)[0] == said["id"]


WRITERS, TURNS = 20, 100


def test_many_speakers_in_both_processes_end_with_one_order(pair: Pair) -> None:
    town = pair.stage.town
    circle = town.circle(town.hana, town.milo)
    cookies = [pair.stage.cookie(person) for person in (town.hana, town.milo)]
    clients = [
        Client(n, cookies[n // 2 % 2], circle.room_id, [(pair.here, pair.there)[n % 2]])
        for n in range(WRITERS)
    ]
    run_apart(all_speak(clients, circle.room_id))
    with reading() as db:
        wanted = select(Item.id, Item.position, Item.version, Item.body)
        wanted = wanted.where(Item.room_id == circle.room_id).order_by(Item.position)
        rows = [Row(*item) for item in db.execute(wanted)]
    shown = [client.timeline.items.values() for client in clients]
    verdict = judge(rows, [client.record for client in clients], shown)
    assert verdict.holds
    assert verdict.acknowledged == verdict.stored == WRITERS * TURNS


async def all_speak(clients: list[Client], room_id: str) -> None:
    """One after the other each for themselves, and all at the same time."""
    staying = [asyncio.create_task(client.stay()) for client in clients]
    await asyncio.gather(*[client.live.wait() for client in clients])
    await asyncio.gather(*[speak(client) for client in clients])
    with reading() as db:
        newest = db.scalars(select(Room.version).where(Room.id == room_id)).one()
    async with asyncio.timeout(NEXT_ROUND):
        while any(client.timeline.version < newest for client in clients):
            await asyncio.sleep(0.05)
    for task in staying:
        task.cancel()


async def speak(client: Client) -> None:
    for turn in range(1, TURNS + 1):
        await client.say(turn)


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
        with pair.stage.no_rounds():
            said = [hana.say(room, f"{n}") for n in range(3)]
            assert all(answer["ok"] for answer in said)
            beside.wait(lambda him: len(him.ids(room)) == 3, AT_ONCE)
        milo.wait(lambda him: him.ids(room) == stored(room), NEXT_ROUND)
        hana.say(room, "The last of the outage")
    finally:
        pair.valkey.start()
    milo.wait(lambda him: len(him.ids(room)) == 4, NEXT_ROUND)
    after = hana.say(room, "And it goes on")
    milo.wait(lambda him: after["id"] in him.ids(room), NEXT_ROUND)
    for seat in (hana, beside, milo):
        seat.wait(lambda one: one.ids(room) == stored(room), NEXT_ROUND)


def test_three_restarts_of_valkey_lose_nobody_anything(pair: Pair) -> None:
    town = pair.stage.town
    circle = town.circle(town.hana, town.milo)
    room = circle.room_id
    hana = pair.seated(town.hana, circle, pair.here)
    milo = pair.seated(town.milo, circle, pair.there)
    for turn in range(3):
        pair.valkey.stop()
        assert hana.say(room, f"Without it, {turn}")["ok"]
        assert milo.say(room, f"Nor from there, {turn}")["ok"]
        pair.valkey.start()
        assert hana.say(room, f"With it, {turn}")["ok"]
    order = stored(room)
    assert len(order) == 9
    for seat in (hana, milo):
        seat.wait(lambda one: one.ids(room) == order, NEXT_ROUND)


# What ends in one process ends in the other: at once, and with the next round without Valkey.


@pytest.fixture(params=["with valkey", "without"])
def one_way(request: pytest.FixtureRequest, pair: Pair) -> Iterator[None]:
    """Told of by Valkey and by no round, or by the next round and no Valkey."""
    if request.param == "with valkey":
        request.getfixturevalue("no_rounds")
        yield
    else:
        pair.valkey.stop()
        yield
        pair.valkey.start()


def speak_until_heard(pair: Pair) -> None:
    """After an outage both processes are back at Valkey a moment later."""
    town = pair.stage.town
    circle = town.circle(town.hana, town.milo)
    for mine, other in ((pair.here, pair.there), (pair.there, pair.here)):
        hana = pair.seated(town.hana, circle, mine)
        milo = pair.seated(town.milo, circle, other)
        milo.wait(partial(hears, hana, circle.room_id))


def hears(speaker: Seat, room: str, listener: Seat) -> bool:
    speaker.say(room, "Can you hear me?")
    time.sleep(0.2)
    return bool(listener.all("changes"))


def test_signing_out_ends_every_open_socket(pair: Pair, one_way: None) -> None:
    town = pair.stage.town
    circle = town.circle(town.hana, town.milo)
    cookie = pair.stage.cookie(town.milo)
    other = pair.seated(town.milo, circle, pair.there)
    with (
        Seat(pair.here.url, cookie) as here,
        Seat(pair.there.url, cookie) as there,
        Web(pair.here.url, cookie) as browser,
    ):
        for seat in (here, there):
            assert seat.enter(circle.room_id)["ok"]
        assert browser.post("/sign-out").status_code == 302
        for seat in (here, there):
            assert seat.closed.wait(NEXT_ROUND), "still connected"
    assert other.say(circle.room_id, "Signed in with another browser")["ok"]


def test_who_is_removed_hears_nothing_more_in_any_process(pair: Pair, one_way: None) -> None:
    town = pair.stage.town
    circle = town.circle(town.hana, town.milo)
    room = circle.room_id
    hana = pair.seated(town.hana, circle, pair.here)
    tabs = [pair.seated(town.milo, circle, server) for server in (pair.here, pair.there)]
    with Web(pair.here.url, pair.stage.cookie(town.hana)) as browser:
        gone = browser.post(f"/circles/{circle.id}/people/{town.milo.id}/remove")
        assert gone.status_code == 302
    for tab in tabs:
        tab.wait(lambda him: him.all("removed"), NEXT_ROUND)
    secret = hana.say(room, "Said once he was gone")
    for tab in tabs:
        assert not tab.ask("changes", {"room": room, "after": 0})["ok"]
        assert secret["id"] not in tab.ids(room)
        assert not tab.say(room, "Still here?")["ok"]
    assert stored(room) == [secret["id"]]


def test_who_becomes_a_host_hears_what_hosts_hear_in_any_process(pair: Pair, one_way: None) -> None:
    town = pair.stage.town
    circle = town.circle(town.hana, town.milo, town.otto)
    room = circle.room_id
    otto = pair.seated(town.otto, circle, pair.here)
    tabs = [pair.seated(town.milo, circle, server) for server in (pair.here, pair.there)]

    with Web(pair.here.url, pair.stage.cookie(town.hana)) as browser:
        for host, turn in ((True, "host"), (False, "unhost")):
            for tab in tabs:
                tab.heard.clear()
            answer = browser.post(f"/circles/{circle.id}/people/{town.milo.id}/{turn}")
            assert answer.status_code == 302
            for tab in tabs:
                tab.wait(partial(is_told, ["host"] if host else ["member"]), NEXT_ROUND)
            said = otto.say(room, f"For hosts, {turn}", audience="hosts")
            last = otto.say(room, f"For all, {turn}")
            for tab in tabs:
                tab.wait(partial(has, last["id"], room), NEXT_ROUND)
                assert (said["id"] in tab.ids(room)) == host


def is_told(roles: list[str], seat: Seat) -> bool:
    return any(told.get("me", {}).get("roles") == roles for told in seat.all("room"))


def has(item_id: str, room: str, seat: Seat) -> bool:
    return item_id in seat.ids(room)
