"""One room through four doors: WebSocket, long polling, plain forms and the HTTP API."""

import random
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

import pytest

from tests.live.seat import Payload, Seat
from tests.live.stage import Stage, stored
from tests.live.web import Web
from tests.town import Meeting, Person

STEPS = 70
NEXT_ROUND = 30.0  # promised are five seconds
SHOWN = re.compile(r'<li class="item[^>]* data-item="([^"]+)" data-position="(\d+)"')


class Door(Protocol):
    """What anybody can do in a room, whichever way they come."""

    def say(self, body: str, key: str, reply_to: str | None = None) -> str: ...

    def read(self) -> list[str]:
        """The ids of everything in the room, in the order it is shown."""

    def mark_read(self, position: int) -> None: ...

    def go(self) -> None: ...

    def come_back(self) -> None: ...


class Socket:
    """A page made live; `transports` is what its network lets through."""

    def __init__(self, stage: Stage, person: Person, room: str, *transports: str) -> None:
        self.seat, self.room = stage.seat(person, *transports), room
        self.come_back()

    def say(self, body: str, key: str, reply_to: str | None = None) -> str:
        answer = self.seat.say(self.room, body, key, reply_to=reply_to)
        assert answer["ok"], answer
        return str(answer["id"])

    def read(self) -> list[str]:
        return self.seat.ids(self.room)

    def mark_read(self, position: int) -> None:
        assert self.seat.ask("read", {"room": self.room, "position": position})["ok"]

    def go(self) -> None:
        assert self.seat.ask("leave", {"room": self.room})["ok"]

    def come_back(self) -> None:
        assert self.seat.enter(self.room)["ok"]


class Forms:
    """A browser without JavaScript: each look is a page, and longer rooms are several."""

    def __init__(self, stage: Stage, person: Person, room: str) -> None:
        self.web, self.address = Web(stage.server.url, stage.cookie(person)), f"/rooms/{room}"

    def say(self, body: str, key: str, reply_to: str | None = None) -> str:
        fields = {"body": body, "client_key": key, "reply_to": reply_to or ""}
        answer = self.web.post(f"{self.address}/items", **fields)
        assert answer.status_code == 302, answer.text[:500]
        return answer.headers["Location"].rpartition("#item-")[2]

    def read(self) -> list[str]:
        found: list[str] = []
        page = self._page()
        while page:
            found[:0] = [item_id for item_id, _ in page]
            first = page[0][1]
            page = self._page(before=first) if first != "1" else []
        return found

    def mark_read(self, position: int) -> None:
        answer = self.web.post(f"{self.address}/read", position=position)
        assert answer.status_code == 302

    def go(self) -> None:
        """Nothing is held open."""

    def come_back(self) -> None:
        assert self.web.get(self.address).status_code == 200

    def _page(self, **query: str) -> list[tuple[str, str]]:
        answer = self.web.get(self.address, **query)
        assert answer.status_code == 200
        return SHOWN.findall(answer.text)


class Api:
    """A program that asks for changes after what it has."""

    def __init__(self, stage: Stage, person: Person, room: str) -> None:
        self.web = Web(stage.server.url, stage.cookie(person))
        self.address = f"{stage.server.url}/api/v1/rooms/{room}"
        self.headers = {"X-CSRFToken": self.web.token()}
        self.items: dict[str, Payload] = {}
        self.version = 0

    def say(self, body: str, key: str, reply_to: str | None = None) -> str:
        given = {"body": body, "client_key": key, "reply_to": reply_to}
        session = self.web.session
        answer = session.post(
            f"{self.address}/items", json=given, headers=self.headers, timeout=30
        ).json()
        assert answer["ok"], answer
        return str(answer["id"])

    def read(self) -> list[str]:
        more = True
        while more:
            page = self._get("changes", after=self.version)
            if not self.version:
                self._read_back(page)
            self.items |= {item["id"]: item for item in page["items"]}
            more = page["more"] and self.version > 0
            self.version = page["version"]
        order = sorted(self.items.values(), key=lambda item: int(item["position"]))
        return [item["id"] for item in order]

    def mark_read(self, position: int) -> None:
        """No such address: who polls has no unread marks to care for."""

    def go(self) -> None:
        """Nothing is held open."""

    def come_back(self) -> None:
        self.read()

    def _read_back(self, page: Payload) -> None:
        while page["more"]:
            page = self._get("earlier", before=page["items"][0]["position"])
            self.items |= {item["id"]: item for item in page["items"]}

    def _get(self, what: str, **query: int) -> Any:
        answer = self.web.session.get(f"{self.address}/{what}", params=query, timeout=30)
        assert answer.status_code == 200, answer.text[:500]
        return answer.json()


