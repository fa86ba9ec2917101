"""Made-up names of skills and people, the same every time, and what people type of them.

    COMENTOR_DATA=… python -m bench.names 20000 100000

writes a community of so many skills and members into the database and prints as JSON the cookie of
one of them, who is in twenty circles, two of them hidden, with some hundred sessions in each kind,
and made twenty searches.
"""

import json
import random
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import accumulate
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

import community.app  # noqa: F401  # whoever listens to events has to be there
from community.access.actor import Actor, CommunityRole
from community.access.policy import Visibility
from community.access.session_rules import OpenTo, SessionState
from community.circles.actions import start_circle
from community.core import clock
from community.core.ids import new_id
from community.core.transaction import connect, transaction
from community.discovery.recent import remember
from community.members.actions import start_sign_in
from community.members.models import Member, Profile, Sight
from community.rooms.models import Room
from community.sessions.models import HostedSession
from community.settings import Settings
from community.skills.models import Offer, Skill, SkillName, Wish
from community.skills.rules import skill_key
from community.web.identity import cookie_for

SEED = 11
LETTERS = "abcdefghijklmnopqrstuvwxyz"
BATCH = 5_000
EACH_TEACHES, EACH_LEARNS = 2, 1
CIRCLES, HIDDEN = 20, 2
FOR_ALL, PRIVATE, SEARCHES = 5_000, 300, 20  # sessions, and what the reader searched for
Row = dict[str, Any]


class Names:
    """Seeded names. Words of skills follow Zipf's law; a third of the skills have an alias."""

    def __init__(self, skills: int, members: int) -> None:
        self.dice = random.Random(SEED)  # noqa: S311 (no secret, only the same every time)
        self._words = sorted({self._word() for _ in range(12_000)})
        self.dice.shuffle(self._words)
        self._zipf = list(accumulate(1 / (rank + 20) for rank in range(len(self._words))))
        self.skills = self._skills(skills)
        self.people = [self._person() for _ in range(members)]

    def typed(self, least: int, most: int, *, slip: bool = False) -> str:
        """The beginning of somebody's or something's name, perhaps with one wrong letter."""
        name = self.dice.choice(self.people if self.dice.random() < 0.5 else self.skills)
        typed = (name if isinstance(name, str) else name[0])[: self.dice.randint(least, most)]
        place = self.dice.randrange(len(typed))
        if slip:
            return typed[:place] + self.dice.choice(LETTERS) + typed[place + 1 :]
        return typed

    def _skills(self, count: int) -> list[tuple[str, ...]]:
        names: dict[str, str] = {}
        while len(names) < count + count // 3:
            name = " ".join(self._some_words(self.dice.randint(1, 3)))
            names.setdefault(skill_key(name), name)
        every = list(names.values())
        aliases = [(alias,) for alias in every[count:]] + [()] * count
        return [(name, *alias) for name, alias in zip(every[:count], aliases, strict=False)]

    def _person(self) -> str:
        return " ".join(word.title() for word in self._some_words(2))

    def _some_words(self, count: int) -> list[str]:
        return self.dice.choices(self._words, cum_weights=self._zipf, k=count)

    def _word(self) -> str:
        syllables = [
            self.dice.choice("bcdfghjklmnprstvwz") + self.dice.choice("aeiou")
            for _ in range(self.dice.randint(2, 4))
        ]
        return "".join(syllables) + self.dice.choice(["", "n", "s", "r", "l"])


