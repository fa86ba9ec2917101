"""What comes to an insight besides its text: files, quotes, comments, and what readers do."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.access.insight_rules import Sight
from community.access.memberships import stored_enum
from community.core.database import Base, Key, Ref

NOTE_MOST = 2_000


class InsightFile(Base):
    """A picture or file of an insight. Who may read the insight may have it; while no published
    text shows it, only the author."""

    __tablename__ = "insight_files"
    __table_args__ = (Index(None, "insight_id"),)

    id: Mapped[Key]
    insight_id: Mapped[Ref] = mapped_column(ForeignKey("insights.id", ondelete="CASCADE"))
    file_id: Mapped[Ref] = mapped_column(ForeignKey("files.id", ondelete="CASCADE"))
    # Of a picture, in pixels; else nothing.
    width: Mapped[int | None]
    height: Mapped[int | None]
    created_at: Mapped[datetime]


class Consent(StrEnum):
    ASKED = "asked"
    YES = "yes"
    NO = "no"


class InsightQuote(Base):
    """A message that an insight quotes, once its writer says yes. Its words are nowhere but in
    the room: what is corrected or withdrawn there is so here.

    `number`: the quote's name in the insight's text.
    """

    __tablename__ = "insight_quotes"
    __table_args__ = (
        UniqueConstraint("insight_id", "item_id"),
        UniqueConstraint("insight_id", "number"),
        Index(None, "item_id"),
        Index(None, "writer_id", "consent"),
    )

    id: Mapped[Key]
    insight_id: Mapped[Ref] = mapped_column(ForeignKey("insights.id", ondelete="CASCADE"))
    item_id: Mapped[Ref] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"))
    number: Mapped[int]
    writer_id: Mapped[Ref | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    consent: Mapped[Consent] = mapped_column(stored_enum(Consent), default=Consent.ASKED)
    # Who would read it, as its writer was told: a yes is to these and to nobody else.
    sight: Mapped[Sight] = mapped_column(stored_enum(Sight))
    circle_id: Mapped[Ref | None] = mapped_column(ForeignKey("circles.id", ondelete="SET NULL"))
    asked_at: Mapped[datetime]


class InsightComment(Base):
    """What is said below an insight. Withdrawn, its words are gone."""

    __tablename__ = "insight_comments"
    __table_args__ = (
        UniqueConstraint("insight_id", "author_id", "client_key"),
        Index(None, "insight_id", "created_at"),
        Index(None, "author_id", "created_at"),
    )

    id: Mapped[Key]
    insight_id: Mapped[Ref] = mapped_column(ForeignKey("insights.id", ondelete="CASCADE"))
    author_id: Mapped[Ref | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    client_key: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class InsightCommentWish(Base):
    """Whether somebody is to be told of new comments. Without one the author is; who comments
    gets one that says yes, unless they have said no."""

    __tablename__ = "insight_comment_wishes"

    insight_id: Mapped[Ref] = mapped_column(
        ForeignKey("insights.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    wanted: Mapped[bool]


class Bookmark(Base):
    """An insight somebody keeps, with a note of their own; nobody else learns of either."""

    __tablename__ = "bookmarks"
    __table_args__ = (Index(None, "member_id", "at"),)

    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    insight_id: Mapped[Ref] = mapped_column(
        ForeignKey("insights.id", ondelete="CASCADE"), primary_key=True
    )
    note: Mapped[str] = mapped_column(String(NOTE_MOST), default="")
    at: Mapped[datetime]


class Outcome(StrEnum):
    WORKED = "worked"
    PARTLY = "partly"
    DID_NOT = "did_not"


class InsightTry(Base):
    """What became of it for somebody who tried it. `ask_at`: when they are to be asked, none once
    they were or have said; only how many said what is ever shown, from five on."""

    __tablename__ = "insight_tries"
    __table_args__ = (Index(None, "member_id"), Index(None, "ask_at"))

    insight_id: Mapped[Ref] = mapped_column(
        ForeignKey("insights.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    ask_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None] = mapped_column(stored_enum(Outcome))
