"""Who stands where in which hosted session: what the policy reads, as with circles."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from community.access.memberships import CircleRole, Standing, stored_enum
from community.core.database import Base, Ref


class Answer(StrEnum):
    """What somebody said to "Are you coming?"."""

    NONE = "none"
    GOING = "going"
    MAYBE = "maybe"
    NO = "no"


class Coming(Base):
    """One member's place in one hosted session.

    `standing` JOINED: the room is open to them (a host, going, or come in); WAITING: going, but
    it is full; INVITED: they know of it, and may come in while there is room; ASKED: they have
    no place any more, and the row stays only for what hosts keep them from.
    """

    __tablename__ = "comings"
    __table_args__ = (
        Index(None, "member_id", "session_id"),
        Index(None, "session_id", "standing", "answered_at"),
    )

    session_id: Mapped[Ref] = mapped_column(
        ForeignKey("hosted_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    standing: Mapped[Standing] = mapped_column(stored_enum(Standing))
    role: Mapped[CircleRole] = mapped_column(stored_enum(CircleRole), default=CircleRole.MEMBER)
    since: Mapped[datetime]
    silent_until: Mapped[datetime | None]
    out_until: Mapped[datetime | None]
    answer: Mapped[Answer] = mapped_column(stored_enum(Answer), default=Answer.NONE)
    # When they answered: the order of those who wait for a place.
    answered_at: Mapped[datetime | None]
    # A host asked them in by name; they may come also where not everybody may.
    invited: Mapped[bool] = mapped_column(default=False)
    entered_at: Mapped[datetime | None]
    # When they are reminded of this one session, where it is not as of all: minutes before it.
    remind_before: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
