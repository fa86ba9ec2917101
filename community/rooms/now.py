"""A room as it stands for one reader, in one statement: what entering it asks."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from community.access.actor import Actor
from community.access.policy import Permission, Visibility, require
from community.access.things import History
from community.circles.models import Circle
from community.core.errors import NotFound, SignedOut
from community.core.ids import is_id
from community.core.transaction import Reader
from community.rooms.models import ReadMark, Room, RoomState


@dataclass(frozen=True)
class CircleNow:
    id: str
    name: str
    visibility: Visibility
    archived_at: datetime | None
    history: History


@dataclass(frozen=True)
class RoomNow:
    """A room as it stands for one reader at this moment; nothing of it can be changed."""

    id: str
    state: RoomState
    version: int
    last_position: int
    circle: CircleNow
    read_position: int
    desk_version: int
    people: list[str] | None
    read_only: bool
    word_id: str | None
    paused_until: datetime | None
    parent_id: str | None
    name: str
    home_id: str
    late_from: datetime | None

    @property
    def closed(self) -> bool:
        return self.state is RoomState.CLOSED

    @property
    def title(self) -> str:
        return self.name or self.circle.name

    @property
    def circle_id(self) -> str:
        return self.circle.id

    @property
    def of_session(self) -> bool:
        return self.home_id != self.circle.id

    @property
    def history(self) -> History:
        return History.EVERYTHING if self.of_session else self.circle.history


AnyRoom = Room | RoomNow
# Asked by everybody who enters, at the hour by thousands: one statement, made once.
_NOW = (
    select(
        Room.id,
        Room.state,
        Room.version,
        Room.last_position,
        Circle.id.label("circle_id"),
        Circle.name,
        Circle.visibility,
        Circle.archived_at,
        Circle.history,
        Room.desk_version,
        Room.people,
        Room.read_only,
        Room.word_id,
        Room.paused_until,
        Room.parent_id,
        Room.name.label("room_name"),
        Room.home_id,
        Room.late_from,
        func.coalesce(ReadMark.position, 0).label("read_position"),
    )
    .join(Circle, Circle.id == Room.circle_id)
    .outerjoin(
        ReadMark,
        (ReadMark.room_id == Room.id) & (ReadMark.member_id == bindparam("member_id")),
    )
    .where(Room.id == bindparam("room_id"))
)


def access_room_now(db: Reader, actor: Actor, room_id: str) -> RoomNow:
    """The room for somebody who wants to read it; raises as `require` does."""
    who = {"room_id": room_id if is_id(room_id) else "", "member_id": actor.member_id or ""}
    row = db.execute(_NOW, who).first()
    if row is None:
        raise NotFound if actor.signed_in else SignedOut
    circle = CircleNow(row.circle_id, row.name, row.visibility, row.archived_at, row.history)
    room = RoomNow(
        row.id,
        row.state,
        row.version,
        row.last_position,
        circle,
        row.read_position,
        row.desk_version,
        row.people,
        row.read_only,
        row.word_id,
        row.paused_until,
        row.parent_id,
        row.room_name,
        row.home_id,
        row.late_from,
    )
    require(actor, Permission.ROOM_READ, room)
    return room
