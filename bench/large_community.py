"""A community of 10,000 members and 500 circles, written in bulk: to measure what is read of it.

    COMENTOR_DATA=… python -m bench.large_community 10000 500

prints as JSON the cookie of a member who is in many circles, and what the pages are called.
Skills are taught and wished for by Zipf's law, so that a few have hundreds of teachers.
"""

import json
import random
import sys
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import accumulate, islice
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

import community.app  # noqa: F401  # whoever listens to events has to be there
from community.access.actor import CommunityRole
from community.access.memberships import CircleRole, Membership, Standing
from community.access.policy import Visibility
from community.circles.models import Circle, CircleSkill
from community.core import clock
from community.core.ids import new_id
from community.core.transaction import connect, transaction
from community.members.actions import start_sign_in
from community.members.models import Member, Profile, Reach, Sight
from community.rooms.models import Item, ItemKind, Room, RoomState
from community.settings import Settings
from community.skills.models import Level, Offer, Skill, SkillName, Wish
from community.web.identity import cookie_for

SEED = 11
SKILLS, TIES = 2_000, 5
TEACHERS = 200  # of the first skill
PEOPLE = 300  # in the first circle
SAID = 20  # in each room
MINE = 15  # circles the reader is in
SITES = ("Leeds", "Bristol", "Cardiff", "Dundee", "Belfast", "York", "Hull", "Exeter")
Row = dict[str, Any]


@dataclass(frozen=True)
class Large:
    """What the pages are called, and by whom they are read."""

    cookie: str
    circle: str
    room: str
    person: str
    skill: str
    words: str


