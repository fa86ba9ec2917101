"""Makes the transcripts that are due: counted, written into files, kept in the database.

A row that is due is the whole memory of this: whoever dies in the middle leaves it due, and the
next one makes it from the beginning. What was made while words changed is thrown away.
"""

import hashlib
import json
import logging
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from community.core import clock
from community.core.events import record
from community.core.transaction import database, reading, transaction
from community.sessions.events import TranscriptReady
from community.sessions.models import HostedSession
from community.transcripts.files import Made, make_files
from community.transcripts.models import Transcript, TranscriptFile, TranscriptState
from community.transcripts.numbers import count
from community.transcripts.reading import read
from community.transcripts.shape import TranscriptData
from community.transcripts.shown_files import loader

log = logging.getLogger(__name__)
# Meanwhile nobody else begins; then whoever is at it is taken for dead.
PATIENCE = timedelta(minutes=2)
AGAIN_AFTER = timedelta(seconds=20)  # what went wrong once
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
# What counts a version of a session, for its numbers.
counters: list[Callable[[Session, HostedSession, int], dict[str, Any]]] = [count]


def anything_due() -> bool:
    with reading() as db:
        return db.scalar(_due().limit(1)) is not None


def take_up() -> None:
    """At the start of a process: what is due now has nobody who is at it, as far as is known."""
    with transaction() as db:
        due = update(Transcript).where(Transcript.state == TranscriptState.DUE)
        db.execute(due.values(due_at=clock.now()))


def make_all_due(base: str, stopped: Callable[[], bool] = lambda: False) -> int:
    """One after the other until none is due; `base` is the address of the community."""
    made = 0
    while not stopped() and make_one(base):
        made += 1
    return made


def make_one(base: str) -> bool:
    """The one that is due longest; False if none is. A failure is logged and tried again."""
    claimed = _claim()
    if claimed is None:
        return False
    try:
        _make(claimed, base)
    except Exception:
        log.exception("The transcript of session %s was not made", claimed.session_id)
        with transaction() as db:
            row = update(Transcript).where(Transcript.id == claimed.id)
            db.execute(row.values(due_at=clock.now() + AGAIN_AFTER))
    return True


def make_anew(db: Session, session_id: str | None = None) -> None:
    """Let all files be made again, of one session or of every one."""
    rows = update(Transcript).values(
        state=TranscriptState.DUE, asked=Transcript.asked + 1, due_at=clock.now()
    )
    files = delete(TranscriptFile)
    if session_id is not None:
        ids = select(Transcript.id).where(Transcript.session_id == session_id)
        rows = rows.where(Transcript.session_id == session_id)
        files = files.where(TranscriptFile.transcript_id.in_(ids))
    db.execute(files.execution_options(synchronize_session=False))
    db.execute(rows.execution_options(synchronize_session=False))


def _due() -> Any:
    """Those first that have no files: all others can be read, if not as they will be."""
    due = Transcript.state == TranscriptState.DUE, Transcript.due_at <= clock.now()
    kept = select(TranscriptFile.kind).where(TranscriptFile.transcript_id == Transcript.id)
    order = kept.exists(), Transcript.due_at, Transcript.number
    return select(Transcript).where(*due).order_by(*order)


def _claim() -> Transcript | None:
    wanted = _due().limit(1)
    if not database().is_sqlite:
        wanted = wanted.with_for_update(skip_locked=True)
    with transaction() as db:
        row: Transcript | None = db.scalar(wanted)
        if row is not None:
            row.due_at = clock.now() + PATIENCE
        return row


def _make(claimed: Transcript, base: str) -> None:
    with reading() as db:
        # Read anew: words may have changed since it was claimed, and then this count with them.
        row = db.get_one(Transcript, claimed.id)
        session = db.get_one(HostedSession, row.session_id)
        data = read(db, session, number=row.number, base=base)
        counted = [counter(db, session, row.number) for counter in counters]
        numbers = {name: one for found in counted for name, one in found.items()}
        complete = _files_of(db, row)
    digest = digest_of(data)
    same = complete and row.digest == digest and row.numbers == numbers
    data = replace(data, revision=next_revision(row, digest), numbers=numbers)
    _keep(row, data, digest, None if same else make_files(data, loader(session.id)))


def digest_of(data: TranscriptData) -> str:
    """Of everything that makes one transcript another than before."""
    plain = asdict(replace(data, revision=0, made_at=LONG_AGO, numbers={}))
    return hashlib.sha256(json.dumps(plain, default=str).encode()).hexdigest()


def next_revision(row: Transcript, digest: str) -> int:
    return row.revision + (row.made_at is not None and row.digest != digest)


def _files_of(db: Session, row: Transcript) -> bool:
    kept = select(TranscriptFile.kind).where(TranscriptFile.transcript_id == row.id)
    return bool(db.scalars(kept).all())


def _keep(row: Transcript, data: TranscriptData, digest: str, files: Made | None) -> None:
    """All of it at once, unless the words have changed meanwhile: then nothing of it."""
    with transaction() as db:
        now = db.get_one(Transcript, row.id, with_for_update=True)
        if now.asked != row.asked:
            now.due_at = clock.now()
            return
        if files is not None:
            db.execute(delete(TranscriptFile).where(TranscriptFile.transcript_id == now.id))
            for kind, (name, content) in files.items():
                file = {"kind": kind, "revision": data.revision, "name": name, "content": content}
                db.add(TranscriptFile(transcript_id=now.id, **file))
        if now.made_at is None:
            record(db, TranscriptReady(session_id=now.session_id, number=now.number))
        now.revision, now.numbers, now.digest = data.revision, data.numbers, digest
        now.state, now.made_at = TranscriptState.READY, data.made_at
