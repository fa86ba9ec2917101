"""Builders: people, circles and words, made through the same actions as the product's."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from io import BytesIO
from itertools import count
from typing import Any

from PIL import Image

from community.access.actor import Actor, CommunityRole, actor_for
from community.access.comings import Answer, Coming
from community.access.memberships import CircleRole, Standing
from community.access.policy import Audience, Permission, Visibility
from community.circles import actions as circle_actions
from community.circles.models import Circle
from community.core import clock
from community.core.transaction import reading, transaction
from community.files import actions as files
from community.members import actions as member_actions
from community.members import profiles
from community.members.models import Member
from community.members.passwords import hash_password
from community.rooms import actions as room_actions
from community.rooms.actions import Said, Saying
from community.rooms.actions.attaching import attach, fit_to_send
from community.rooms.queries import access_room, changes, room_of_circle
from community.sessions.actions import schedule
from community.sessions.actions.schedule import Plan, Prepared
from community.sessions.times import wall_of

PASSWORD = "four quiet blue herons"
_hashed: list[str] = []


def hashed_password() -> str:
    """Made once: hashing takes its time on purpose."""
    if not _hashed:
        _hashed.append(hash_password(PASSWORD))
    return _hashed[0]


@dataclass(frozen=True)
class Person:
    """Somebody of the cast. `actor` is read anew each time, so it is never out of date."""

    id: str
    name: str
    handle: str

    @property
    def actor(self) -> Actor:
        with reading() as db:
            member = db.get_one(Member, self.id)
            return actor_for(db, member.id, member.role)

    def sign_in(self, browser: str = "a test") -> str:
        """A token for a cookie."""
        with transaction() as db:
            return member_actions.start_sign_in(db, db.get_one(Member, self.id), browser)


@dataclass(frozen=True)
class Evening:
    """A hosted session with its room: `where` a room's own actions are tried."""

    id: str
    room_id: str
    circle_id: str
    host: Person


@dataclass(frozen=True)
class Meeting:
    """A circle with its room."""

    id: str
    room_id: str
    host: Person


