"""A member's inbox."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.access.memberships import stored_enum
from community.circles.models import Circle
from community.core.database import Base, Key, Ref
from community.members.models import Member


class NoticeKind(StrEnum):
    JOIN_ASKED = "join_asked"
    JOIN_ACCEPTED = "join_accepted"
    INVITED = "invited"
    MOVED_UP = "moved_up"  # from the waiting list into the circle
    MADE_HOST = "made_host"
    TERM_ENDS = "term_ends"
    ARCHIVED = "archived"
    THANKED = "thanked"
    MESSAGE_HIDDEN = "message_hidden"  # theirs, by a host
    PUT_OUT = "put_out"  # of the rooms of a circle, by a host


class Notice(Base):
    """Something a member should hear of. `cause` makes telling it twice harmless."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("member_id", "cause"),
        Index(None, "member_id", "read_at"),
    )

    id: Mapped[Key]
    member_id: Mapped[Ref] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    kind: Mapped[NoticeKind] = mapped_column(stored_enum(NoticeKind))
    circle_id: Mapped[Ref] = mapped_column(ForeignKey("circles.id", ondelete="CASCADE"))
    about_id: Mapped[Ref] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    cause: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    circle: Mapped[Circle] = relationship(lazy="raise")
    about: Mapped[Member] = relationship(lazy="raise", foreign_keys=[about_id])
