"""Insights: posts that keep something learned."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.access.insight_rules import InsightState, Sight
from community.access.memberships import stored_enum
from community.circles.models import Circle
from community.core.database import Base, Key, Ref
from community.members.models import Member

TITLE_MOST = 160
BODY_MOST = 40_000
WHY_MOST = 500


class Insight(Base):
    """What others read of it: the last text that was published. What its author is writing
    stands in the draft.

    `session_id`: the hosted session it was made from. `number`: of the published revision, 0
    before the first. `why`: what should change, said by who sent it back.
    """

    __tablename__ = "insights"
    __table_args__ = (
        Index(None, "state", "published_at"),
        Index(None, "circle_id", "state", "published_at"),
        Index(None, "author_id", "state", "published_at"),
        Index(None, "session_id"),
    )

    id: Mapped[Key]
    author_id: Mapped[Ref | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    circle_id: Mapped[Ref | None] = mapped_column(ForeignKey("circles.id", ondelete="CASCADE"))
    session_id: Mapped[Ref | None] = mapped_column(
        ForeignKey("hosted_sessions.id", ondelete="SET NULL")
    )
    sight: Mapped[Sight] = mapped_column(stored_enum(Sight), default=Sight.MEMBERS)
    state: Mapped[InsightState] = mapped_column(
        stored_enum(InsightState), default=InsightState.DRAFT
    )
    title: Mapped[str] = mapped_column(String(TITLE_MOST), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    # Each a dict of author, year, title, address, accessed.
    references: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    number: Mapped[int] = mapped_column(default=0)
    why: Mapped[str] = mapped_column(String(WHY_MOST), default="")
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]

    author: Mapped[Member | None] = relationship(lazy="raise")
    circle: Mapped[Circle | None] = relationship(lazy="raise")


class InsightDraft(Base):
    """What the author is writing, saved while they write. `version` is raised with each saving:
    a second window that knows an older one is told so and overwrites nothing. `shown`: as chosen
    so far; only what is published decides who reads it."""

    __tablename__ = "insight_drafts"

    insight_id: Mapped[Ref] = mapped_column(
        ForeignKey("insights.id", ondelete="CASCADE"), primary_key=True
    )
    title: Mapped[str] = mapped_column(String(TITLE_MOST), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    references: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    # Of sight, circle_id and skills, as the form says them; nothing where nothing was chosen.
    shown: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]


class InsightRevision(Base):
    """A text as it was published. Gone with the insight when that is withdrawn."""

    __tablename__ = "insight_revisions"

    insight_id: Mapped[Ref] = mapped_column(
        ForeignKey("insights.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(TITLE_MOST))
    body: Mapped[str] = mapped_column(Text)
    references: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    at: Mapped[datetime]


class InsightSkill(Base):
    """What it is about."""

    __tablename__ = "insight_skills"
    __table_args__ = (Index(None, "skill_id"),)

    insight_id: Mapped[Ref] = mapped_column(
        ForeignKey("insights.id", ondelete="CASCADE"), primary_key=True
    )
    skill_id: Mapped[Ref] = mapped_column(
        ForeignKey("skills.id", ondelete="CASCADE"), primary_key=True
    )


class MarkKind(StrEnum):
    HELPED = "helped"
    WILL_TRY = "will_try"


class InsightMark(Base):
    """What a reader says of it with one press; nobody is shown who did."""

    __tablename__ = "insight_marks"
    __table_args__ = (Index(None, "member_id"),)

    insight_id: Mapped[Ref] = mapped_column(
        ForeignKey("insights.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[MarkKind] = mapped_column(stored_enum(MarkKind), primary_key=True)
    at: Mapped[datetime]
