"""What was said in the circles of the demonstration, with its reactions and unread ends."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.core import clock
from community.core.errors import Problem, Refused
from community.core.transaction import transaction
from community.demo.livelier import liven
from community.demo.stage import Content, People, acting, content
from community.rooms import actions as rooms
from community.rooms.actions import Saying
from community.rooms.models import Room
from community.rooms.queries import room_of_circle

READERS = (("hana", 3), ("milo", 5))  # and how many of the last lines they have not read
Actors = Mapping[str, Actor]


def have_conversation(key: str, circle_id: str, people: People) -> int:
    given = content(f"conversations/{key}.toml")
    lines = given["lines"]
    begins = clock.now() - timedelta(minutes=given["newest_minutes_ago"] + lines[-1]["at"])
    with transaction() as db:
        room = room_of_circle(db, circle_id)
        if room is None:
            raise Refused("A circle without a room.")
        actors = {handle: acting(db, people[handle]) for handle in _present(lines)}
        ids = _say(db, room, lines, begins, actors)
        for line, item_id in zip(lines, ids, strict=True):
            _react(db, item_id, line.get("reactions", {}), actors)
        livelier = liven(db, room, given, people)
        _leave_some_unread(db, room, people)
    return len(lines) + livelier


def _present(lines: list[Content]) -> set[str]:
    reacted = {one for line in lines for who in line.get("reactions", {}).values() for one in who}
    return {line["from"] for line in lines} | reacted


def _say(
    db: Session, room: Room, lines: list[Content], begins: datetime, actors: Actors
) -> list[str]:
    """All lines, as many together as do not answer one another; their items in order."""
    ids: list[str] = []
    known: dict[str, str] = {}
    for some in _together(lines):
        sayings = [
            Saying(
                actor=actors[line["from"]],
                room_id=room.id,
                client_key=f"demo-{len(ids) + number:05d}",
                body=line["text"],
                reply_to=known[line["reply_to"]] if "reply_to" in line else None,
                at=begins + timedelta(minutes=line["at"]),
            )
            for number, line in enumerate(some)
        ]
        for line, answer in zip(some, rooms.say_together(db, sayings), strict=True):
            if isinstance(answer, Problem):
                raise answer
            ids.append(answer.id)
            known[line.get("key", "")] = answer.id
    return ids


def _together(lines: list[Content]) -> Iterator[list[Content]]:
    some: list[Content] = []
    for line in lines:
        if line.get("reply_to") in {one.get("key", "") for one in some}:
            yield some
            some = []
        some.append(line)
    yield some


def _react(db: Session, item_id: str, given: Content, actors: Actors) -> None:
    for emoji, handles in given.items():
        for handle in handles:
            rooms.react(db, actors[handle], item_id, emoji, on=True)


def _leave_some_unread(db: Session, room: Room, people: People) -> None:
    """Unread marks show for those whom a newcomer signs in as."""
    for handle, missed in READERS:
        actor = acting(db, people[handle])
        if actor.in_circle(room.circle_id):
            rooms.mark_read(db, actor, room.id, max(0, room.last_position - missed))
