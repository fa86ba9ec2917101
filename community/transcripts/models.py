"""What a session leaves behind. All of it can be made again from the room."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.access.memberships import stored_enum
from community.core.database import Base, Key, Ref


class TranscriptState(StrEnum):
    DUE = "due"
    READY = "ready"


class Transcript(Base):
    """One version of a session's transcript: 1 after End, 2 after the late lane.

    `revision` counts how often its files were made again because somebody corrected or withdrew
    their words; `digest`: of what they were made from. `asked` is raised whenever they have to be
    made anew, so that whoever is making them sees that it is too late for these. `due_at`: not
    before then, as somebody may be at it. `numbers`: see `transcripts.numbers`.
    """

    __tablename__ = "transcripts"
    __table_args__ = (UniqueConstraint("session_id", "number"), Index(None, "state"))

    id: Mapped[Key]
    session_id: Mapped[Ref] = mapped_column(ForeignKey("hosted_sessions.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[TranscriptState] = mapped_column(
        stored_enum(TranscriptState), default=TranscriptState.DUE
    )
    revision: Mapped[int] = mapped_column(default=0)
    asked: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(String(64), default="")
    numbers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    due_at: Mapped[datetime]
    made_at: Mapped[datetime | None]


class FileKind(StrEnum):
    PDF = "pdf"
    CSV = "csv"
    JSON = "json"
    ZIP = "zip"
    PAGE = "page"  # what its page shows of it, as it is drawn


class TranscriptFile(Base):
    __tablename__ = "transcript_files"

    transcript_id: Mapped[Ref] = mapped_column(
        ForeignKey("transcripts.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[FileKind] = mapped_column(stored_enum(FileKind), primary_key=True)
    revision: Mapped[int]
    name: Mapped[str] = mapped_column(String(160))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Reader(Base):
    """A member has opened a session's transcript; how many have is one of its numbers."""

    __tablename__ = "transcript_readers"

    session_id: Mapped[Ref] = mapped_column(
        ForeignKey("hosted_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
