"""Hosted chats kept elsewhere become circles, people without sign-in, and rooms.

One JSON object a line: `id, title, date, host, skills, introduction, questions,
messages[[HH:MM:SS, name, text]]`, times in UTC. Each chat is one transaction, found again
by its id, so a second run changes nothing and an interrupted one goes on.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Visibility
from community.circles import actions as circles
from community.circles.models import Circle
from community.circles.rules import NAME_MOST
from community.core.errors import Problem
from community.core.ids import new_id
from community.core.text import plural, tidy_line
from community.core.transaction import transaction
from community.importing.models import ImportedChat
from community.members import actions as members
from community.members.models import Member
from community.rooms.actions import Saying, say_together
from community.rooms.queries import room_of_circle

BATCH = 500
KEY_MOST = 150
A_NEW_DAY = timedelta(hours=6)  # a clock going back further than this has passed midnight


@dataclass
class Report:
    """What an import did, and every line it could not use, with its number."""

    chats: int = 0
    people: int = 0
    messages: int = 0
    known: int = 0
    broken: list[str] = field(default_factory=list)

    def summary(self) -> str:
        new = f"{plural(self.chats, 'chat')}, {plural(self.people, 'person', 'people')} and "
        return (
            f"New: {new}{plural(self.messages, 'message')}. Already here: "
            f"{plural(self.known, 'message')}. Broken: {plural(len(self.broken), 'line')}."
        )


@dataclass(frozen=True)
class Line:
    """One message of a chat."""

    at: datetime
    name: str
    text: str


@dataclass(frozen=True)
class Chat:
    """One line of the file, checked."""

    id: str
    title: str
    day: date
    host: str
    skills: list[str]
    lines: list[Line]
    given: dict[str, Any]

    @classmethod
    def parse(cls, text: str) -> "Chat":
        """Raises `ValueError` with a sentence saying what is wrong."""
        given = json.loads(text)
        if not isinstance(given, dict):
            raise ValueError("it is not a JSON object")
        missing = [
            name for name in ("id", "title", "date", "host", "messages") if name not in given
        ]
        if missing:
            raise ValueError(f"it has no {', '.join(missing)}")
        day = date.fromisoformat(given["date"].strip())
        return cls(
            id=_key_part(str(given["id"])),
            title=tidy_line(given["title"])[:NAME_MOST],
            day=day,
            host=_key_part(given["host"]),
            skills=[str(skill) for skill in given.get("skills", [])],
            lines=list(_lines(day, given["messages"])),
            given={name: value for name, value in given.items() if name != "messages"},
        )


def _lines(day: date, messages: list[list[str]]) -> Iterator[Line]:
    before = datetime.combine(day, time(), UTC)
    for number, message in enumerate(messages, 1):
        try:
            clock, name, text = message
            at = datetime.combine(before.date(), time.fromisoformat(clock), UTC)
        except (ValueError, TypeError) as error:
            raise ValueError(f"its message {number} is not [HH:MM:SS, name, text]") from error
        if before - at > A_NEW_DAY:
            at += timedelta(days=1)
        before = max(before, at)
        yield Line(before, _key_part(name), text)


def _key_part(text: str) -> str:
    """An id or a name, by which the thing is found again: it has to fit its column."""
    tidy = tidy_line(text)
    if not 0 < len(tidy) <= KEY_MOST:
        raise ValueError(f"an id or a name in it has {len(tidy)} characters, not 1 to {KEY_MOST}")
    return tidy


def import_chats(file: Path) -> Report:
    """Take every line that can be used; the broken ones are told and do not stop the rest."""
    report = Report()
    with (
        file.open("rb") as lines,
        click.progressbar(length=file.stat().st_size, label="Importing") as bar,
    ):
        for number, line in enumerate(lines, 1):
            bar.update(len(line))
            if line.strip():
                _import_line(number, line, report)
    return report


def _import_line(number: int, line: bytes, report: Report) -> None:
    try:
        chat = Chat.parse(line.decode("utf-8"))
        with transaction() as db:
            people, new = _people(db, chat)
            room_id, is_new = _room(db, chat, people)
            said, known, empty = _say_all(db, chat, room_id, people)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, Problem) as error:
        report.broken.append(f"Line {number} was left out: {error}.")
        return
    report.people += new
    report.chats += is_new
    report.messages += said
    report.known += known
    report.broken += [f"Line {number}, message {m} was left out: {why}" for m, why in empty]


def _people(db: Session, chat: Chat) -> tuple[dict[str, str], int]:
    """Member ids by name, and how many are new. They have no password, so cannot sign in."""
    names = [chat.host, *(line.name for line in chat.lines)]
    keys: dict[str, str] = {}
    for name in names:  # one who is spelt in two ways keeps the first
        keys.setdefault(f"chats:{name.casefold()}", name)
    rows = db.execute(select(Member.source_key, Member.id).where(Member.source_key.in_(keys)))
    known = {key: member_id for key, member_id in rows}  # noqa: C416 - rows are no pairs to mypy
    fresh = [key for key in sorted(keys) if key not in known]
    for key in fresh:
        known[key] = members.add_imported(db, name=keys[key], source_key=key).id
    return {name: known[f"chats:{name.casefold()}"] for name in names}, len(fresh)


def _room(db: Session, chat: Chat, people: dict[str, str]) -> tuple[str, bool]:
    """The chat's room, in a circle of its own that is made the first time."""
    source = f"chats:{chat.id}"
    circle = db.scalar(select(Circle).where(Circle.source_key == source))
    is_new = circle is None
    if circle is None:
        circle = circles.start_circle(
            db,
            Actor(people[chat.host]),
            name=chat.title,
            purpose=_purpose(chat),
            visibility=Visibility.OPEN,
        )
        circle.source_key = source
        circle.created_at = datetime.combine(chat.day, time(), UTC)
        db.add(
            ImportedChat(
                id=new_id(),
                source_key=source,
                circle_id=circle.id,
                day=chat.day,
                given=chat.given,
            )
        )
        db.flush()
    circles.admit(db, circle, people.values())
    room = room_of_circle(db, circle.id)
    if room is None:
        raise ValueError("its circle has no room")
    return room.id, is_new


def _purpose(chat: Chat) -> str:
    about = f", about {', '.join(chat.skills)}" if chat.skills else ""
    return f"What was said in the hosted chat of {chat.day:%d %B %Y}{about}, with {chat.host}."


def _say_all(
    db: Session, chat: Chat, room_id: str, people: dict[str, str]
) -> tuple[int, int, list[tuple[int, str]]]:
    """How many messages were new and how many known, and those that cannot be kept."""
    said = known = 0
    left_out: list[tuple[int, str]] = []
    batch: list[Saying] = []
    for number, line in enumerate(chat.lines, 1):
        try:
            batch.append(_saying(number, line, room_id, people))
        except Problem as problem:
            left_out.append((number, problem.message))
    for start in range(0, len(batch), BATCH):
        for answer in say_together(db, batch[start : start + BATCH]):
            if isinstance(answer, Problem):
                raise answer
            known += answer.again
            said += not answer.again
    return said, known, left_out


def _saying(number: int, line: Line, room_id: str, people: dict[str, str]) -> Saying:
    return Saying(
        actor=Actor(people[line.name]),
        room_id=room_id,
        client_key=f"chat-{number:06d}",
        body=line.text,
        at=line.at,
    )
