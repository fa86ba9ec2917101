"""A right that ends closes what it had opened: at once, or at the latest with the next round."""

import time
from collections.abc import Callable, Iterator

import pytest
import websocket
from sqlalchemy import delete

from community.access.policy import Audience
from community.circles.actions import remove, set_host
from community.core.ids import new_id
from community.core.transaction import transaction
from community.members.models import Member
from realtime.server import HANDSHAKE
from tests.live.seat import Seat
from tests.live.stage import AT_ONCE, FAST, Stage
from tests.live.web import Web
from tests.outside.fixtures import StartServer
from tests.outside.live_server import LiveServer
from tests.outside.valkey import Valkey
from tests.town import PASSWORD, Meeting, Person

NEXT_ROUND = 30.0  # promised are six seconds
WAYS = ["websocket", "polling"]
Ending = Callable[[Stage, Meeting, Person, LiveServer], None]


def web(stage: Stage, person: Person, server: LiveServer) -> Web:
    return Web(server.url, stage.cookie(person))


def leaves(stage: Stage, circle: Meeting, person: Person, server: LiveServer) -> None:
    with web(stage, person, server) as browser:
        assert browser.post(f"/circles/{circle.id}/leave").status_code == 302


def is_removed(stage: Stage, circle: Meeting, person: Person, server: LiveServer) -> None:
    with web(stage, circle.host, server) as browser:
        answer = browser.post(f"/circles/{circle.id}/people/{person.id}/remove")
        assert answer.status_code == 302


def changes_password(stage: Stage, circle: Meeting, person: Person, server: LiveServer) -> None:
    """In another browser."""
    with web(stage, person, server) as browser:
        fields = {"old": PASSWORD, "password": "five loud red herons"}
        assert browser.post("/me/password", **fields).status_code == 302


def hears_nothing_more(seat: Seat, stage: Stage, circle: Meeting) -> None:
    """Somebody speaks, is heard by another, and `seat` has not heard it."""
    before = len(seat.all("changes"))
    hana = stage.seated(circle.host, circle)
    said = hana.say(circle.room_id, "Now we are among ourselves")
    hana.wait(lambda her: said["id"] in her.ids(circle.room_id))
    if not seat.closed.is_set():
        assert seat.ask("leave", {"room": circle.room_id})["ok"]
    assert len(seat.all("changes")) == before
    assert said["id"] not in seat.ids(circle.room_id)


@pytest.fixture
def nell(stage: Stage) -> Person:
    """A member of her own, whose password and account may go."""
    return stage.town.person(f"Nell {new_id()}")


@pytest.fixture
def circle(stage: Stage, nell: Person) -> Meeting:
    return stage.town.circle(stage.town.hana, nell)


@pytest.mark.usefixtures("no_rounds")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("ends", [leaves, is_removed])
def test_who_is_no_longer_in_the_circle_is_told_and_hears_nothing_more(
    stage: Stage, circle: Meeting, nell: Person, ends: Ending, way: str
) -> None:
    seat = stage.seated(nell, circle, way)
    ends(stage, circle, nell, stage.server)
    told = seat.wait(lambda her: her.all("removed"), AT_ONCE)[0]
    assert told == {
        "room": circle.room_id,
        "message": "You are not among the people here any more.",
    }
    hears_nothing_more(seat, stage, circle)
    assert seat.enter(circle.room_id)["error"] == "forbidden"
    assert seat.say(circle.room_id, "Still here?")["error"] == "forbidden"


@pytest.mark.usefixtures("no_rounds")
@pytest.mark.parametrize("way", WAYS)
def test_a_new_password_closes_the_other_browsers(
    stage: Stage, circle: Meeting, nell: Person, way: str
) -> None:
    seat = stage.seated(nell, circle, way)
    changes_password(stage, circle, nell, stage.server)
    assert seat.closed.wait(AT_ONCE)
    hears_nothing_more(seat, stage, circle)
    assert seat.all("removed")[0]["message"] == "You are signed out."


@pytest.mark.usefixtures("no_rounds")
@pytest.mark.parametrize("way", WAYS)
def test_signing_out_closes_this_browser_and_no_other(
    stage: Stage, circle: Meeting, nell: Person, way: str
) -> None:
    here, elsewhere = stage.seated(nell, circle, way), stage.seated(nell, circle)
    with Web(stage.server.url, here.cookie) as browser:
        assert browser.post("/sign-out").status_code == 302
    assert here.closed.wait(AT_ONCE)
    hears_nothing_more(here, stage, circle)
    assert not elsewhere.closed.is_set()
    assert elsewhere.say(circle.room_id, "I stay")["ok"]


def test_who_hosts_no_longer_hears_nothing_for_the_hosts(
    stage: Stage, circle: Meeting, nell: Person
) -> None:
    actor = circle.host.actor
    with transaction() as db:
        set_host(db, actor, circle.id, nell.id, host=True)
    hana, seat = stage.seated(circle.host, circle), stage.seated(nell, circle)
    first = hana.say(circle.room_id, "Between hosts", audience=Audience.HOSTS)
    seat.wait(lambda her: first["id"] in her.ids(circle.room_id))
    with web(stage, circle.host, stage.server) as browser:
        browser.post(f"/circles/{circle.id}/people/{nell.id}/unhost")
    second = hana.say(circle.room_id, "Without Nell", audience=Audience.HOSTS)
    third = hana.say(circle.room_id, "With everybody")
    seat.wait(lambda her: third["id"] in her.ids(circle.room_id))
    assert second["id"] not in seat.ids(circle.room_id)
    assert seat.versions[circle.room_id] == third["version"]


