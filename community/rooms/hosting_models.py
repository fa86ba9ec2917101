"""What hosts of a room keep: who wants to speak, and what was done to whom and why."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from community.access.memberships import stored_enum
from community.core.database import Base, Key, Ref


class Hand(Base):
    """A raised hand; the oldest is the next. `called_at`: their turn has come."""

    __tablename__ = "hands"

    room_id: Mapped[Ref] = mapped_column(
        ForeignKey("rooms.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    raised_at: Mapped[datetime]
    called_at: Mapped[datetime | None]


class ActKind(StrEnum):
    HIDE = "hide"  # a message
    SHARE = "share"  # a nameless question with everybody
    MUTE = "mute"
    PUT_OUT = "put_out"
    PROMOTE = "promote"


class HostAct(Base):
    """Something a host did to a person or a message, for the hosts' log; undone or not."""

    __tablename__ = "host_acts"
    __table_args__ = (Index(None, "room_id", "at"), Index(None, "item_id"))

    id: Mapped[Key]
    room_id: Mapped[Ref] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))
    kind: Mapped[ActKind] = mapped_column(stored_enum(ActKind))
    by_id: Mapped[Ref | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    member_id: Mapped[Ref | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    item_id: Mapped[Ref | None] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime]
    until: Mapped[datetime | None]  # of a mute, of being put out; none: until undone
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[Ref | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
