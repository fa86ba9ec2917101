"""Makes the demonstration community from the words in `content/`.

Everything goes through the same actions as real members' doings, so it can only hold what
a real community could hold.
"""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor, CommunityRole, actor_for
from community.access.policy import Visibility
from community.circles import actions as circles
from community.core import clock
from community.core.errors import Refused
from community.core.text import plural
from community.core.transaction import reading, transaction
from community.members import actions as members
from community.members.models import Member
from community.members.passwords import hash_password
from community.rooms import actions as rooms
from community.rooms.actions import Said, Saying
from community.rooms.queries import room_of_circle

CONTENT = Path(__file__).parent / "content"
PASSWORD = "learning together"  # noqa: S105 - told to everybody who starts the demonstration
SHOWN = ("hana", "milo", "otto")
Content = Mapping[str, Any]


def _content(name: str) -> Content:
    return tomllib.loads((CONTENT / name).read_text(encoding="utf-8"))


def build_demo() -> str:
    """Forty members, eight circles, their conversations; refuses where somebody lives already."""
    with reading() as db:
        if db.scalar(select(func.count()).select_from(Member)):
            raise Refused("The demonstration needs an empty community; this one has members.")
    hashed = hash_password(PASSWORD)
    with transaction() as db:
        people = {
            given["handle"]: _member(db, given, hashed)
            for given in _content("members.toml")["members"]
        }
        started = {
            given["key"]: _circle(db, given, people)
            for given in _content("circles.toml")["circles"]
        }
    said = sum(_conversation(key, circle_id, people) for key, circle_id in started.items())
    return (
        f"The demonstration has {plural(len(people), 'member')}, "
        f"{plural(len(started), 'circle')} and {plural(said, 'message')}."
    )


def sign_ins() -> list[str]:
    """Lines that tell a newcomer whom to be."""
    with reading() as db:
        rows = db.scalars(select(Member).where(Member.handle.in_(SHOWN)).order_by(Member.handle))
        return [f"  Sign in as {m.handle:<6} ({m.name}) with: {PASSWORD}" for m in rows]


def _member(db: Session, given: Content, hashed: str) -> str:
    handle = given["handle"]
    new = members.NewMember(
        name=given["name"],
        email=f"{handle}@example.org",
        password_hash=hashed,
        handle=handle,
    )
    role = CommunityRole.ADMINISTRATOR if handle == "hana" else CommunityRole.MEMBER
    member = members.sign_up(db, new, role)
    members.change_profile(
        db,
        Actor(member.id),
        name=given["name"],
        handle=handle,
        role_line=given["role_line"],
        about=given["about"],
    )
    return member.id


def _circle(db: Session, given: Content, people: Mapping[str, str]) -> str:
    """Started by its first host, who invites the others; everybody accepts."""
    first, *others = given["hosts"]
    circle = circles.start_circle(
        db,
        _actor(db, people[first]),
        name=given["name"],
        purpose=given["purpose"],
        visibility=Visibility(given["visibility"]),
    )
    host = _actor(db, people[first])
    for handle in (*others, *given["members"]):
        circles.invite(db, host, circle.id, handle)
        circles.join(db, _actor(db, people[handle]), circle.id)
    for handle in others:
        circles.set_host(db, host, circle.id, people[handle], host=True)
    return circle.id


def _actor(db: Session, member_id: str) -> Actor:
    db.flush()
    return actor_for(db, member_id, CommunityRole.MEMBER)


def _conversation(key: str, circle_id: str, people: Mapping[str, str]) -> int:
    given = _content(f"conversations/{key}.toml")
    lines = given["lines"]
    begins = clock.now() - timedelta(minutes=given["newest_minutes_ago"] + lines[-1]["at"])
    ids: dict[str, str] = {}
    with transaction() as db:
        room = room_of_circle(db, circle_id)
        if room is None:
            raise Refused("A circle without a room.")
        for number, line in enumerate(lines):
            saying = Saying(
                actor=_actor(db, people[line["from"]]),
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


def _react(db: Session, said: Said, given: Content, people: Mapping[str, str]) -> None:
    for emoji, handles in given.items():
        for handle in handles:
            rooms.react(db, _actor(db, people[handle]), said.id, emoji, on=True)


def _leave_some_unread(circle_id: str, people: Mapping[str, str]) -> None:
    """Hana and Milo have read all but the last few lines, so that unread marks show."""
    with transaction() as db:
        room = room_of_circle(db, circle_id)
        for handle, missed in (("hana", 3), ("milo", 5)):
            actor = _actor(db, people[handle])
            if room is not None and actor.in_circle(circle_id):
                rooms.mark_read(db, actor, room.id, max(0, room.last_position - missed))