class Town:
    """A community in which things are made by saying so: `town.circle(town.hana, town.milo)`."""

    def __init__(self) -> None:
        self._keys = count(1)

    def person(self, name: str, role: CommunityRole = CommunityRole.MEMBER) -> Person:
        handle = name.lower().replace(" ", "-")
        new = member_actions.NewMember(
            name=name,
            email=f"{handle}@example.org",
            password_hash=hashed_password(),
            handle=handle,
        )
        with transaction() as db:
            member = member_actions.sign_up(db, new, role)
            return Person(member.id, member.name, member.handle)

    @cached_property
    def hana(self) -> Person:
        return self.person("Hana")

    @cached_property
    def milo(self) -> Person:
        return self.person("Milo")

    @cached_property
    def otto(self) -> Person:
        return self.person("Otto")

    @cached_property
    def ada(self) -> Person:
        """The administrator."""
        return self.person("Ada", CommunityRole.ADMINISTRATOR)

    def circle(
        self,
        host: Person,
        *others: Person,
        visibility: Visibility = Visibility.OPEN,
        name: str = "Splinting",
        purpose: str = "We learn to make splints from one another.",
    ) -> Meeting:
        """A circle that `host` started and the others are in."""
        actor = host.actor
        with transaction() as db:
            circle = circle_actions.start_circle(
                db, actor, name=name, purpose=purpose, visibility=visibility
            )
            circle_id = circle.id
        for other in others:
            self.bring(other, circle_id, host)
        with reading() as db:
            room = room_of_circle(db, circle_id)
            assert room is not None
            return Meeting(circle_id, room.id, host)

    def bring(self, person: Person, circle_id: str, host: Person) -> None:
        """Invited by the host, and come in."""
        self.invite(person, circle_id, host)
        actor = person.actor
        with transaction() as db:
            circle_actions.join(db, actor, circle_id, agreed=True)

    def session(
        self, where: Meeting, *, starts_in: float = 1.0, published: bool = True, **plan: Any
    ) -> Evening:
        """A session of the circle, of an hour, that starts in so many hours (negative: began).

        Its hosts only have a place in it: `town.come` gives one to others.
        """
        starts = wall_of(clock.now() + timedelta(hours=starts_in), "Europe/London")
        made = Plan(
            **{
                "title": "Splints that children keep on",
                "starts": starts,
                "ends": starts + timedelta(hours=1),
                "zone": "Europe/London",
                "questions": (Prepared("What works?"), Prepared("What does not?")),
                **plan,
            }
        )
        actor = where.host.actor
        with transaction() as db:
            session = schedule.create_session(db, actor, where.id, made)
            found = Evening(session.id, session.room_id, where.id, where.host)
        if published:
            actor = where.host.actor
            with transaction() as db:
                schedule.publish(db, actor, found.id)
        return found

    def come(self, person: Person, evening: Evening) -> None:
        """They have a place in the session and may enter its room, however they got it."""
        with transaction() as db:
            db.add(
                Coming(
                    session_id=evening.id,
                    member_id=person.id,
                    standing=Standing.JOINED,
                    role=CircleRole.MEMBER,
                    since=clock.now(),
                    answer=Answer.GOING,
                    answered_at=clock.now(),
                )
            )

    def face(self, person: Person) -> str:
        """The person shows a photo: the id of its file."""
        drawn = BytesIO()
        Image.new("RGB", (8, 8), "teal").save(drawn, "WEBP")
        actor = person.actor
        with transaction() as db:
            file = files.store(
                db, actor, name="face.webp", media_type="image/webp", content=drawn.getvalue()
            )
            profiles.put_photo(db, actor, file.id)
            return file.id

    def invite(self, person: Person, circle_id: str, host: Person) -> None:
        actor = host.actor
        with transaction() as db:
            circle_actions.invite(db, actor, circle_id, person.handle)

    def ask(self, person: Person, circle_id: str) -> None:
        actor = person.actor
        with transaction() as db:
            circle_actions.join(db, actor, circle_id, agreed=True, answers=["Gladly."] * 3)

    def archive(self, where: Meeting) -> None:
        actor = where.host.actor
        with transaction() as db:
            circle_actions.archive(db, actor, where.id)

    def reopen(self, where: Meeting) -> None:
        actor = where.host.actor
        with transaction() as db:
            circle_actions.reopen(db, actor, where.id)

    def say(
        self,
        who: Person,
        where: Meeting | Evening,
        body: str = "Warm the material for one minute.",
        *,
        key: str | None = None,
        reply_to: str | None = None,
        audience: Audience = Audience.EVERYONE,
        files: tuple[str, ...] = (),
    ) -> Said:
        saying = Saying(
            actor=who.actor,
            room_id=where.room_id,
            client_key=key or f"town-{next(self._keys):08d}",
            body=body,
            reply_to=reply_to,
            audience=audience,
            files=files,
        )
        with transaction() as db:
            return room_actions.say(db, saying)

    def send(
        self,
        who: Person,
        where: Meeting | Evening,
        name: str = "notes.txt",
        content: bytes = b"Warm it.",
        words: str = "",
    ) -> str:
        """A file that waits in the room to be said: the id of its attachment."""
        upload, actor = fit_to_send(name, content), who.actor
        with transaction() as db:
            return attach(db, actor, where.room_id, upload, words).attachment.id

    def items(self, who: Person, where: Meeting | Evening) -> list[dict[str, Any]]:
        """The last page of a room as `who` reads it."""
        actor = who.actor
        with reading() as db:
            room = access_room(db, actor, where.room_id, Permission.ROOM_READ)
            return changes(db, actor, room, after=0, limit=200).items


__all__ = ["PASSWORD", "Circle", "Meeting", "Person", "Town", "hashed_password"]
