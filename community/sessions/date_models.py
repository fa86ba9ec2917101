"""A date that is looked for: the times its hosts propose, and who could come when."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.access.memberships import stored_enum
from community.core.database import Base, Key, Ref
from community.sessions.models import WALL, HostedSession


class DatePoll(Base):
    """The question to a circle when a session, still a draft, could be. One for each session.

    `last_at`: when the last of its times begins. `taken_at`: a host chose one of them; which
    one, the session's own time says.
    """

    __tablename__ = "date_polls"
    __table_args__ = (Index(None, "taken_at", "last_at"),)

    session_id: Mapped[Ref] = mapped_column(
        ForeignKey("hosted_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    last_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    # Its hosts have been told that its last time is long over.
    reminded_at: Mapped[datetime | None]

    session: Mapped[HostedSession] = relationship(lazy="raise")


class ProposedTime(Base):
    """One of the times; walls are in the zone of its session."""

    __tablename__ = "proposed_times"
    __table_args__ = (UniqueConstraint("session_id", "starts_at"),)

    id: Mapped[Key]
    session_id: Mapped[Ref] = mapped_column(ForeignKey("date_polls.session_id", ondelete="CASCADE"))
    starts_wall: Mapped[datetime] = mapped_column(WALL)
    ends_wall: Mapped[datetime] = mapped_column(WALL)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class Could(StrEnum):
    """Whether somebody could come at a time."""

    YES = "yes"
    IF_NEEDED = "if_needed"
    NO = "no"


class TimeAnswer(Base):
    __tablename__ = "time_answers"
    __table_args__ = (Index(None, "member_id"),)

    time_id: Mapped[Ref] = mapped_column(
        ForeignKey("proposed_times.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    could: Mapped[Could] = mapped_column(stored_enum(Could))
