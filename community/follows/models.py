"""What somebody follows: a skill, a person, a circle. And where their news can be read."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.access.memberships import stored_enum
from community.core.database import Base, Key, Ref

_ONE = " + ".join(
    f"CASE WHEN {column} IS NULL THEN 0 ELSE 1 END"
    for column in ("skill_id", "person_id", "circle_id")
)


class Follow(Base):
    """Of exactly one thing. Only who follows knows of it."""

    __tablename__ = "follows"
    __table_args__ = (
        UniqueConstraint("member_id", "skill_id"),
        UniqueConstraint("member_id", "person_id"),
        UniqueConstraint("member_id", "circle_id"),
        Index(None, "skill_id"),
        Index(None, "person_id"),
        Index(None, "circle_id"),
        CheckConstraint(f"{_ONE} = 1", name="one_thing"),
    )

    id: Mapped[Key]
    member_id: Mapped[Ref] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    skill_id: Mapped[Ref | None] = mapped_column(ForeignKey("skills.id", ondelete="CASCADE"))
    person_id: Mapped[Ref | None] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    circle_id: Mapped[Ref | None] = mapped_column(ForeignKey("circles.id", ondelete="CASCADE"))
    since: Mapped[datetime]


class Every(StrEnum):
    """How often news come by mail."""

    NEVER = "never"
    DAY = "day"
    WEEK = "week"


class NewsLetter(Base):
    """How often somebody wants what is new for them in one letter. `next_at`: the next one, none
    where they want none; `since`: what came before was told already."""

    __tablename__ = "news_letters"
    __table_args__ = (Index(None, "next_at"),)

    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    every: Mapped[Every] = mapped_column(stored_enum(Every), default=Every.NEVER)
    next_at: Mapped[datetime | None]
    since: Mapped[datetime]


class NewsFeed(Base):
    """A secret address under which a feed reader finds what is new for its member; `id` is
    signed in it."""

    __tablename__ = "news_feeds"
    __table_args__ = (Index(None, "member_id"),)

    id: Mapped[Key]
    member_id: Mapped[Ref] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
