"""What was said in the circles of the demonstration, with its reactions and unread ends."""

from datetime import timedelta

from sqlalchemy.orm import Session

from community.core import clock
from community.core.errors import Refused
from community.core.transaction import transaction
from community.demo.stage import Content, People, acting, content
from community.rooms import actions as rooms
from community.rooms.actions import Said, Saying
from community.rooms.queries import room_of_circle

READERS = (("hana", 3), ("milo", 5))  # and how many of the last lines they have not read


def have_conversation(key: str, circle_id: str, people: People) -> int:
    given = content(f"conversations/{key}.toml")
    lines = given["lines"]
    begins = clock.now() - timedelta(minutes=given["newest_minutes_ago"] + lines[-1]["at"])
    ids: dict[str, str] = {}
    with transaction() as db:
        room = room_of_circle(db, circle_id)
        if room is None:
            raise Refused("A circle without a room.")
        actors = {handle: acting(db, people[handle]) for handle in {one["from"] for one in lines}}
        for number, line in enumerate(lines):
            saying = Saying(
                actor=actors[line["from"]],
                room_id=room.id,
                client_key=f"demo-{number:05d}",
                body=line["text"],
                reply_to=ids[line["reply_to"]] if "reply_to" in line else None,
                at=begins + timedelta(minutes=line["at"]),
            )
            said = rooms.say(db, saying)
            if "key" in line:
                ids[line["key"]] = said.id
            _react(db, said, line.get("reactions", {}), people)
    _leave_some_unread(circle_id, people)
    return len(lines)


def _react(db: Session, said: Said, given: Content, people: People) -> None:
    for emoji, handles in given.items():
        for handle in handles:
            rooms.react(db, acting(db, people[handle]), said.id, emoji, on=True)


def _leave_some_unread(circle_id: str, people: People) -> None:
    """Unread marks show for those whom a newcomer signs in as."""
    with transaction() as db:
        room = room_of_circle(db, circle_id)
        for handle, missed in READERS:
            actor = acting(db, people[handle])
            if room is not None and actor.in_circle(circle_id):
                rooms.mark_read(db, actor, room.id, max(0, room.last_position - missed))
