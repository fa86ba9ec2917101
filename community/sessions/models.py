"""Hosted sessions, who comes to them, and what they leave to be written by hand."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, DateTime, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.access.memberships import stored_enum
from community.access.session_rules import Confidentiality, OpenTo, SessionState
from community.circles.models import Circle
from community.core.database import Base, Key, Ref
from community.rooms.models import Room

# What a clock on the wall shows, without a zone: the zone stands beside it.
WALL = DateTime(timezone=False)


class SessionKind(StrEnum):
    CHAT = "chat"  # a host asks question after question
    WORKSHOP = "workshop"
    OPEN = "open"  # an open conversation


class Series(Base):
    """Sessions that repeat. `rule` is an RRULE of iCalendar, in the zone of its sessions."""

    __tablename__ = "series"

    id: Mapped[Key]
    circle_id: Mapped[Ref] = mapped_column(ForeignKey("circles.id", ondelete="CASCADE"))
    rule: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]


class HostedSession(Base):
    """A scheduled meeting of a circle in its own room, with hosts and prepared questions.

    `starts_wall`, `ends_wall`: what the clock on the wall shows in `time_zone`: they are what
    was agreed. `starts_at`, `ends_at`: the moments these are by the rules of today; worked out
    again whenever they are set. The prepared questions stand with the room
    (`community.rooms.plan_models`).
    """

    __tablename__ = "hosted_sessions"
    __table_args__ = (
        Index(None, "circle_id", "starts_at"),
        Index(None, "state", "starts_at"),
        Index(None, "series_id", "starts_at"),
    )

    id: Mapped[Key]
    circle_id: Mapped[Ref] = mapped_column(ForeignKey("circles.id", ondelete="CASCADE"))
    room_id: Mapped[Ref] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"), unique=True)
    state: Mapped[SessionState] = mapped_column(
        stored_enum(SessionState), default=SessionState.DRAFT
    )
    kind: Mapped[SessionKind] = mapped_column(stored_enum(SessionKind), default=SessionKind.CHAT)
    title: Mapped[str] = mapped_column(String(120))
    introduction: Mapped[str] = mapped_column(Text, default="")
    # Each a dict of author, year, title, address, accessed.
    references: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    starts_wall: Mapped[datetime] = mapped_column(WALL)
    ends_wall: Mapped[datetime] = mapped_column(WALL)
    time_zone: Mapped[str] = mapped_column(String(60))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    video_link: Mapped[str] = mapped_column(String(500), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    most: Mapped[int | None]  # how many people; who answers when it is full waits
    open_to: Mapped[OpenTo] = mapped_column(stored_enum(OpenTo), default=OpenTo.CIRCLE)
    confidentiality: Mapped[Confidentiality] = mapped_column(
        stored_enum(Confidentiality), default=Confidentiality.OPEN
    )
    late_hours: Mapped[int] = mapped_column(default=24)
    created_by: Mapped[Ref | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    # As it happened: a host pressed Start and End, or the clock did.
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    late_until: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    why_cancelled: Mapped[str] = mapped_column(String(300), default="")
    # Raised with each change that calendars have to take up (iCalendar's SEQUENCE).
    sequence: Mapped[int] = mapped_column(default=0)
    series_id: Mapped[Ref | None] = mapped_column(ForeignKey("series.id", ondelete="SET NULL"))
    # The next moment at which somebody who comes may want to be reminded.
    remind_at: Mapped[datetime | None] = mapped_column(index=True)
    # A draft that is published by itself: what the clock on the wall shows then, the moment this
    # is, and when it was looked at beforehand whether it is ready.
    publish_wall: Mapped[datetime | None] = mapped_column(WALL)
    publish_at: Mapped[datetime | None] = mapped_column(index=True)
    publish_checked_at: Mapped[datetime | None]
    # A draft whose date is looked for: its times are the first that was proposed, and no date.
    undated: Mapped[bool] = mapped_column(default=False)
    # What the hosts wrote of it afterwards, in Markdown.
    summary: Mapped[str] = mapped_column(Text, default="")
    source_key: Mapped[str | None] = mapped_column(String(200), unique=True)

    circle: Mapped[Circle] = relationship(lazy="raise")
    room: Mapped[Room] = relationship(lazy="raise")

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class SessionSkill(Base):
    __tablename__ = "session_skills"
    __table_args__ = (Index(None, "skill_id"),)

    session_id: Mapped[Ref] = mapped_column(
        ForeignKey("hosted_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    skill_id: Mapped[Ref] = mapped_column(
        ForeignKey("skills.id", ondelete="CASCADE"), primary_key=True
    )


class Pass(Base):
    """One link for one person and session, where they host nothing by it: the id, signed by the
    server.

    `browser`: a hash of the first browser that entered by it; any other is asked for the
    address. A guest's pass names a member that is nothing but a guest.
    """

    __tablename__ = "passes"
    __table_args__ = (
        UniqueConstraint("session_id", "member_id"),
        Index(None, "by_id", "created_at"),
    )

    id: Mapped[Key]
    session_id: Mapped[Ref] = mapped_column(ForeignKey("hosted_sessions.id", ondelete="CASCADE"))
    member_id: Mapped[Ref] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(254), default="")
    browser: Mapped[str] = mapped_column(String(64), default="")
    by_id: Mapped[Ref | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    entered_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class OfferState(StrEnum):
    WAITING = "waiting"
    TAKEN = "taken"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class HostOffer(Base):
    """A member offers to host: a topic, questions, and dates that would suit.

    `dates`: wall times as `YYYY-MM-DDTHH:MM`, in `time_zone`.
    """

    __tablename__ = "host_offers"
    __table_args__ = (Index(None, "circle_id", "state"), Index(None, "member_id"))

    id: Mapped[Key]
    circle_id: Mapped[Ref] = mapped_column(ForeignKey("circles.id", ondelete="CASCADE"))
    member_id: Mapped[Ref] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(120))
    introduction: Mapped[str] = mapped_column(Text, default="")
    questions: Mapped[list[str]] = mapped_column(JSON, default=list)
    dates: Mapped[list[str]] = mapped_column(JSON, default=list)
    time_zone: Mapped[str] = mapped_column(String(60))
    minutes: Mapped[int] = mapped_column(default=60)
    state: Mapped[OfferState] = mapped_column(stored_enum(OfferState), default=OfferState.WAITING)
    reply: Mapped[str] = mapped_column(String(500), default="")
    session_id: Mapped[Ref | None] = mapped_column(
        ForeignKey("hosted_sessions.id", ondelete="SET NULL")
    )
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class CalendarFeed(Base):
    """A secret address under which a calendar program reads sessions; `id` is signed in it.

    Of a member: what they come to. With a circle: all its sessions that the member may see.
    """

    __tablename__ = "calendar_feeds"
    __table_args__ = (Index(None, "member_id"),)

    id: Mapped[Key]
    member_id: Mapped[Ref] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    circle_id: Mapped[Ref | None] = mapped_column(ForeignKey("circles.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
