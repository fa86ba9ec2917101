"""What hosts do to people holds at once, in every process and by every way in; and nowhere else."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from community.access.memberships import Bar
from community.access.things import History
from community.circles.actions import set_host
from community.circles.models import Circle
from community.core import clock
from community.core.ids import new_id
from community.core.transaction import transaction
from tests.doing import do
from tests.live.seat import Payload, Seat
from tests.live.stage import AT_ONCE, FAST, Stage
from tests.live.web import Web
from tests.outside.fixtures import StartServer
from tests.outside.live_server import LiveServer
from tests.outside.valkey import Valkey
from tests.town import Meeting, Person

NEXT_ROUND = 30.0
ROUND = 6.0
WAYS = ["websocket", "polling"]
CANARY = "canary-4711"
Pair = tuple[LiveServer, LiveServer]


@pytest.fixture(scope="module")
def pair(sqlite_stage: Stage, live_server: StartServer, valkey: Valkey) -> Iterator[Pair]:
    """Two processes on one database, with Valkey between them."""
    env = {**FAST, "COMENTOR_BACKGROUND": "0"}
    folder = sqlite_stage.server.data_dir
    first = live_server(folder, redis_url=valkey.url, env=env)
    second = live_server(folder, redis_url=valkey.url, env=env)
    yield first, second
    first.stop()
    second.stop()


@pytest.fixture
def nell(stage: Stage) -> Person:
    return stage.town.person(f"Nell {new_id()}")


@pytest.fixture
def circle(stage: Stage, nell: Person) -> Meeting:
    return stage.town.circle(stage.town.hana, nell)


def seated(
    stage: Stage, who: Person, where: Meeting, *ways: str, server: LiveServer | None = None
) -> Seat:
    seat = stage.seat(who, *ways, server=server)
    assert seat.enter(where.room_id)["ok"]
    return seat


def hears_no_canary(seat: Seat, hana: Seat, where: Meeting, audience: str = "everyone") -> None:
    """Hana speaks, others hear it; then everything that reached the seat is looked through."""
    said = hana.say(where.room_id, CANARY, audience=audience)
    hana.wait(lambda her: said["id"] in her.ids(where.room_id))
    time.sleep(0.5)
    assert CANARY not in json.dumps(seat.heard)
    assert said["id"] not in seat.ids(where.room_id)


def can_now(seat: Seat) -> list[str]:
    """What they may do, as last told to an open room."""
    told = [one["me"]["can"] for one in seat.all("room") if "me" in one]
    return told[-1] if told else []


Ending = Callable[[Seat, Meeting, Person], Payload]


def puts_out(hana: Seat, where: Meeting, who: Person) -> Payload:
    return hana.ask("remove", {"room": where.room_id, "member": who.id, "minutes": 30})


def bans(hana: Seat, where: Meeting, who: Person) -> Payload:
    return hana.ask("remove", {"room": where.room_id, "member": who.id, "minutes": None})


@pytest.mark.usefixtures("no_rounds")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("place", [0, 1], ids=["same process", "other process"])
@pytest.mark.parametrize("ends", [puts_out, bans])
def test_who_is_put_out_is_told_calmly_and_hears_nothing_more(
    stage: Stage, pair: Pair, circle: Meeting, nell: Person, ends: Ending, place: int, way: str
) -> None:
    hana = seated(stage, circle.host, circle, server=pair[0])
    seat = seated(stage, nell, circle, way, server=pair[place])
    hana.wait(lambda her: nell.id in her.people[circle.room_id])
    assert ends(hana, circle, nell)["ok"]
    [told] = seat.wait(lambda her: her.all("removed"), AT_ONCE)
    assert told == {
        "room": circle.room_id,
        "message": "A host has closed this room to you for now.",
    }
    hears_no_canary(seat, hana, circle)
    for answer in (seat.enter(circle.room_id), seat.say(circle.room_id, "Hello?")):
        assert answer["error"] == "forbidden"
        assert "closed this room to you" in answer["message"]
    for event in ("changes", "earlier"):
        given = {"room": circle.room_id, "after": 0, "before": 99}
        assert seat.ask(event, given)["error"] == "forbidden"
    hana.wait(lambda her: nell.id not in her.people[circle.room_id])


def test_who_is_put_out_gets_no_mark_no_head_and_no_presence(
    stage: Stage, pair: Pair, circle: Meeting, nell: Person
) -> None:
    """Another of her windows stands elsewhere, where marks of unread words would come."""
    hana = seated(stage, circle.host, circle, server=pair[0])
    inside, outside = seated(stage, nell, circle, server=pair[1]), stage.seat(nell, server=pair[1])
    hana.say(circle.room_id, "Before")
    outside.wait(lambda her: her.all("inbox"))
    assert puts_out(hana, circle, nell)["ok"]
    inside.wait(lambda her: her.all("removed"), AT_ONCE)
    before = len(inside.heard), len(outside.heard)
    hana.say(circle.room_id, CANARY)
    visitor = stage.seat(circle.host, server=pair[1])
    visitor.enter(circle.room_id)
    time.sleep(ROUND)
    assert (inside.heard[before[0] :], outside.heard[before[1] :]) == ([], [])


@pytest.mark.usefixtures("no_rounds")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("place", [0, 1], ids=["same process", "other process"])
def test_who_is_to_rest_is_silent_at_once_and_goes_on_reading(
    stage: Stage, pair: Pair, circle: Meeting, nell: Person, place: int, way: str
) -> None:
    hana = seated(stage, circle.host, circle, server=pair[0])
    seat = seated(stage, nell, circle, way, server=pair[place])
    item = hana.say(circle.room_id, "First")["id"]
    rest = {"room": circle.room_id, "member": nell.id, "minutes": 5, "on": True}
    assert hana.ask("mute", rest)["ok"]
    told = seat.wait(lambda her: [one for one in her.all("room") if "me" in one], AT_ONCE)[-1]
    assert told["me"]["can"] == ["withdraw"]
    assert "only read for a while" in told["me"]["why"]
    for answer in (
        seat.say(circle.room_id, "Still here"),
        seat.ask("react", {"item": item, "emoji": "👍", "on": True}),
        seat.ask("typing", {"room": circle.room_id}),
    ):
        assert answer.get("error", "nothing is told") in ("forbidden", "nothing is told")
    assert seat.say(circle.room_id, "Still here")["error"] == "forbidden"
    said = hana.say(circle.room_id, "Second")
    seat.wait(lambda her: said["id"] in her.ids(circle.room_id))
    assert not [who for one in hana.all("typing") for who in one["members"] if who["id"] == nell.id]
    assert hana.ask("mute", {**rest, "on": False})["ok"]
    seat.wait(lambda her: "say" in can_now(her), AT_ONCE)
    assert seat.say(circle.room_id, "Again")["ok"]


@pytest.mark.parametrize("what", ["silent_until", "out_until"])
def test_what_ends_by_itself_is_told_without_anybody_doing_anything(
    stage: Stage, circle: Meeting, nell: Person, what: str
) -> None:
    seat, hana = stage.seat(nell), seated(stage, circle.host, circle)
    if what == "silent_until":
        seat.enter(circle.room_id)
    event = "mute" if what == "silent_until" else "remove"
    given = {"room": circle.room_id, "member": nell.id, "minutes": 1, "on": True}
    assert hana.ask(event, given)["ok"]
    with transaction() as db:
        soon = clock.now() + timedelta(seconds=3)
        db.execute(update(Bar).where(Bar.member_id == nell.id).values({what: soon}))
    if what == "silent_until":
        seat.wait(lambda her: can_now(her) == ["withdraw"])
        seat.wait(lambda her: "say" in can_now(her), NEXT_ROUND)
        assert seat.say(circle.room_id, "Again")["ok"]
        return
    end = time.monotonic() + NEXT_ROUND
    while not seat.all("inbox"):  # marks come again, in a window that stands elsewhere
        assert time.monotonic() < end
        hana.say(circle.room_id, "Are you back?")
        time.sleep(1)
    assert seat.enter(circle.room_id)["ok"]


@pytest.mark.usefixtures("no_rounds")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("place", [0, 1], ids=["same process", "other process"])
def test_who_hosts_no_longer_hears_nothing_for_hosts(
    stage: Stage, pair: Pair, circle: Meeting, nell: Person, place: int, way: str
) -> None:
    do(circle.host, set_host, circle.id, nell.id, host=True)
    hana = seated(stage, circle.host, circle, server=pair[0])
    seat = seated(stage, nell, circle, way, server=pair[place])
    first = hana.say(circle.room_id, "Between hosts", audience="hosts")
    seat.wait(lambda her: first["id"] in her.ids(circle.room_id))
    with Web(pair[0].url, stage.cookie(circle.host)) as browser:
        browser.post(f"/circles/{circle.id}/people/{nell.id}/unhost")
    seat.wait(lambda her: can_now(her) and "host" not in can_now(her), AT_ONCE)
    hears_no_canary(seat, hana, circle, audience="hosts")
    for event in ("quiet_people", "mute", "remove"):
        given = {"room": circle.room_id, "member": circle.host.id, "minutes": 5, "on": True}
        assert seat.ask(event, given)["error"] == "forbidden"


# What is hidden.


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("history", list(History))
def test_hidden_words_are_in_no_frame_that_comes_after(
    stage: Stage, circle: Meeting, nell: Person, history: History, way: str
) -> None:
    """For the host, the writer, who comes late, who was put out, and who stands outside."""
    with transaction() as db:
        db.get_one(Circle, circle.id).history = history
    gone, outsider = stage.town.person(f"Gus {new_id()}"), stage.seat(stage.town.otto, way)
    stage.town.bring(gone, circle.id, circle.host)
    ex, hana = seated(stage, gone, circle, way), seated(stage, circle.host, circle, way)
    seat = seated(stage, nell, circle, way)
    assert puts_out(hana, circle, gone)["ok"]
    ex.wait(lambda his: his.all("removed"))
    item = seat.say(circle.room_id, f"{CANARY} @hana")["id"]
    hana.say(circle.room_id, "Why?", reply_to=item)
    assert hana.ask("pin", {"item": item, "on": True})["ok"]
    for one in (hana, seat):
        one.wait(lambda their: their.items[circle.room_id].get(item, {}).get("pinned"))
    before = len(hana.heard), len(seat.heard)
    assert hana.ask("hide", {"item": item, "on": True, "reason": "Not here"})["ok"]
    seat.wait(lambda her: her.items[circle.room_id][item]["hidden"])
    late = stage.town.person(f"Lena {new_id()}")
    stage.town.bring(late, circle.id, circle.host)
    newcomer = stage.seat(late, way)
    frames = [newcomer.enter(circle.room_id), seat.enter(circle.room_id, after=1)]
    frames += [hana.ask("changes", {"room": circle.room_id, "after": 0}), ex.enter(circle.room_id)]
    frames += [hana.heard[before[0] :], seat.heard[before[1] :]]  # type: ignore[list-item]
    frames += [one.heard for one in (newcomer, ex, outsider)]  # type: ignore[misc]
    assert CANARY not in json.dumps(frames)
    assert hana.ask("hide", {"item": item, "on": False})["ok"]
    seat.wait(lambda her: CANARY in her.items[circle.room_id][item]["html"])


# A question without a name.


@pytest.mark.parametrize("way", WAYS)
def test_nothing_on_the_wire_says_who_asked_without_a_name(
    stage: Stage, pair: Pair, circle: Meeting, nell: Person, way: str
) -> None:
    other = stage.town.person(f"Gus {new_id()}")
    stage.town.bring(other, circle.id, circle.host)
    hana = seated(stage, circle.host, circle, way, server=pair[0])
    seat, gus = (seated(stage, who, circle, way, server=pair[1]) for who in (nell, other))
    hana.wait(lambda her: {nell.id, other.id} <= her.people[circle.room_id])
    before = len(hana.heard)
    asked = seat.say(circle.room_id, CANARY, nameless=True)
    assert asked["ok"]
    hana.wait(lambda her: asked["id"] in her.ids(circle.room_id))
    open_one = seat.say(circle.room_id, "Now in the open")
    for one in (hana, gus):
        one.wait(lambda their: open_one["id"] in their.ids(circle.room_id))
    heard = [frame for frame in hana.heard[before:] if open_one["id"] not in json.dumps(frame)]
    assert CANARY in json.dumps(heard)
    for trace in (nell.id, nell.name, nell.handle):
        assert trace not in json.dumps(heard)
    assert CANARY not in json.dumps([gus.heard, seat.heard])
    assert hana.ask("share", {"item": asked["id"]})["ok"]
    gus.wait(lambda his: asked["id"] in his.ids(circle.room_id))
    assert gus.items[circle.room_id][asked["id"]]["author"]["id"] == ""