class Builder:
    def __init__(self, members: int, circles: int) -> None:
        self.dice = random.Random(SEED)  # noqa: S311 (no secret, only the same every time)
        self.moment = clock.now() - timedelta(days=30)
        self.members = [new_id() for _ in range(members)]
        self.skills = [new_id() for _ in range(SKILLS)]
        self.circles = [new_id() for _ in range(circles)]
        self.rooms = [new_id() for _ in range(circles)]
        self.often = list(accumulate(1 / (rank + 20) for rank in range(SKILLS)))
        syllables = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sta", "ve")
        self.words = ["".join(self.dice.choices(syllables, k=3)) for _ in range(3_000)]

    def write(self, db: Session) -> None:
        for table, rows in (
            (Member, self._members()),
            (Profile, self._profiles()),
            (Skill, self._skills()),
            (SkillName, self._names()),
            (Offer, self._ties(0)),
            (Wish, self._ties(1)),
            (Circle, self._circles()),
            (CircleSkill, self._about()),
            (Membership, self._places()),
            (Room, self._rooms()),
            (Item, self._items()),
        ):
            going = iter(rows)
            while some := list(islice(going, 5_000)):
                db.execute(insert(table), some)

    def _said(self, words: int) -> str:
        return " ".join(self.dice.choices(self.words, k=words)).capitalize() + "."

    def _name(self) -> str:
        return " ".join(word.capitalize() for word in self.dice.choices(self.words, k=2))

    def _members(self) -> Any:
        for number, member_id in enumerate(self.members):
            yield {
                "id": member_id,
                "handle": f"person-{number}",
                "name": self._name(),
                "role": CommunityRole.MEMBER,
                "role_line": self._said(4),
                "about": self._said(25),
                "created_at": self.moment,
            }

    def _profiles(self) -> Any:
        for member_id in self.members:
            yield {
                "member_id": member_id,
                "organisation": self._said(2),
                "site": self.dice.choice(SITES),
                "stage": f"Year {self.dice.randrange(1, 9)}",
                "languages": "English",
                "time_zone": "Europe/London",
                "links": [],
                "forms": ["video"],
                "sights": {},
                "reach": Reach.MEMBERS,
                "mail_notices": False,
                "remind_before": [60],
                "remind_by_mail": False,
            }

    def _skills(self) -> Any:
        for number, skill_id in enumerate(self.skills):
            name = f"{self.words[number % len(self.words)]} {number}"
            row = {"id": skill_id, "name": name, "key": name, "about": ""}
            yield {**row, "curated": number % 4 == 0, "created_at": self.moment}

    def _names(self) -> Any:
        for number, skill_id in enumerate(self.skills):
            name = f"{self.words[number % len(self.words)]} {number}"
            yield {"key": name, "name": name, "skill_id": skill_id}

    def _ties(self, way: int) -> Any:
        """The first skill has exactly so many teachers; the others as chance has it."""
        for number, member_id in enumerate(self.members):
            chosen = {self.skills[0]} if way == 0 and number < TEACHERS else set()
            some = self.dice.choices(range(SKILLS), cum_weights=self.often, k=TIES)
            chosen |= {self.skills[max(1, place)] for place in some}
            for skill_id in chosen:
                yield {
                    "member_id": member_id,
                    "skill_id": skill_id,
                    "called": "",
                    "level": self.dice.choice([None, *Level]),
                    "words": self._said(8),
                    "evidence": "",
                    "sight": Sight.CIRCLES if self.dice.random() < 0.1 else Sight.MEMBERS,
                    "created_at": self.moment,
                }

    def _circles(self) -> Any:
        ways = [Visibility.OPEN] * 3 + [Visibility.ASK, Visibility.INVITED, Visibility.HIDDEN]
        for number, circle_id in enumerate(self.circles):
            yield {
                "id": circle_id,
                "name": f"{self._name()} {number}",
                "purpose": self._said(30),
                "visibility": Visibility.OPEN if number == 0 else self.dice.choice(ways),
                "started_by": None,
                "created_at": self.moment,
                "rhythm": "Every second Tuesday",
                "reach": "Everywhere",
                "agreement": "",
                "join_questions": [],
            }

    def _about(self) -> Any:
        for circle_id in self.circles:
            places = self.dice.choices(range(SKILLS), cum_weights=self.often, k=3)
            for place in set(places):
                yield {"circle_id": circle_id, "skill_id": self.skills[place]}

    def _places(self) -> Any:
        for number, circle_id in enumerate(self.circles):
            size = PEOPLE if number == 0 else self.dice.randrange(5, 60)
            people = self.dice.sample(self.members[1:], size - 1)
            first = [self.members[0]] if number < MINE else [people.pop()]
            for place, member_id in enumerate([*first, *people]):
                role = CircleRole.HOST if place == 1 else CircleRole.MEMBER
                row = {"circle_id": circle_id, "member_id": member_id, "role": role}
                yield {**row, "standing": Standing.JOINED, "since": self.moment}

    def _rooms(self) -> Any:
        for circle_id, room_id in zip(self.circles, self.rooms, strict=True):
            row = {"id": room_id, "circle_id": circle_id, "state": RoomState.OPEN}
            yield {**row, "version": SAID, "last_position": SAID, "last_item_at": self.moment}

    def _items(self) -> Any:
        for room_id in self.rooms:
            for position in range(1, SAID + 1):
                yield {
                    "id": new_id(),
                    "room_id": room_id,
                    "position": position,
                    "version": position,
                    "kind": ItemKind.MESSAGE,
                    "author_id": self.members[position],
                    "client_key": f"bulk-{position:06d}",
                    "body": self._said(12),
                    "mentions": {},
                    "audience": "everyone",
                    "created_at": self.moment,
                }


def build(members: int, circles: int) -> Large:
    settings = Settings()
    connect(settings.database_address)
    builder = Builder(members, circles)
    with transaction() as db:
        builder.write(db)
    with transaction() as db:
        token = start_sign_in(db, db.get_one(Member, builder.members[0]), "bench")
    words = " ".join(builder.words[40:42])
    return Large(
        cookie=cookie_for(settings, token),
        circle=builder.circles[0],
        room=builder.rooms[0],
        person="person-77",
        skill=builder.skills[0],
        words=words,
    )


if __name__ == "__main__":
    print(json.dumps(asdict(build(int(sys.argv[1]), int(sys.argv[2])))))
