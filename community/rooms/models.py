"""Rooms, the items in them, and who has read and been there."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.access.memberships import stored_enum
from community.access.policy import Audience
from community.circles.models import Circle
from community.core.database import Base, Key, Ref
from community.members.models import Member


class ItemKind(StrEnum):
    MESSAGE = "message"


class RoomState(StrEnum):
    OPEN = "open"


class Room(Base):
    """A live conversation. `version` counts changes, `last_position` counts items."""

    __tablename__ = "rooms"

    id: Mapped[Key]
    circle_id: Mapped[Ref] = mapped_column(
        ForeignKey("circles.id", ondelete="CASCADE"), unique=True
    )
    state: Mapped[RoomState] = mapped_column(stored_enum(RoomState), default=RoomState.OPEN)
    version: Mapped[int] = mapped_column(default=0)
    last_position: Mapped[int] = mapped_column(default=0)
    last_item_at: Mapped[datetime | None]

    circle: Mapped[Circle] = relationship(lazy="raise")


class Item(Base):
    """Anything with a place in a room. `position` is given once, `version` at each change."""

    __tablename__ = "items"
    __table_args__ = (
        UniqueConstraint("room_id", "position"),
        UniqueConstraint("room_id", "author_id", "client_key"),
        Index(None, "room_id", "version"),
    )

    id: Mapped[Key]
    room_id: Mapped[Ref] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))
    position: Mapped[int]
    version: Mapped[int]
    kind: Mapped[ItemKind] = mapped_column(stored_enum(ItemKind), default=ItemKind.MESSAGE)
    author_id: Mapped[Ref | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    client_key: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    # Handles that named somebody of the circle when it was written, with their member ids.
    mentions: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reply_to_id: Mapped[Ref | None] = mapped_column(ForeignKey("items.id", ondelete="SET NULL"))
    audience: Mapped[Audience] = mapped_column(stored_enum(Audience), default=Audience.EVERYONE)
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    room: Mapped[Room] = relationship(lazy="raise")
    author: Mapped[Member | None] = relationship(lazy="raise")


class Reaction(Base):
    __tablename__ = "reactions"

    item_id: Mapped[Ref] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    emoji: Mapped[str] = mapped_column(String(16), primary_key=True)
    created_at: Mapped[datetime]


class ReadMark(Base):
    """How far a member has read in a room."""

    __tablename__ = "read_marks"

    room_id: Mapped[Ref] = mapped_column(
        ForeignKey("rooms.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int]


class Attendance(Base):
    """One stay of a member in a room. A stay that was cut off ends where it was last seen."""

    __tablename__ = "attendance"
    __table_args__ = (Index(None, "room_id", "member_id", "entered_at"), Index(None, "seen_at"))

    id: Mapped[Key]
    room_id: Mapped[Ref] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))
    member_id: Mapped[Ref] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    entered_at: Mapped[datetime]
    seen_at: Mapped[datetime]
