"""Hosted chats kept elsewhere become past sessions, and people without sign-in.

One JSON object a line: `id, title, date, host, skills, introduction, questions,
messages[[HH:MM:SS, name, text]]`, times in UTC. Each chat is one transaction, found again
by its id, so a second run changes nothing and an interrupted one goes on.
"""

from dataclasses import dataclass, field
from pathlib import Path

import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.core.errors import Problem
from community.core.ids import new_id
from community.core.text import plural
from community.core.transaction import transaction
from community.importing import evening
from community.importing.chat import Chat, Line
from community.importing.models import ImportedChat
from community.members import actions as members
from community.members.models import Member
from community.rooms.actions import Saying, say_together
from community.rooms.models import Item
from community.rooms.queries import room_of_circle
from community.sessions.models import HostedSession

BATCH = 500
SERIES = "Hosted chats"
# What a line that is no chat, or none of any calendar, ends in.
UNUSABLE = (
    *(ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError),
    Problem,
)


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


def import_chats(file: Path, series: str = SERIES) -> Report:
    """Take every line that can be used; the broken ones are told and do not stop the rest.

    `series`: the name of the circle they become sessions of.
    """
    report = Report()
    with (
        file.open("rb") as lines,
        click.progressbar(length=file.stat().st_size, label="Importing") as bar,
    ):
        for number, line in enumerate(lines, 1):
            bar.update(len(line))
            if line.strip():
                _import_line(number, line, report, series)
    return report


def _import_line(number: int, line: bytes, report: Report, series: str) -> None:
    try:
        chat = Chat.parse(line.decode("utf-8"))
        with transaction() as db:
            took = _take(db, chat, series)
    except UNUSABLE as error:
        report.broken.append(f"Line {number} was left out: {error}.")
        return
    report.chats += took.chats
    report.people += took.people
    report.messages += took.messages
    report.known += took.known
    report.broken += [f"Line {number}, {what}" for what in took.broken]


def _take(db: Session, chat: Chat, series: str) -> Report:
    """The chat as a session, once: one that came before stays as it is."""
    source = f"chats:{chat.id}"
    before = db.scalar(select(ImportedChat).where(ImportedChat.source_key == source))
    if before is not None:
        return Report(known=_count(db, room_of(db, before)))
    people, new = _people(db, chat)
    circle = evening.series(db, series, people[chat.host], chat)
    evening.come_in(db, circle, people[chat.host], set(people.values()))
    session = evening.begin(db, circle, chat, source, people)
    said, left_out = _say_all(db, chat, session.room_id, people)
    evening.finish(db, session, chat, people)
    given = {"source_key": source, "circle_id": circle.id, "day": chat.day, "given": chat.given}
    db.add(ImportedChat(id=new_id(), **given))
    return Report(chats=1, people=new, messages=said, broken=left_out)


def room_of(db: Session, chat: ImportedChat) -> str:
    """The id of the room its words are in: its session's, or, as it once was, its circle's own."""
    wanted = select(HostedSession.room_id).where(HostedSession.source_key == chat.source_key)
    room_id = db.scalar(wanted)
    if room_id is None:
        room = room_of_circle(db, chat.circle_id)
        room_id = room.id if room else ""
    return room_id


def _count(db: Session, room_id: str) -> int:
    said = Item.room_id == room_id, Item.client_key.startswith("chat-", autoescape=True)
    return db.scalar(select(func.count()).where(*said)) or 0


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


def _say_all(
    db: Session, chat: Chat, room_id: str, people: dict[str, str]
) -> tuple[int, list[str]]:
    """How many messages it has now, and those that cannot be kept."""
    left_out: list[str] = []
    batch: list[Saying] = []
    for number, line in enumerate(chat.lines, 1):
        try:
            batch.append(_saying(number, line, room_id, people))
        except Problem as problem:
            left_out.append(f"message {number} was left out: {problem.message}")
    for start in range(0, len(batch), BATCH):
        for answer in say_together(db, batch[start : start + BATCH]):
            if isinstance(answer, Problem):
                raise answer
    return len(batch), left_out


def _saying(number: int, line: Line, room_id: str, people: dict[str, str]) -> Saying:
    return Saying(
        actor=Actor(people[line.name]),
        room_id=room_id,
        client_key=evening.key_of(number),
        body=line.text,
        at=line.at,
    )
