"""Plays an imported chat through the real sockets of a running server, as if it were live.

Everybody who spoke gets a sign-in for the while and a socket of their own. The words go
into a new open circle, one after the other in their order, each sent again with the same
client key until it is acknowledged: a server that dies in the middle loses nothing.
"""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import SimpleNamespace
from typing import Any

import click
import socketio
from socketio.exceptions import SocketIOError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Visibility
from community.circles import actions as circles
from community.core.errors import NotFound, Refused
from community.core.text import plural
from community.core.transaction import reading, transaction
from community.importing.models import ImportedChat
from community.members import actions as members
from community.members.models import Member, SignIn
from community.rooms.models import Item, Room
from community.rooms.queries import room_of_circle
from community.settings import Settings
from community.web.identity import cookie_for

NAMESPACE = "/rooms"
SILENCE_MOST = 2.0  # seconds; longer pauses of the evening are cut to this
PATIENCE = 120.0  # seconds a message is tried for while the server is away
BROWSER = "replay"
# As browsers write it: six bytes for each letter beyond ASCII would fill a frame too soon.
JSON = SimpleNamespace(dumps=partial(json.dumps, ensure_ascii=False), loads=json.loads)


@dataclass(frozen=True)
class Line:
    author_id: str
    body: str
    at: datetime


def replay_chat(settings: Settings, chat_id: str, speed: float, url: str, lead: float = 0) -> None:
    """Begin after `lead` seconds.

    Raises `NotFound` for an unknown chat, `Refused` if the server stays away.
    """
    title, host_id, lines = _read(chat_id)
    circle_id, room_id = _stage(title, host_id, lines)
    authors = list(dict.fromkeys(line.author_id for line in lines))
    cookies = _sign_in(settings, authors)
    click.echo(f"{plural(len(authors), 'person', 'people')}, {plural(len(lines), 'message')}.")
    click.echo(f"Watch it at {url}/circles/{circle_id}")
    time.sleep(lead)
    voices = {author: Voice(url, cookies[author], room_id) for author in authors}
    try:
        _play(voices, lines, speed)
    finally:
        for voice in voices.values():
            voice.close()
        _sign_out(authors)
    click.echo(f"All {plural(len(lines), 'message')} are acknowledged.")


def _read(chat_id: str) -> tuple[str, str, list[Line]]:
    with reading() as db:
        chat = db.scalar(select(ImportedChat).where(ImportedChat.source_key == f"chats:{chat_id}"))
        if chat is None:
            raise NotFound(
                f"No chat {chat_id} was imported here; `comentor import chats FILE` does it."
            )
        rows = db.execute(
            select(Item.author_id, Item.body, Item.created_at)
            .join(Room, Room.id == Item.room_id)
            .where(Room.circle_id == chat.circle_id, Item.hidden_at.is_(None))
            .order_by(Item.position)
        )
        lines = [Line(author or "", body, at) for author, body, at in rows if body]
        key = f"chats:{chat.given['host'].strip().casefold()}"
        host_id = db.scalar(select(Member.id).where(Member.source_key == key)) or ""
        return chat.given["title"], host_id, lines


def _stage(title: str, host_id: str, lines: Sequence[Line]) -> tuple[str, str]:
    """A new circle with everybody in it; its id and its room's."""
    with transaction() as db:
        circle = circles.start_circle(
            db,
            Actor(host_id),
            name=f"Replay: {title}"[:80],
            purpose="An evening of the past, played again as if it were live.",
            visibility=Visibility.OPEN,
        )
        circles.admit(db, circle, (line.author_id for line in lines))
        db.flush()
        room = room_of_circle(db, circle.id)
        return circle.id, room.id if room else ""


def _sign_in(settings: Settings, authors: Sequence[str]) -> dict[str, str]:
    with transaction() as db:
        return {
            author: cookie_for(settings, members.start_sign_in(db, _member(db, author), BROWSER))
            for author in authors
        }


def _member(db: Session, member_id: str) -> Member:
    return db.get_one(Member, member_id)


def _sign_out(authors: Sequence[str]) -> None:
    with transaction() as db:
        db.execute(delete(SignIn).where(SignIn.member_id.in_(authors), SignIn.browser == BROWSER))


def _play(voices: dict[str, "Voice"], lines: Sequence[Line], speed: float) -> None:
    before = lines[0].at if lines else None
    with click.progressbar(list(enumerate(lines, 1)), label="Playing") as bar:
        for number, line in bar:
            pause = (line.at - before).total_seconds() / speed if before else 0
            time.sleep(min(max(pause, 0), SILENCE_MOST))
            before = line.at
            voices[line.author_id].say(f"replay-{number:06d}", line.body)


class Voice:
    """One person's socket, opened again whenever it is gone."""

    def __init__(self, url: str, cookie: str, room_id: str) -> None:
        self.url, self.cookie, self.room_id = url, cookie, room_id
        self.socket = socketio.Client(reconnection=False, json=JSON)

    def say(self, client_key: str, body: str) -> None:
        """Return once it is acknowledged, and so stored; raises `Refused` if it never is."""
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            try:
                answer = self._try(client_key, body)
            except (SocketIOError, OSError):
                self.socket.disconnect()
                time.sleep(0.3)
                continue
            if answer.get("ok"):
                return
            if answer["error"] not in ("slow_down", "busy"):
                raise Refused(f"The server answered: {answer['message']}")
            time.sleep(answer.get("retry_after", 0.3))
        raise Refused(f"The server at {self.url} did not answer for {PATIENCE:.0f} seconds.")

    def _try(self, client_key: str, body: str) -> dict[str, Any]:
        if not self.socket.connected:
            self._open()
        payload = {"room": self.room_id, "client_key": client_key, "body": body}
        answer: dict[str, Any] = self.socket.call("say", payload, NAMESPACE, timeout=5)
        return answer

    def _open(self) -> None:
        self.socket.connect(
            self.url,
            headers={"Cookie": self.cookie},
            transports=["websocket"],
            namespaces=[NAMESPACE],
            wait_timeout=5,
        )
        self.socket.call("enter", {"room": self.room_id, "after": 2**30}, NAMESPACE, timeout=5)

    def close(self) -> None:
        self.socket.disconnect()
