"""What an imported chat has to say, read out of its room to be played again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.core import clock
from community.core.errors import NotFound
from community.core.text import tidy_line
from community.core.transaction import reading
from community.importing.chats import room_of
from community.importing.models import ImportedChat
from community.members.models import Member
from community.rooms.models import Item, ItemKind
from community.sessions.models import HostedSession

A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Line:
    author_id: str
    body: str
    at: datetime
    asks: bool  # a question of the run-sheet


@dataclass(frozen=True)
class Script:
    """`began`, `ended`: as the evening was; of a chat that came as no session, its words'."""

    title: str
    introduction: str
    host_id: str
    lines: list[Line]
    began: datetime
    ended: datetime

    @property
    def authors(self) -> list[str]:
        """Everybody who takes part, the host first."""
        return list(dict.fromkeys([self.host_id, *(line.author_id for line in self.lines)]))

    @property
    def askers(self) -> set[str]:
        return {self.host_id, *(line.author_id for line in self.lines if line.asks)}


def read_script(chat_id: str) -> Script:
    """Raises `NotFound` for an unknown chat."""
    with reading() as db:
        chat = db.scalar(select(ImportedChat).where(ImportedChat.source_key == f"chats:{chat_id}"))
        if chat is None:
            raise NotFound(
                f"No chat {chat_id} was imported here; `comentor import chats FILE` does it."
            )
        key = f"chats:{tidy_line(chat.given['host']).casefold()}"
        host_id = db.scalar(select(Member.id).where(Member.source_key == key)) or ""
        session = db.scalar(
            select(HostedSession).where(HostedSession.source_key == chat.source_key)
        )
        lines = _lines(db, room_of(db, chat))
        moments = [line.at for line in lines] or [clock.now()]
        return Script(
            title=tidy_line(chat.given["title"]),
            introduction=session.introduction if session else "",
            host_id=host_id,
            lines=lines,
            began=(session and session.started_at) or moments[0],
            ended=(session and session.ended_at) or moments[-1] + A_MOMENT,
        )


def _lines(db: Session, room_id: str) -> list[Line]:
    rows = db.execute(
        select(Item.author_id, Item.body, Item.created_at, Item.kind)
        .where(Item.room_id == room_id, Item.hidden_at.is_(None))
        .order_by(Item.position)
    )
    return [
        Line(author or "", body, at, kind is ItemKind.QUESTION)
        for author, body, at, kind in rows
        if body
    ]
