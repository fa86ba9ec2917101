"""Which versions and files there are of a session's transcript, and what is mine in it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Audience
from community.core.errors import NotFound
from community.rooms.models import Item, ItemKind
from community.sessions.models import HostedSession
from community.transcripts.models import (
    FileKind,
    Reader,
    Transcript,
    TranscriptFile,
    TranscriptState,
)
from community.transcripts.numbers import readers
from community.transcripts.telling import Told, told

# As they are offered; what the page shows is drawn, and no file to take away.
OFFERED = (FileKind.PDF, FileKind.CSV, FileKind.JSON, FileKind.ZIP)


@dataclass(frozen=True)
class FileLine:
    kind: FileKind
    name: str
    size: int


@dataclass(frozen=True)
class Version:
    row: Transcript
    files: list[FileLine] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def revision(self) -> int:
        return self.row.revision

    @property
    def numbers(self) -> dict[str, Any]:
        """Counted facts; nothing as long as they were never counted."""
        return self.row.numbers

    @property
    def ready(self) -> bool:
        """Its files are there, and as they should be."""
        return self.row.state is TranscriptState.READY


def versions_of(db: Session, session_id: str) -> list[Version]:
    """The newest first; none as long as the session is not over."""
    mine = select(Transcript).where(Transcript.session_id == session_id)
    rows = db.scalars(mine.order_by(Transcript.number.desc())).all()
    files = _files(db, [row.id for row in rows])
    return [Version(row, files[row.id]) for row in rows]


def version_of(versions: Sequence[Version], number: int | None) -> Version:
    """The one with this number, or the newest."""
    for one in versions:
        if number in (None, one.number):
            return one
    raise NotFound("There is no transcript here as yet. It is there when the session is over.")


def numbers_of(db: Session, session: HostedSession, version: Version) -> Told | None:
    """As they are told to whoever may read the transcript."""
    began = (session.started_at or session.starts_at).astimezone(session.zone)
    return told(version.numbers, began, readers(db, session.id))


def content_of(db: Session, row: Transcript, kind: FileKind) -> bytes | None:
    mine = TranscriptFile.transcript_id == row.id, TranscriptFile.kind == kind
    return db.scalar(select(TranscriptFile.content).where(*mine))


def has_read(db: Session, actor: Actor, session_id: str) -> bool:
    return db.get(Reader, (session_id, actor.member_id or "")) is not None


def my_words(db: Session, actor: Actor, session: HostedSession) -> Sequence[Item]:
    """What the actor said to everybody in it, in order; what they took back is theirs no more."""
    rows = select(Item).where(
        Item.room_id == session.room_id,
        Item.author_id == (actor.member_id or ""),
        Item.audience == Audience.EVERYONE,
        Item.kind.in_([ItemKind.MESSAGE, ItemKind.QUESTION]),
        Item.withdrawn_at.is_(None),
        Item.hidden_at.is_(None),
    )
    return db.scalars(rows.order_by(Item.position)).all()


def my_word(db: Session, actor: Actor, session: HostedSession, place: int) -> Item:
    for item in my_words(db, actor, session):
        if item.position == place:
            return item
    raise NotFound


def _files(db: Session, ids: Sequence[str]) -> dict[str, list[FileLine]]:
    size = func.length(TranscriptFile.content)
    rows = select(TranscriptFile.transcript_id, TranscriptFile.kind, TranscriptFile.name, size)
    found: dict[str, list[FileLine]] = defaultdict(list)
    for row_id, kind, name, length in db.execute(
        rows.where(TranscriptFile.transcript_id.in_(ids), TranscriptFile.kind.in_(OFFERED))
    ):
        found[row_id].append(FileLine(kind, name, length))
    for lines in found.values():
        lines.sort(key=lambda line: OFFERED.index(line.kind))
    return found
