"""A member's own record of what they learned."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.access.memberships import stored_enum
from community.core.database import Base, Key, Ref


class LearningKind(StrEnum):
    PARTICIPATORY = "participatory"
    READING = "reading"


class Reflection(Base):
    """What a member writes of one session, for themselves. `minutes` as they count it."""

    __tablename__ = "reflections"
    __table_args__ = (UniqueConstraint("session_id", "member_id"), Index(None, "member_id", "day"))

    id: Mapped[Key]
    session_id: Mapped[Ref] = mapped_column(ForeignKey("hosted_sessions.id", ondelete="CASCADE"))
    member_id: Mapped[Ref] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    day: Mapped[date]
    kind: Mapped[LearningKind] = mapped_column(stored_enum(LearningKind))
    minutes: Mapped[int]
    relevant: Mapped[str] = mapped_column(Text, default="")
    surprised: Mapped[str] = mapped_column(Text, default="")
    ideas: Mapped[str] = mapped_column(Text, default="")
    valuable: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[datetime]


class Evidence(Base):
    """A signed statement that a member took away. `payload` is what was signed, byte by byte.

    `code` is what anybody checks it by; `key_id` names the key it was signed with. Once it is
    withdrawn, by the member or because words in it changed, the payload is empty. Without a
    session it is a log of many.
    """

    __tablename__ = "evidence"
    __table_args__ = (Index(None, "member_id"),)

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(24), unique=True)
    session_id: Mapped[Ref | None] = mapped_column(
        ForeignKey("hosted_sessions.id", ondelete="CASCADE")
    )
    member_id: Mapped[Ref] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    payload: Mapped[str] = mapped_column(Text)
    signature: Mapped[str] = mapped_column(String(100))
    key_id: Mapped[str] = mapped_column(String(20))
    withdrawn_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
