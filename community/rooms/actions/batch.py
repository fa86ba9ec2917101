"""Many sayings at once: read what they need, give each its place, write them together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session, joinedload

from community.access.actor import Actor, Place
from community.access.memberships import Membership
from community.access.policy import Permission, may_read_item, require
from community.circles.models import Circle
from community.core import clock
from community.core.errors import NotFound, Problem, SignedOut
from community.core.events import record
from community.core.ids import is_id, new_id
from community.members.models import Member
from community.rooms import rules
from community.rooms.events import RoomChanged
from community.rooms.mentions import Named, mentions_in, named
from community.rooms.models import Item, ItemKind, Room
from community.rooms.saying import Said, Saying
from community.rooms.shown import Shown, shown_item, shown_person, shown_reply


@dataclass
class _Counters:
    """A room as a batch counts it forward; written back by one statement at the end."""

    id: str
    version: int
    last_position: int
    circle: Circle
    last_item_at: datetime | None = None

    @property
    def circle_id(self) -> str:
        return self.circle.id


@dataclass
class Batch:
    """What `sayings` need to know, read in four queries, and what they will write."""

    rooms: dict[str, _Counters]
    places: dict[str, dict[str, Place]]
    people: dict[str, Member]
    named: Named
    said: dict[tuple[str, str, str], Said]  # by room, author and client key
    quoted: dict[str, Item]
    since: dict[str, int] = field(default_factory=dict)
    new: list[tuple[Item, Shown]] = field(default_factory=list)

    @classmethod
    def load(cls, db: Session, sayings: Sequence[Saying]) -> "Batch":
        rooms = _lock_rooms(db, {s.room_id for s in sayings if is_id(s.room_id)})
        circles = {room.circle_id for room in rooms.values()}
        authors = {s.actor.member_id for s in sayings if s.actor.member_id}
        places, people = _fresh_places(db, circles, authors)
        return cls(
            rooms=rooms,
            places=places,
            people=people,
            named=named(db, circles, authors, [s.body for s in sayings]),
            said=_said_before(db, sayings, rooms),
            quoted=_quoted(db, {s.reply_to for s in sayings if s.reply_to and is_id(s.reply_to)}),
        )

    def take(self, saying: Saying) -> Said | Problem:
        """Give one saying its place, or say why it has none. Nothing is written yet."""
        try:
            return self._take(saying)
        except Problem as problem:
            return problem

    def _take(self, saying: Saying) -> Said:
        author_id = saying.actor.member_id
        if author_id is None:
            raise SignedOut
        room = self.rooms.get(saying.room_id)
        if room is None:
            raise NotFound
        # Asked with the places read in this very transaction: the actor may be out of date.
        actor = replace(saying.actor, places=self.places.get(author_id, {}))
        require(actor, Permission.ROOM_SAY, room)
        key = (room.id, author_id, saying.client_key)
        if key in self.said:
            return self.said[key]
        item = self._item(saying, room, actor)
        self.said[key] = Said(item.id, item.position, item.version, again=True)
        return Said(item.id, item.position, item.version)

    def _item(self, saying: Saying, room: _Counters, actor: Actor) -> Item:
        above = self._above(saying, actor)
        self.since.setdefault(room.id, room.version)
        room.version += 1
        room.last_position += 1
        moment = saying.at or clock.now()
        room.last_item_at = moment
        item = Item(
            id=new_id(),
            room_id=room.id,
            position=room.last_position,
            version=room.version,
            kind=ItemKind.MESSAGE,
            author_id=actor.member_id,
            client_key=saying.client_key,
            body=saying.body,
            mentions=mentions_in(saying.body, room.circle_id, actor.member_id or "", self.named),
            reply_to_id=above.id if above else None,
            audience=rules.narrower(saying.audience, above.audience) if above else saying.audience,
            created_at=moment,
        )
        self.new.append((item, self._shown(item, above)))
        return item

    def _above(self, saying: Saying, actor: Actor) -> Item | None:
        if saying.reply_to is None:
            return None
        above = self.quoted.get(saying.reply_to)
        if above is None or above.room_id != saying.room_id or not may_read_item(actor, above):
            raise NotFound("The message you reply to is not in this room.")
        return above

    def _shown(self, item: Item, above: Item | None) -> Shown:
        author = self.people[item.author_id or ""]
        reply = None
        if above is not None:
            quoted = above.author
            name = quoted.name if quoted else "Somebody who left"
            reply = shown_reply(above, {"name": name})
        person = shown_person(author.id, author.name, author.handle)
        return shown_item(item, person, reply, [])

    def write(self, db: Session) -> None:
        if not self.new:
            return
        # The table, not the class: the unit of work need not know of thousands of items.
        db.connection().execute(insert(_ITEMS), [_row(item) for item, _ in self.new])
        for room_id, since in self.since.items():
            room = self.rooms[room_id]
            db.execute(
                update(Room)
                .where(Room.id == room_id)
                .values(
                    version=room.version,
                    last_position=room.last_position,
                    last_item_at=room.last_item_at,
                )
                .execution_options(synchronize_session=False)
            )
            mine = [(i.author_id, shown) for i, shown in self.new if i.room_id == room_id]
            record(
                db,
                RoomChanged(
                    room_id=room_id,
                    circle_id=room.circle_id,
                    since=since,
                    version=room.version,
                    last_position=room.last_position,
                    items=tuple(mine),
                ),
            )


_ITEMS = cast(Table, Item.__table__)
_COLUMNS = [column.name for column in _ITEMS.columns]


def _row(item: Item) -> dict[str, Any]:
    return {name: getattr(item, name) for name in _COLUMNS}


def _lock_rooms(db: Session, ids: set[str]) -> dict[str, _Counters]:
    """The rooms, each held until the end of the transaction; in one order, so no deadlock."""
    rows = db.execute(
        select(Room.id, Room.version, Room.last_position, Circle)
        .join(Circle, Circle.id == Room.circle_id)
        .where(Room.id.in_(ids))
        .order_by(Room.id)
        .with_for_update(of=Room)
    )
    return {row.id: _Counters(*row) for row in rows}


def _fresh_places(
    db: Session, circles: set[str], members: set[str]
) -> tuple[dict[str, dict[str, Place]], dict[str, Member]]:
    rows = db.execute(
        select(Membership.circle_id, Membership.standing, Membership.role, Member)
        .join(Member, Member.id == Membership.member_id)
        .where(Membership.circle_id.in_(circles), Membership.member_id.in_(members))
    )
    places: dict[str, dict[str, Place]] = {}
    people: dict[str, Member] = {}
    for circle_id, standing, role, member in rows:
        places.setdefault(member.id, {})[circle_id] = Place(standing, role)
        people[member.id] = member
    return places, people


def _said_before(
    db: Session, sayings: Sequence[Saying], rooms: Iterable[str]
) -> dict[tuple[str, str, str], Said]:
    rows = db.execute(
        select(
            Item.room_id, Item.author_id, Item.client_key, Item.id, Item.position, Item.version
        ).where(
            Item.room_id.in_(list(rooms)),
            Item.author_id.in_({s.actor.member_id for s in sayings}),
            Item.client_key.in_({s.client_key for s in sayings}),
        )
    )
    return {
        (room, author or "", key): Said(item_id, position, version, again=True)
        for room, author, key, item_id, position, version in rows
    }


def _quoted(db: Session, ids: set[str]) -> dict[str, Item]:
    if not ids:
        return {}
    load = joinedload(Item.author), joinedload(Item.room).joinedload(Room.circle)
    return {
        item.id: item for item in db.scalars(select(Item).where(Item.id.in_(ids)).options(*load))
    }
