"""What a batch of sayings needs to know, read once for all of them.

What each batch asks is made once, and asked in columns: making a statement and the objects of
its rows takes longer than the database does.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from community.access.actor import Place
from community.access.comings import Coming
from community.access.homes import BAR_OF_MEMBERSHIP, PLACE, PLACE_IN_SESSION
from community.access.memberships import Bar, Membership
from community.access.things import History
from community.circles.models import Circle
from community.core.ids import is_id
from community.files.models import File
from community.members.models import Member
from community.rooms.models import Attachment, Item, Room, RoomState
from community.rooms.now import CircleNow
from community.rooms.people import Shown, shown_person
from community.rooms.saying import Said, Saying

Key = tuple[str, str, str]  # room, author or nothing for nameless, client key


@dataclass
class Counters:
    """A room as a batch counts it forward; written back by one statement at the end."""

    id: str
    version: int
    last_position: int
    state: RoomState
    people: list[str] | None
    read_only: bool
    word_id: str | None
    paused_until: datetime | None
    slow_seconds: int
    nameless: bool
    asking_id: str | None
    asking_unseen: bool
    home_id: str
    late_from: datetime | None
    circle: CircleNow
    last_item_at: datetime | None = None

    @property
    def circle_id(self) -> str:
        return self.circle.id

    @property
    def of_session(self) -> bool:
        return self.home_id != self.circle.id

    @property
    def history(self) -> History:
        return History.EVERYTHING if self.of_session else self.circle.history

    @property
    def closed(self) -> bool:
        return self.state is RoomState.CLOSED

    @property
    def past_kept(self) -> bool:
        return self.history is not History.EVERYTHING


_COUNTED = (
    Room.id,
    Room.version,
    Room.last_position,
    Room.state,
    Room.people,
    Room.read_only,
    Room.word_id,
    Room.paused_until,
    Room.slow_seconds,
    Room.nameless,
    Room.asking_id,
    Room.asking_unseen,
    Room.home_id,
    Room.late_from,
)


def _these(name: str) -> Any:
    return bindparam(name, expanding=True)


_ROOMS = (
    select(*_COUNTED, Circle.id, Circle.name, Circle.visibility, Circle.archived_at, Circle.history)
    .join(Circle, Circle.id == Room.circle_id)
    .where(Room.id.in_(_these("rooms")))
    .order_by(Room.id)
    .with_for_update(of=Room)
)
_SHOWN = Member.id, Member.name, Member.handle
_PLACES = (
    select(Membership.circle_id, *_SHOWN, *PLACE)
    .join(Member, Member.id == Membership.member_id)
    .outerjoin(Bar, BAR_OF_MEMBERSHIP)
    .where(Membership.circle_id.in_(_these("homes")), Membership.member_id.in_(_these("members")))
)
_PLACES_IN_SESSIONS = (
    select(Coming.session_id, *_SHOWN, *PLACE_IN_SESSION)
    .join(Member, Member.id == Coming.member_id)
    .where(Coming.session_id.in_(_these("homes")), Coming.member_id.in_(_these("members")))
)
_SAID = select(
    Item.room_id, Item.author_id, Item.client_key, Item.id, Item.position, Item.version
).where(Item.room_id.in_(_these("rooms")), Item.client_key.in_(_these("keys")))
_SAID_BY_NAME = _SAID.where(Item.author_id.in_(_these("authors")))
_SAID_WITHOUT = _SAID.where(Item.nameless)


def lock_rooms(db: Session, ids: set[str]) -> dict[str, Counters]:
    """The rooms, each held until the end of the transaction; in one order, so no deadlock."""
    rows: Iterable[Any] = db.connection().execute(_ROOMS, {"rooms": list(ids)})
    size = len(_COUNTED)
    counted = ([*row[:size], CircleNow(*row[size:])] for row in rows)
    return {room[0]: Counters(*room) for room in counted}


def fresh_places(
    db: Session, rooms: Collection[Counters], members: set[str]
) -> tuple[dict[str, dict[str, Place]], dict[str, Shown]]:
    """By member and home of the rooms, and what is shown of each member."""
    places: dict[str, dict[str, Place]] = {}
    people: dict[str, Shown] = {}
    for statement, homes in (
        (_PLACES, {room.home_id for room in rooms if not room.of_session}),
        (_PLACES_IN_SESSIONS, {room.home_id for room in rooms if room.of_session}),
    ):
        asked = {"homes": list(homes), "members": list(members)}
        found: Iterable[Any] = db.connection().execute(statement, asked) if homes else ()
        for home_id, member_id, name, handle, *place in found:
            places.setdefault(member_id, {})[home_id] = Place(*place)
            people[member_id] = shown_person(member_id, name, handle)
    return places, people


def said_before(db: Session, sayings: Sequence[Saying], rooms: Iterable[str]) -> dict[Key, Said]:
    asked = {"rooms": list(rooms), "keys": list({s.client_key for s in sayings})}
    authors = list({s.actor.member_id for s in sayings if s.actor.member_id})
    reader = db.connection()
    rows = reader.execute(_SAID_BY_NAME, {**asked, "authors": authors}).all()
    if any(saying.nameless for saying in sayings):
        rows = [*rows, *reader.execute(_SAID_WITHOUT, asked)]
    return {
        (room, author or "", key): Said(item_id, position, version, again=True)
        for room, author, key, item_id, position, version in rows
    }


def related_items(db: Session, sayings: Sequence[Saying]) -> dict[str, Item]:
    """What is replied to, and the questions that are answered by name."""
    named = chain.from_iterable((s.reply_to, s.question) for s in sayings)
    ids = {one for one in named if one and is_id(one)}
    if not ids:
        return {}
    load = joinedload(Item.author), joinedload(Item.room).joinedload(Room.circle)
    return {
        item.id: item for item in db.scalars(select(Item).where(Item.id.in_(ids)).options(*load))
    }


def questions_above(db: Session, related: dict[str, Item]) -> dict[str, Item]:
    """The questions that the items replied to answer themselves."""
    ids = {item.question_id for item in related.values() if item.question_id} - related.keys()
    if not ids:
        return {}
    return {item.id: item for item in db.scalars(select(Item).where(Item.id.in_(ids)))}


def last_said(
    db: Session, rooms: Iterable[Counters], members: set[str]
) -> dict[tuple[str, str], datetime]:
    """When each of these last said something in a slow room; by room and member."""
    slow = [room.id for room in rooms if room.slow_seconds]
    if not slow:
        return {}
    rows = db.execute(
        select(Item.room_id, Item.author_id, func.max(Item.created_at))
        .where(Item.room_id.in_(slow), Item.author_id.in_(members))
        .group_by(Item.room_id, Item.author_id)
    )
    return {(room_id, author_id): moment for room_id, author_id, moment in rows if author_id}


def waiting_files(db: Session, sayings: Sequence[Saying]) -> dict[str, tuple[Attachment, File]]:
    """Attachments that were sent and belong to no item yet."""
    ids = set(chain.from_iterable(saying.files for saying in sayings))
    if not ids:
        return {}
    rows = db.execute(
        select(Attachment, File)
        .join(File, File.id == Attachment.file_id)
        .where(Attachment.id.in_(ids), Attachment.item_id.is_(None))
    )
    return {attachment.id: (attachment, file) for attachment, file in rows}
