"""A random hour against a simple model: everybody ends with the list they may read.

The model knows who may read what; everything else is decided by dice, seeded so that a
failure comes again. `COMENTOR_TEST_STEPS` makes it longer.
"""

import os
import random
from dataclasses import dataclass, field
from functools import partial

import pytest

from community.access.policy import Audience
from community.rooms.rules import EMOJI
from tests.live.seat import Seat
from tests.live.stage import Stage
from tests.live.web import Web
from tests.town import Meeting, Person

Lines = list[tuple[str, str, bool, dict[str, set[str]]]]
STEPS = int(os.environ.get("COMENTOR_TEST_STEPS", "80"))
NEXT_ROUND = 40.0


@dataclass
class Said:
    """An item as the model knows it."""

    id: str
    author: str
    audience: str
    words: str
    reactions: set[tuple[str, str]] = field(default_factory=set)
    withdrawn: bool = False

    def may_read(self, person: Person, host: Person) -> bool:
        return self.audience == "everyone" or person.id in (host.id, self.author)


class Hour:
    """People in a room doing what the dice say, and what should be there afterwards."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self.stage, self.dice = stage, random.Random(seed)
        self.host = stage.town.person(f"Hana {seed} {stage.settings.data.name}")
        self.people = [
            stage.town.person(f"Member {n} of {seed} {stage.settings.data.name}") for n in range(4)
        ]
        self.circle: Meeting = stage.town.circle(self.host, *self.people)
        self.room = self.circle.room_id
        self.said: list[Said] = []
        self.inside = {person.id for person in [self.host, *self.people]}
        self.seats: dict[str, list[Seat]] = {
            person.id: [stage.seated(person, self.circle) for _ in range(1 + (n == 0))]
            for n, person in enumerate([self.host, *self.people])
        }

    def run(self) -> None:
        steps = [
            (10, self.says), (3, self.says_to_hosts), (3, self.edits), (2, self.withdraws),
            (6, self.reacts), (2, self.is_cut), (1, self.goes_away), (1, self.leaves),
            (2, self.comes_back),
        ]  # fmt: skip
        weights = [weight for weight, _ in steps]
        for _ in range(STEPS):
            self.dice.choices([step for _, step in steps], weights)[0]()

    # What can happen.

    def says(self, audience: Audience = Audience.EVERYONE) -> None:
        person = self.somebody()
        words = f"words{len(self.said)}"
        more = {"audience": audience.value}
        answer = self.seat(person).say(self.room, words, **more)
        assert answer["ok"], answer
        self.said.append(Said(answer["id"], person.id, audience.value, words))

    def says_to_hosts(self) -> None:
        self.says(Audience.HOSTS)

    def edits(self) -> None:
        if one := self.own_words():
            one.words = f"other{self.dice.random()}"
            answer = self.seat_of(one.author).ask("edit", {"item": one.id, "body": one.words})
            assert answer["ok"], answer

    def withdraws(self) -> None:
        if one := self.own_words():
            assert self.seat_of(one.author).ask("withdraw", {"item": one.id})["ok"]
            one.withdrawn, one.words = True, ""
            one.reactions.clear()

    def reacts(self) -> None:
        person, emoji = self.somebody(), self.dice.choice(EMOJI[:3])
        readable = [
            one for one in self.said if not one.withdrawn and one.may_read(person, self.host)
        ]
        if not readable:
            return
        one, on = self.dice.choice(readable), self.dice.random() < 0.7
        payload = {"item": one.id, "emoji": emoji, "on": on}
        assert self.seat(person).ask("react", payload)["ok"]
        change = one.reactions.add if on else one.reactions.discard
        change((emoji, person.id))

    def is_cut(self) -> None:
        """The line breaks, something happens, and they are back."""
        person = self.somebody()
        seat = self.seat(person)
        seat.cut()
        if self.dice.random() < 0.7:
            self.says()
        seat.open()
        assert seat.enter(self.room)["ok"]

    def goes_away(self) -> None:
        """Does not listen for a while, without the line noticing."""
        seat = self.seat(self.somebody())
        seat.deaf = True
        for _ in range(3):
            self.says()
        seat.deaf = False

    def leaves(self) -> None:
        person = self.dice.choice(self.people)
        if person.id not in self.inside:
            return
        url = self.stage.server.url
        with Web(url, self.stage.cookie(person)) as web:
            assert web.post(f"/circles/{self.circle.id}/leave").status_code == 302
        self.inside.discard(person.id)
        seats = self.seats[person.id]
        for seat in seats:
            seat.wait(lambda one: one.all("removed"))
        heard = [len(seat.all("changes")) for seat in seats]
        self.says()
        for seat, before in zip(seats, heard, strict=True):
            seat.ask("leave", {"room": self.room})
            assert len(seat.all("changes")) == before
            seat.heard.clear()

    def comes_back(self) -> None:
        gone = [person for person in self.people if person.id not in self.inside]
        if not gone:
            return
        person = gone[0]
        with Web(self.stage.server.url, self.stage.cookie(person)) as web:
            assert web.post(f"/circles/{self.circle.id}/join").status_code == 302
        self.inside.add(person.id)
        for seat in self.seats[person.id]:
            assert seat.enter(self.room)["ok"]

    # Dice.

    def somebody(self) -> Person:
        here = [p for p in [self.host, *self.people] if p.id in self.inside]
        return self.dice.choice([p for p in here if self.connected(p.id)])

    def own_words(self) -> Said | None:
        mine = [one for one in self.said if not one.withdrawn and one.author in self.inside]
        return self.dice.choice(mine) if mine else None

    def seat(self, person: Person) -> Seat:
        return self.seat_of(person.id)

    def seat_of(self, person_id: str) -> Seat:
        return self.dice.choice(self.connected(person_id))

    def connected(self, person_id: str) -> list[Seat]:
        return [seat for seat in self.seats[person_id] if seat.client.connected]

    # What everybody should have in the end.

    def expected(self, person: Person) -> Lines:
        return [
            (one.id, one.words, one.withdrawn, grouped(one.reactions))
            for one in self.said
            if one.may_read(person, self.host)
        ]


def grouped(reactions: set[tuple[str, str]]) -> dict[str, set[str]]:
    return {emoji: {who for e, who in reactions if e == emoji} for emoji, _ in reactions}


def seen(seat: Seat, room: str) -> Lines:
    return [
        (
            item["id"],
            item["html"].removeprefix("<p>").strip().removesuffix("</p>"),
            item["withdrawn"],
            {one["emoji"]: set(one["members"]) for one in item["reactions"]},
        )
        for item in seat.list_of(room)
    ]


def has(room: str, expected: Lines, seat: Seat) -> bool:
    return seen(seat, room) == expected


@pytest.mark.parametrize("seed", [1, 2])
def test_everybody_ends_with_what_the_model_says(either_stage: Stage, seed: int) -> None:
    hour = Hour(either_stage, seed)
    hour.run()
    assert len(hour.said) > STEPS / 3
    for person in [hour.host, *hour.people]:
        if person.id not in hour.inside:
            continue
        expected = hour.expected(person)
        for seat in hour.seats[person.id]:
            seat.wait(partial(has, hour.room, expected), NEXT_ROUND)
        fresh = either_stage.seated(person, hour.circle)
        fresh.read_back(hour.room)
        assert seen(fresh, hour.room) == expected