@dataclass
class Evening:
    """Four people, each at a door of their own."""

    doors: list[Door]
    said: list[str] = field(default_factory=list)
    dice: random.Random = field(default_factory=lambda: random.Random(11))

    def run(self) -> None:
        steps: list[Callable[[int], None]] = [
            self.says, self.says, self.says, self.answers, self.answers, self.reads, self.is_away
        ]  # fmt: skip
        for step in range(STEPS):
            self.dice.choice(steps)(step)

    def says(self, step: int) -> None:
        self.said.append(self.dice.choice(self.doors).say(f"Step {step}", f"evening-{step}"))

    def answers(self, step: int) -> None:
        above = self.dice.choice(self.said[-9:]) if self.said else None
        door = self.dice.choice(self.doors)
        self.said.append(door.say(f"Answer {step}", f"evening-{step}", above))

    def reads(self, _step: int) -> None:
        door = self.dice.choice(self.doors)
        seen = door.read()
        assert seen == self.said[: len(seen)], "never anything out of its place"
        door.mark_read(len(seen))

    def is_away(self, step: int) -> None:
        door = self.dice.choice(self.doors)
        door.go()
        for more in range(self.dice.choice([1, 3])):
            others = [other for other in self.doors if other is not door]
            self.said.append(self.dice.choice(others).say(f"{step}", f"evening-{step}-{more}"))
        door.come_back()


@pytest.fixture
def evening(either_stage: Stage) -> Iterator[tuple[Evening, Meeting]]:
    stage, town = either_stage, either_stage.town
    circle = town.circle(town.hana, town.milo, town.otto, town.ada)
    room = circle.room_id
    with ExitStack() as ends:
        forms, api = Forms(stage, town.otto, room), Api(stage, town.ada, room)
        ends.callback(forms.web.close)
        ends.callback(api.web.close)
        doors: list[Door] = [
            Socket(stage, town.hana, room),
            Socket(stage, town.milo, room, "polling"),
            forms,
            api,
        ]
        yield Evening(doors), circle


def everybody_has(evening: Evening, order: list[str]) -> None:
    for door in evening.doors:
        if isinstance(door, Socket):
            door.seat.wait(partial(has, order, door.room), NEXT_ROUND)
        assert door.read() == order


def has(order: list[str], room: str, seat: Seat) -> bool:
    return seat.ids(room) == order


def test_whichever_way_one_comes_the_room_is_the_same(
    evening: tuple[Evening, Meeting],
) -> None:
    hour, circle = evening
    hour.run()
    assert stored(circle.room_id) == hour.said
    assert len(hour.said) > STEPS / 2
    everybody_has(hour, hour.said)


def test_all_doors_at_the_same_moment_end_with_one_order(
    evening: tuple[Evening, Meeting],
) -> None:
    hour, circle = evening
    told: dict[int, list[str]] = {}

    def speak(number: int, door: Door) -> None:
        told[number] = [door.say(f"{number}.{n}", f"moment-{number}-{n}") for n in range(15)]

    speakers = [threading.Thread(target=speak, args=one) for one in enumerate(hour.doors)]
    for speaker in speakers:
        speaker.start()
    for speaker in speakers:
        speaker.join(60)
    order = stored(circle.room_id)
    assert sorted(order) == sorted(item_id for one in told.values() for item_id in one)
    for mine in told.values():
        assert mine == sorted(mine, key=order.index), "everybody's words in their own order"
    everybody_has(hour, order)
