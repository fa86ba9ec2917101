"""Rooms, the items in them, and who has read and been there."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.access.memberships import stored_enum
from community.access.policy import Audience
from community.access.things import History
from community.circles.models import Circle
from community.core.database import Base, Key, Ref
from community.members.models import Member


class ItemKind(StrEnum):
    MESSAGE = "message"
    QUESTION = "question"  # what a host puts to everybody; messages answer it
    POLL = "poll"
    NOTICE = "notice"  # what the room itself has to tell, such as what a small group brings back


class RoomState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"  # of a small group or a hosted session whose time is over


class Room(Base):
    """A live conversation. `version` counts changes, `last_position` counts items.

    A small group's room has the circle's room as its parent, and `people`: the ids of those in
    it. What its hosts have set for everybody (slow mode and so on) is the room's *desk*.
    """

    __tablename__ = "rooms"
    __table_args__ = (
        Index(None, "circle_id"),
        Index(None, "home_id"),
        Index(None, "parent_id"),
        Index(None, "groups_end_at"),
    )

    id: Mapped[Key]
    circle_id: Mapped[Ref] = mapped_column(ForeignKey("circles.id", ondelete="CASCADE"))
    # Whose people are in it: the circle itself, or one of its hosted sessions.
    home_id: Mapped[Ref]
    parent_id: Mapped[Ref | None] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80), default="")
    people: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    state: Mapped[RoomState] = mapped_column(stored_enum(RoomState), default=RoomState.OPEN)
    # An empty room stands at 1: having all of it is not the same as knowing nothing of it.
    version: Mapped[int] = mapped_column(default=1)
    last_position: Mapped[int] = mapped_column(default=0)
    last_item_at: Mapped[datetime | None]
    # Of a hosted session: what is said from then on is late, and marked so.
    late_from: Mapped[datetime | None]
    # The desk, and the version at which it last changed.
    desk_version: Mapped[int] = mapped_column(default=0)
    slow_seconds: Mapped[int] = mapped_column(default=0)
    read_only: Mapped[bool] = mapped_column(default=False)
    nameless: Mapped[bool] = mapped_column(default=True)  # hosts may be asked without a name
    # Who was called up and may speak, also while only hosts write.
    word_id: Mapped[Ref | None]
    paused_until: Mapped[datetime | None]
    timer_name: Mapped[str] = mapped_column(String(80), default="")
    timer_ends_at: Mapped[datetime | None]
    band: Mapped[str] = mapped_column(String(200), default="")
    # The newest open question, which messages answer by themselves; and whether its answers
    # are unseen until they are revealed.
    asking_id: Mapped[Ref | None]
    asking_unseen: Mapped[bool] = mapped_column(default=False)
    # While the room is split into small groups; and whether they were told that it ends soon.
    groups_end_at: Mapped[datetime | None]
    groups_told: Mapped[bool] = mapped_column(default=False)
    # Of a small group: which of them it is, what it wrote to bring back into the room it came
    # from, and how often that was changed.
    place: Mapped[int] = mapped_column(default=0)
    brings_back: Mapped[str] = mapped_column(Text, default="")
    brings_back_version: Mapped[int] = mapped_column(default=0)

    circle: Mapped[Circle] = relationship(lazy="raise")

    @property
    def closed(self) -> bool:
        return self.state is RoomState.CLOSED

    @property
    def of_session(self) -> bool:
        return self.home_id != self.circle_id

    @property
    def history(self) -> History:
        """Whoever comes to a session late reads it from the beginning."""
        return History.EVERYTHING if self.of_session else self.circle.history

    @property
    def title(self) -> str:
        """The name of a small group or a session; the circle's room is called as the circle."""
        return self.name or self.circle.name


class Item(Base):
    """Anything with a place in a room. `position` is given once, `version` at each change.

    `question_id`: what it answers. `to_id`: who reads a hosts' item although no host, because
    it answers them. `nameless`: said without a name; then there is no author either. `number`,
    `unseen`: of a question: its number in the room, and that answers are unseen as yet.
    `closed_at`: of questions and polls.
    """

    __tablename__ = "items"
    __table_args__ = (
        UniqueConstraint("room_id", "position"),
        UniqueConstraint("room_id", "author_id", "client_key"),
        Index(None, "room_id", "version"),
        Index(None, "question_id", "position"),
        Index(None, "room_id", "kind", "position"),
        Index(None, "room_id", "pinned_at"),
        Index(None, "author_id", "created_at"),
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
    hidden_at: Mapped[datetime | None]  # by a host; `HostAct` says by whom and why
    pinned_at: Mapped[datetime | None]
    unpinned_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    question_id: Mapped[Ref | None] = mapped_column(ForeignKey("items.id", ondelete="SET NULL"))
    to_id: Mapped[Ref | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    nameless: Mapped[bool] = mapped_column(default=False)
    number: Mapped[int | None]
    unseen: Mapped[bool] = mapped_column(default=False)

    room: Mapped[Room] = relationship(lazy="raise")
    author: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[author_id])

    @property
    def last_open(self) -> datetime:
        """When everybody who was in the circle could read it last: as it was said, or pinned."""
        return self.unpinned_at or self.created_at

    def unpin(self, moment: datetime) -> None:
        """Who could read it while it was pinned still can, and is told what becomes of it."""
        if self.pinned_at is not None:
            self.pinned_at, self.unpinned_at = None, moment

    @property
    def for_newcomers(self) -> bool:
        """Whether those read it who came later, in a circle that keeps its past to itself."""
        return self.pinned_at is not None or self.kind in (ItemKind.QUESTION, ItemKind.POLL)

    @property
    def gone(self) -> bool:
        """Its words are shown to nobody: withdrawn, or hidden by a host."""
        return self.withdrawn_at is not None or self.hidden_at is not None


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
    """One stay of a member in a room. A stay that was cut off ends where it was last seen.

    `left_at`: once it was noticed that they went; where the process died, nobody did.
    """

    __tablename__ = "attendance"
    __table_args__ = (Index(None, "room_id", "member_id", "entered_at"), Index(None, "seen_at"))

    id: Mapped[Key]
    room_id: Mapped[Ref] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))
    member_id: Mapped[Ref] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    entered_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class Attachment(Base):
    """A picture or file of an item; until it is said, of nothing but its room and owner."""

    __tablename__ = "attachments"
    __table_args__ = (Index(None, "item_id"), Index(None, "created_at"))

    id: Mapped[Key]
    room_id: Mapped[Ref] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))
    owner_id: Mapped[Ref | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    item_id: Mapped[Ref | None] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"))
    file_id: Mapped[Ref] = mapped_column(ForeignKey("files.id", ondelete="CASCADE"))
    place: Mapped[int] = mapped_column(default=0)
    # What the picture shows, for who does not see it; its name, where nothing was typed.
    words: Mapped[str] = mapped_column(String(200), default="")
    # Of a picture, in pixels; else nothing.
    width: Mapped[int | None]
    height: Mapped[int | None]
    created_at: Mapped[datetime]


class Star(Base):
    """A message somebody keeps for their own notes; nobody else learns of it."""

    __tablename__ = "stars"

    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Mapped[Ref] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), primary_key=True
    )
    note: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime]
