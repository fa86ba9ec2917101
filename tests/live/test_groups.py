"""Small groups over real sockets, in two processes: who hears what, and how all come back."""

import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update

from community.core import clock
from community.core.ids import new_id
from community.core.transaction import reading, transaction
from community.rooms.models import Item, ItemKind, Room
from tests.live.evening import Evening, Pair, groups_told, here
from tests.live.seat import Seat
from tests.live.stage import AT_ONCE, FAST, Stage
from tests.live.web import Web
from tests.outside.fixtures import StartServer
from tests.outside.postgres import Postgres
from tests.outside.valkey import Valkey

NEXT_ROUND = 30.0  # promised are five seconds


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
    with pair.stage.no_rounds():
        yield


@pytest.fixture
def evening(pair: Pair) -> Evening:
    return Evening(pair)


@pytest.mark.usefixtures("no_rounds")
def test_a_split_is_told_everywhere_and_a_group_heard_by_its_people_alone(
    evening: Evening,
) -> None:
    group, other = evening.split()
    for seat in evening.seats.values():
        told = seat.wait(lambda one: groups_told(one, evening.room), AT_ONCE)
        placed = [one["id"] for each in told["groups"] for one in each["people"]]
        assert sorted(placed) == sorted(person.id for person in evening.people)
    insiders, outsiders = evening.inside(group), evening.outside(group)
    for person in insiders:
        assert evening.seat(person).enter(group)["room"]["title"] == "Group 1"
    for person in outsiders:
        assert evening.seat(person).enter(group)["error"] == "forbidden"
        for event in ("changes", "say", "bring_back", "typing", "read"):
            given = {
                "room": group, "after": 1, "body": "x", "client_key": "nobody-says", "version": 0,
                "position": 1,
            }  # fmt: skip
            assert evening.seat(person).ask(event, given)["error"] == "forbidden"
    assert evening.host.enter(group)["ok"]
    said = evening.seat(insiders[0]).say(group, "CANARY")
    assert said["ok"]
    evening.seat(insiders[0]).ask("bring_back", {"room": group, "body": "CANARY too", "version": 0})
    evening.host.wait(lambda her: said["id"] in her.ids(group), AT_ONCE)
    for person in insiders:
        evening.seat(person).wait(lambda one: said["id"] in one.ids(group), AT_ONCE)
    time.sleep(1.5)  # unread marks go round once a second
    for person in outsiders:
        assert "CANARY" not in str(evening.seat(person).heard)
        assert group not in {mark["room"] for mark in evening.seat(person).all("inbox")}
        assert all(payload.get("room") != group for _, payload in evening.seat(person).heard)
    assert other != group


@pytest.mark.usefixtures("no_rounds")
def test_who_is_moved_goes_at_once_and_hears_nothing_more(evening: Evening) -> None:
    first, second = evening.split()
    moved = evening.inside(first)[0]
    seat = evening.seat(moved)
    assert seat.enter(first)["ok"]
    assert evening.host.enter(first)["ok"]
    answer = evening.host.ask("move_to_group", {"room": second, "member": moved.id})
    assert answer["ok"], answer
    gone = seat.wait(lambda one: one.all("removed"), AT_ONCE)[0]
    assert (gone["room"], gone["moved"]) == (first, True)
    said = evening.host.say(first, "CANARY")
    evening.host.wait(lambda her: said["id"] in her.ids(first))
    time.sleep(0.5)
    assert "CANARY" not in str(seat.heard)
    assert seat.enter(first)["error"] == "forbidden"
    assert seat.enter(second)["ok"]


def test_without_valkey_who_was_moved_goes_with_the_next_round(evening: Evening) -> None:
    first, second = evening.split(
        how="by_hand", places={evening.people[1].id: 1, evening.people[2].id: 1}
    )
    moved = evening.people[1]
    seat = evening.seat(moved)
    assert seat.enter(first)["ok"]
    evening.pair.valkey.stop()
    try:
        time.sleep(0.5)
        assert evening.host.ask("move_to_group", {"room": second, "member": moved.id})["ok"]
        seat.wait(lambda one: one.all("removed"), NEXT_ROUND)
    finally:
        evening.pair.valkey.start()


@pytest.mark.usefixtures("no_rounds")
def test_who_comes_late_is_placed_on_entering_and_stays_there(evening: Evening) -> None:
    town = evening.pair.stage.town
    rooms = evening.split()
    late = town.person(f"Late {new_id()}")
    town.bring(late, evening.circle.id, town.hana)
    seat = evening.pair.seated(late, evening.circle, evening.pair.there)
    mine = [room for room in rooms if late.id in people_in(room)]
    assert len(mine) == 1
    assert sorted(len(people_in(room)) for room in rooms) == [2, 2]
    told = evening.host.wait(lambda her: groups_told(her, evening.room), AT_ONCE)
    evening.host.wait(lambda her: late.id in str(groups_told(her, evening.room)), AT_ONCE)
    assert told
    seat.reopen().enter(evening.room)
    assert [room for room in rooms if late.id in people_in(room)] == mine
    assert evening.pair.stage.seat(town.otto).enter(evening.room)["error"] == "forbidden"


