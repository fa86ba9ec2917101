"""Circles. Who is in them stands in `community.access.memberships`."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.access.memberships import stored_enum
from community.access.policy import Visibility
from community.access.things import History
from community.core.database import Base, Key, Ref
from community.files.models import File


class Circle(Base):
    """A group of members with a purpose.

    `least` and `most` bound how many people it wants; who comes when it is full waits. With
    `ends_on` it runs for a term and is archived the day after, unless its hosts extend it.
    """

    __tablename__ = "circles"
    __table_args__ = (Index(None, "visibility", "name"),)

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(100))
    purpose: Mapped[str] = mapped_column(Text)
    visibility: Mapped[Visibility] = mapped_column(stored_enum(Visibility))
    started_by: Mapped[Ref | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    # Where an imported circle came from, so that a second import finds it again.
    source_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    rhythm: Mapped[str] = mapped_column(String(120), default="")
    reach: Mapped[str] = mapped_column(String(120), default="")
    agreement: Mapped[str] = mapped_column(Text, default="")
    join_questions: Mapped[list[str]] = mapped_column(JSON, default=list)
    least: Mapped[int | None]
    most: Mapped[int | None]
    ends_on: Mapped[date | None]
    # The end that its hosts were reminded of, so that an extended term reminds them again.
    told_of_end: Mapped[date | None]
    archived_at: Mapped[datetime | None]
    history: Mapped[History] = mapped_column(stored_enum(History), default=History.EVERYTHING)


class CircleSkill(Base):
    """A skill that people learn from one another in the circle."""

    __tablename__ = "circle_skills"
    __table_args__ = (Index(None, "skill_id"),)

    circle_id: Mapped[Ref] = mapped_column(
        ForeignKey("circles.id", ondelete="CASCADE"), primary_key=True
    )
    skill_id: Mapped[Ref] = mapped_column(
        ForeignKey("skills.id", ondelete="CASCADE"), primary_key=True
    )


class JoinAnswer(Base):
    """What somebody answered when they asked to join; for them and the hosts, gone with the
    membership. The question stands as it was asked then."""

    __tablename__ = "join_answers"
    __table_args__ = (
        ForeignKeyConstraint(
            ["circle_id", "member_id"],
            ["memberships.circle_id", "memberships.member_id"],
            ondelete="CASCADE",
        ),
    )

    circle_id: Mapped[Ref] = mapped_column(primary_key=True)
    member_id: Mapped[Ref] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(String(300))
    answer: Mapped[str] = mapped_column(Text)


class CircleTie(Base):
    """The circle points its people to another one; shown to whoever may know of that one."""

    __tablename__ = "circle_ties"

    circle_id: Mapped[Ref] = mapped_column(
        ForeignKey("circles.id", ondelete="CASCADE"), primary_key=True
    )
    other_id: Mapped[Ref] = mapped_column(
        ForeignKey("circles.id", ondelete="CASCADE"), primary_key=True
    )


class MaterialKind(StrEnum):
    LINK = "link"
    FILE = "file"


class Material(Base):
    """A file or link that a circle keeps for its people."""

    __tablename__ = "materials"
    __table_args__ = (Index(None, "circle_id"),)

    id: Mapped[Key]
    circle_id: Mapped[Ref] = mapped_column(ForeignKey("circles.id", ondelete="CASCADE"))
    kind: Mapped[MaterialKind] = mapped_column(stored_enum(MaterialKind))
    title: Mapped[str] = mapped_column(String(160))
    address: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[Ref | None] = mapped_column(ForeignKey("files.id", ondelete="CASCADE"))
    added_by: Mapped[Ref | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]

    file: Mapped[File | None] = relationship(lazy="raise")