def populate(db: Session, names: Names) -> Member:
    """The whole community in a few large statements; gives one of its members."""
    members, skills = _people(names), _skills(names)
    _insert(db, Member, members)
    _insert(db, Profile, ({"member_id": row["id"]} for row in members))
    _insert(db, Skill, (skill for skill, _ in skills))
    _insert(db, SkillName, (row for _, called in skills for row in called))
    ids = [skill["id"] for skill, _ in skills]
    _insert(db, Offer, _ties(names, members, ids, EACH_TEACHES))
    _insert(db, Wish, _ties(names, members, ids, EACH_LEARNS))
    reader = db.get_one(Member, members[0]["id"])
    actor = Actor(member_id=reader.id, role=CommunityRole.MEMBER)
    circles = []
    for number in range(CIRCLES):
        visibility = Visibility.HIDDEN if number < HIDDEN else Visibility.OPEN
        name, purpose = names.typed(9, 20), "To be found."
        made = start_circle(db, actor, name=name, purpose=purpose, visibility=visibility)
        circles.append(made.id)
    sessions = [*_sessions(names, circles[HIDDEN:], FOR_ALL, OpenTo.MEMBERS)]
    sessions += _sessions(names, circles, PRIVATE, OpenTo.CIRCLE)
    _insert(db, Room, (room for room, _ in sessions))
    _insert(db, HostedSession, (session for _, session in sessions))
    for number in range(SEARCHES):
        with clock.fixed(clock.now() - timedelta(minutes=number)):
            remember(db, actor, names.typed(9, 20))
    return reader


def _sessions(
    names: Names, circles: Sequence[str], count: int, open_to: OpenTo
) -> Iterator[tuple[Row, Row]]:
    """Each with its room; a week apart, half of them to come."""
    for number in range(count):
        starts = clock.now() + timedelta(weeks=number - count // 2)
        ids = {"room_id": new_id(), "circle_id": names.dice.choice(circles)}
        session: Row = {"id": new_id(), **ids, "open_to": open_to, "time_zone": "UTC"}
        session |= {"title": f"{names.typed(9, 20)} {number}", "created_at": clock.now()}
        session["state"] = SessionState.PUBLISHED
        for name, moment in (("starts", starts), ("ends", starts + timedelta(hours=1))):
            session |= {f"{name}_at": moment, f"{name}_wall": moment.replace(tzinfo=None)}
        room = {"id": ids["room_id"], "circle_id": ids["circle_id"], "home_id": session["id"]}
        yield room, session


def _people(names: Names) -> list[Row]:
    fixed: Row = {"role": CommunityRole.MEMBER, "role_line": "", "about": ""}
    fixed["created_at"] = clock.now()
    return [
        {"id": new_id(), "handle": _handle(name, number), "name": name, **fixed}
        for number, name in enumerate(names.people)
    ]


def _handle(name: str, number: int) -> str:
    return f"{name.lower().replace(' ', '-')[:32]}-{number}"


def _skills(names: Names) -> list[tuple[Row, list[Row]]]:
    moment, made = clock.now(), []
    for called in names.skills:
        skill_id, key = new_id(), skill_key(called[0])
        skill = {"id": skill_id, "name": called[0], "key": key, "about": "", "curated": False}
        rows = [{"key": skill_key(one), "name": one, "skill_id": skill_id} for one in called]
        made.append(({**skill, "created_at": moment}, rows))
    return made


def _ties(
    names: Names, members: Sequence[Row], skill_ids: Sequence[str], each: int
) -> Iterator[Row]:
    """Some skills are dear to many, most to few."""
    zipf = list(accumulate(1 / (rank + 10) for rank in range(len(skill_ids))))
    moment = clock.now()
    for member in members:
        for skill_id in set(names.dice.choices(skill_ids, cum_weights=zipf, k=each)):
            yield {
                "member_id": member["id"], "skill_id": skill_id, "called": "", "words": "",
                "evidence": "", "sight": Sight.MEMBERS, "created_at": moment,
            }  # fmt: skip


def _insert(db: Session, table: Any, rows: Any) -> None:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            db.execute(insert(table), batch)
            batch = []
    if batch:
        db.execute(insert(table), batch)


def main() -> None:
    settings = Settings()
    connect(settings.database_address)
    with transaction() as db:
        reader = populate(db, Names(int(sys.argv[1]), int(sys.argv[2])))
        cookie = cookie_for(settings, start_sign_in(db, reader, "bench"))
    print(json.dumps({"cookie": cookie}))


if __name__ == "__main__":
    main()
