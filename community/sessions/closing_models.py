"""What stays of a session besides its words: closing answers, discussion, open questions."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.access.memberships import stored_enum
from community.core.database import Base, Key, Ref


class Takeaway(Base):
    """What somebody takes away; shown under their name where they share it."""

    __tablename__ = "takeaways"
    __table_args__ = (Index(None, "member_id"),)

    session_id: Mapped[Ref] = mapped_column(
        ForeignKey("hosted_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    body: Mapped[str] = mapped_column(Text)
    shared: Mapped[bool] = mapped_column(default=False)


class HostFeedback(Base):
    """Feedback for a session's host. Neither who wrote it nor when is kept, and ids are random:
    nothing joins a row to a person. `released`: shown to the hosts, five at a time."""

    __tablename__ = "host_feedback"
    __table_args__ = (Index(None, "session_id"),)

    id: Mapped[Key]
    session_id: Mapped[Ref] = mapped_column(ForeignKey("hosted_sessions.id", ondelete="CASCADE"))
    body: Mapped[str] = mapped_column(Text)
    released: Mapped[bool] = mapped_column(default=False)


class FeedbackGiven(Base):
    """Whoever has given feedback is not asked again; which is theirs, nobody knows."""

    __tablename__ = "feedback_given"

    session_id: Mapped[Ref] = mapped_column(
        ForeignKey("hosted_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )


class SessionComment(Base):
    """What is said on a session's page after it."""

    __tablename__ = "session_comments"
    __table_args__ = (
        UniqueConstraint("session_id", "author_id", "client_key"),
        Index(None, "session_id", "created_at"),
        Index(None, "author_id", "created_at"),
    )

    id: Mapped[Key]
    session_id: Mapped[Ref] = mapped_column(ForeignKey("hosted_sessions.id", ondelete="CASCADE"))
    author_id: Mapped[Ref | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    client_key: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class CommentWish(Base):
    """Whether somebody is to be told of new comments. Without one its hosts are; who comments gets
    one that says yes, unless they have said no."""

    __tablename__ = "comment_wishes"

    session_id: Mapped[Ref] = mapped_column(
        ForeignKey("hosted_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    wanted: Mapped[bool]


class Routing(StrEnum):
    OFFERED = "offered"  # the host has not decided
    ASK = "ask"  # to become an ask
    ENOUGH = "enough"  # nothing more to do


class UnansweredQuestion(Base):
    """A member's question that nobody answered in the session."""

    __tablename__ = "unanswered_questions"

    item_id: Mapped[Ref] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), primary_key=True
    )
    session_id: Mapped[Ref] = mapped_column(ForeignKey("hosted_sessions.id", ondelete="CASCADE"))
    routing: Mapped[Routing] = mapped_column(stored_enum(Routing), default=Routing.OFFERED)
    decided_by: Mapped[Ref | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]