def test_who_comes_to_host_hears_what_is_for_hosts_from_then_on(
    stage: Stage, circle: Meeting, nell: Person
) -> None:
    hana, seat = stage.seated(circle.host, circle), stage.seated(nell, circle)
    with web(stage, circle.host, stage.server) as browser:
        browser.post(f"/circles/{circle.id}/people/{nell.id}/host")
    said = hana.say(circle.room_id, "Welcome among us", audience=Audience.HOSTS)
    seat.wait(lambda her: said["id"] in her.ids(circle.room_id))


# What another process did, with nothing between the two but the database.


def test_a_member_deleted_from_the_table_is_closed_with_the_next_round(
    stage: Stage, circle: Meeting, nell: Person
) -> None:
    seat = stage.seated(nell, circle)
    with transaction() as db:
        db.execute(delete(Member).where(Member.id == nell.id))
    assert seat.closed.wait(NEXT_ROUND)
    hears_nothing_more(seat, stage, circle)


def test_a_member_removed_on_the_command_line_is_told_with_the_next_round(
    stage: Stage, circle: Meeting, nell: Person
) -> None:
    seat, outside = stage.seated(nell, circle), stage.seat(nell)
    actor = circle.host.actor
    with transaction() as db:
        remove(db, actor, circle.id, nell.id)
    seat.wait(lambda her: her.all("removed"), NEXT_ROUND)
    hears_nothing_more(seat, stage, circle)
    stage.seated(circle.host, circle).wait(lambda hers: hers.all("presence"))
    assert outside.all("inbox") == []


def test_a_host_made_member_elsewhere_hears_nothing_for_hosts_after_the_next_round(
    stage: Stage, circle: Meeting, nell: Person
) -> None:
    actor = circle.host.actor
    with transaction() as db:
        set_host(db, actor, circle.id, nell.id, host=True)
    seat, hana = stage.seated(nell, circle), stage.seated(circle.host, circle)
    with transaction() as db:
        set_host(db, actor, circle.id, nell.id, host=False)
    # She goes on using her socket, which alone must not hide what changed from the round.
    seat.wait(lambda her: uses(her, circle.room_id) and is_a_member_again(her), NEXT_ROUND)
    said = hana.say(circle.room_id, "Without Nell", audience=Audience.HOSTS)
    after = hana.say(circle.room_id, "With everybody")
    seat.wait(lambda her: after["id"] in her.ids(circle.room_id))
    assert said["id"] not in seat.ids(circle.room_id)


def uses(seat: Seat, room: str) -> bool:
    seat.ask("typing", {"room": room})
    time.sleep(0.2)
    return True


def is_a_member_again(seat: Seat) -> bool:
    return any(told.get("me", {}).get("roles") == ["member"] for told in seat.all("room"))


def test_an_open_connection_cannot_come_in_after_its_sign_in_ended(
    stage: Stage, nell: Person
) -> None:
    """Between the handshake and entering the namespace a client may wait as it likes."""
    address = f"ws://127.0.0.1:{stage.server.port}/socket.io/?EIO=4&transport=websocket"
    socket = websocket.create_connection(address, timeout=30, cookie=stage.cookie(nell))
    assert str(socket.recv()).startswith("0")
    with transaction() as db:
        db.execute(delete(Member).where(Member.id == nell.id))
    time.sleep(HANDSHAKE + 0.5)
    socket.send("40/rooms,")
    assert str(socket.recv()).startswith("44/rooms,")
    socket.close()
    socket.shutdown()


def test_who_signs_out_between_the_handshake_and_coming_in_does_not_come_in(
    stage: Stage, nell: Person
) -> None:
    cookie = stage.cookie(nell)
    address = f"ws://127.0.0.1:{stage.server.port}/socket.io/?EIO=4&transport=websocket"
    socket = websocket.create_connection(address, timeout=30, cookie=cookie)
    assert str(socket.recv()).startswith("0")
    with Web(stage.server.url, cookie) as browser:
        assert browser.post("/sign-out").status_code == 302
    socket.send("40/rooms,")
    assert str(socket.recv()).startswith("44/rooms,")
    socket.close()
    socket.shutdown()


# Two processes with Valkey between them.


@pytest.fixture(scope="module")
def pair(
    sqlite_stage: Stage, live_server: StartServer, valkey: Valkey
) -> Iterator[tuple[LiveServer, LiveServer]]:
    """Two more processes on the same database."""
    folder = sqlite_stage.server.data_dir
    env = {**FAST, "COMENTOR_BACKGROUND": "0"}
    first = live_server(folder, redis_url=valkey.url, env=env)
    second = live_server(folder, redis_url=valkey.url, env=env)
    yield first, second
    first.stop()
    second.stop()


@pytest.mark.usefixtures("no_rounds")
@pytest.mark.parametrize("ends", [leaves, is_removed, changes_password])
def test_a_right_that_ends_in_one_process_ends_at_once_in_the_other(
    stage: Stage,
    pair: tuple[LiveServer, LiveServer],
    circle: Meeting,
    nell: Person,
    ends: Ending,
) -> None:
    here, there = pair
    seat = stage.seat(nell, server=here)
    assert seat.enter(circle.room_id)["ok"]
    hana = stage.seat(circle.host, server=there)
    hana.enter(circle.room_id)
    first = hana.say(circle.room_id, "You hear me over there")
    seat.wait(lambda her: first["id"] in her.ids(circle.room_id))
    ends(stage, circle, nell, there)
    seat.wait(lambda her: her.all("removed"), AT_ONCE)
    second = hana.say(circle.room_id, "Now we are among ourselves")
    hana.wait(lambda her: second["id"] in her.ids(circle.room_id))
    time.sleep(0.3)
    assert second["id"] not in seat.ids(circle.room_id)