def people_in(room: str) -> list[str]:
    with reading() as db:
        return list(db.get_one(Room, room).people or [])


def notices_in(room: str) -> int:
    with reading() as db:
        kind = Item.room_id == room, Item.kind == ItemKind.NOTICE
        return len(db.scalars(select(Item.id).where(*kind)).all())


def test_when_time_is_over_all_return_once_in_both_processes(evening: Evening) -> None:
    first, second = evening.split()
    speaker = evening.inside(second)[0]
    for room in (first, second):
        for person in evening.inside(room):
            assert evening.seat(person).enter(room)["ok"]
    evening.seat(speaker).say(second, "What we found")
    answer = evening.host.ask("bring_back", {"room": first, "body": "Our own words", "version": 0})
    assert answer == {"ok": True, "version": 1}
    end_now(evening.room)
    for seat in (evening.host, *evening.seats.values()):
        seat.wait(lambda one: len(told_notices(one, evening.room)) == 2, NEXT_ROUND)
        assert "Our own words" in told_notices(seat, evening.room)[0]["html"]
        assert "What we found" in told_notices(seat, evening.room)[1]["html"]
        seat.wait(lambda one: groups_told(one, evening.room) is None)
    for room in (first, second):
        for person in evening.inside(room):
            seat = evening.seat(person)
            seat.wait(partial(is_told_closed, room=room), AT_ONCE)
            assert evening.seat(person).say(room, "Too late")["error"] == "forbidden"
    time.sleep(2.5)
    assert notices_in(evening.room) == 2


def told_notices(seat: Seat, room: str) -> list[dict[str, Any]]:
    return [item for item in seat.list_of(room) if item["kind"] == "notice"]


def is_told_closed(seat: Seat, room: str) -> bool:
    return any(head["room"] == room and head["state"] == "closed" for head in seat.all("room"))


def end_now(room: str) -> None:
    with transaction() as db:
        over = clock.now() - timedelta(seconds=1)
        db.execute(update(Room).where(Room.id == room).values(groups_end_at=over))


@pytest.mark.usefixtures("no_rounds")
def test_a_group_of_an_archived_circle_closes_at_once(evening: Evening) -> None:
    group = evening.split()[0]
    person = evening.inside(group)[0]
    seat = evening.seat(person)
    assert seat.enter(group)["ok"]
    with Web(evening.pair.here.url, evening.pair.stage.cookie(evening.hana)) as browser:
        browser.post(f"/circles/{evening.circle.id}/archive")
    seat.wait(
        lambda one: any(
            head["room"] == group and head["state"] == "archived" for head in one.all("room")
        ),
        AT_ONCE,
    )
    assert seat.say(group, "Too late")["error"] == "forbidden"
    assert notices_in(evening.room) == 2


def test_a_server_that_starts_later_ends_what_was_over_meanwhile(
    sqlite_stage: Stage, live_server: StartServer
) -> None:
    first = live_server(env=FAST)
    stage = Stage(first)
    with stage:
        town = stage.town
        circle = town.circle(town.hana, town.milo, town.otto)
        host = stage.seated(town.hana, circle)
        for person in (town.milo, town.otto):
            stage.seated(person, circle)
        host.wait(lambda _: len(here(circle.room_id)) == 3)
        assert host.ask("split", {"room": circle.room_id, "groups": 2, "minutes": 5})["ok"]
    first.kill()
    with stage:
        end_now(circle.room_id)
        second = live_server(first.data_dir, env=FAST)
        seat = stage.seat(town.milo, server=second)
        assert seat.enter(circle.room_id)["ok"]
        seat.wait(lambda one: len(told_notices(one, circle.room_id)) == 2, NEXT_ROUND)
    second.stop()


def test_the_whole_evening_goes_by_plain_forms(evening: Evening) -> None:
    pair = evening.pair
    page = f"/rooms/{evening.room}/groups"
    with (
        Web(pair.here.url, pair.stage.cookie(evening.hana)) as hana,
        Web(pair.there.url, pair.stage.cookie(evening.people[0])) as ana,
    ):
        assert hana.post(f"{page}/split", by="size", size="2", minutes="5").status_code == 302
        group = next(
            room for room in rooms_of(evening.room) if evening.people[0].id in people_in(room)
        )
        assert ana.post(f"{page}/come").headers["Location"].endswith(f"/rooms/{group}")
        kept = ana.post(f"/rooms/{group}/brings-back", body="By a plain form", version="0")
        assert kept.status_code == 302
        unseen = ana.post(f"/rooms/{group}/brings-back", body="Mine instead", version="0")
        assert unseen.status_code == 409
        assert "By a plain form" in unseen.text
        assert "Mine instead" in unseen.text
        assert hana.post(f"{page}/call-back").status_code == 302
        assert "By a plain form" in ana.get(f"/rooms/{evening.room}").text
        assert group in ana.get(page).text


def rooms_of(parent: str) -> list[str]:
    with reading() as db:
        return list(db.scalars(select(Room.id).where(Room.parent_id == parent)))
