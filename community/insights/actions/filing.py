"""Pictures and files on their way into an insight, and out of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.insight_rules import InsightState
from community.access.policy import Permission
from community.circles.actions.materials import Upload
from community.core import clock
from community.core.articles import named_in
from community.core.errors import NotFound, Refused
from community.core.ids import new_id
from community.core.outbox import Payload, enqueue, handle
from community.core.transaction import transaction
from community.files.actions import remove, store
from community.files.models import File
from community.insights.actions.holding import held_insight
from community.insights.answer_models import InsightFile
from community.insights.files import KeptFile, access_file, files_of, is_shown
from community.insights.models import Insight, InsightDraft, InsightRevision
from community.rooms.actions.attaching import size_of

FILES_MOST = 20
UNUSED_LASTS = timedelta(days=7)  # after publishing
SWEEP = "insights.sweep_files"


def add_file(db: Session, actor: Actor, insight_id: str, upload: Upload) -> KeptFile:
    """One that its author's text can name from now on; nobody else has it before that."""
    insight = held_insight(db, actor, insight_id, Permission.INSIGHT_WRITE)
    if len(files_of(db, insight.id)) >= FILES_MOST:
        raise Refused(f"An insight takes at most {FILES_MOST} files. Please remove one first.")
    name, kind, content = upload.name, upload.media_type, upload.content
    file = store(db, actor, name=name, media_type=kind, content=content)
    width, height = size_of(upload)
    made = {"file_id": file.id, "width": width, "height": height, "created_at": clock.now()}
    row = InsightFile(id=new_id(), insight_id=insight.id, **made)
    db.add(row)
    db.flush()
    return KeptFile(row, file)


def remove_file(db: Session, actor: Actor, insight_id: str, file_id: str) -> KeptFile:
    """Its bytes are gone, also for earlier texts that showed it."""
    insight = held_insight(db, actor, insight_id, Permission.INSIGHT_WRITE)
    found = access_file(db, actor, file_id)
    if found.row.insight_id != insight.id:
        raise NotFound
    if is_shown(insight, file_id):
        sentence = "Others read a text that shows it. Take it out there and publish that first."
        raise Refused(sentence)
    remove(db, found.file.id)
    return found


def let_go(db: Session, insight: Insight) -> None:
    """Of an insight that is held: all of its files, with their bytes."""
    mine = select(InsightFile.file_id).where(InsightFile.insight_id == insight.id)
    db.execute(delete(File).where(File.id.in_(mine)))


def sweep_later(db: Session, insight: Insight) -> None:
    """What is published now is looked through some time later for what nothing shows."""
    mine = select(InsightFile.id).where(InsightFile.insight_id == insight.id)
    if db.scalar(mine.limit(1)) is not None:
        job = {"insight_id": insight.id, "before": clock.now().isoformat()}
        enqueue(db, SWEEP, job, UNUSED_LASTS)


def sweep_unused(jobs: Sequence[Payload]) -> None:
    for job in jobs:
        with transaction() as db:
            held = select(Insight).where(Insight.id == job["insight_id"]).with_for_update()
            insight = db.scalar(held)
            if insight is not None and insight.state is InsightState.PUBLISHED:
                _sweep(db, insight, datetime.fromisoformat(job["before"]))


def _sweep(db: Session, insight: Insight, before: datetime) -> None:
    """Kept is what a text of it shows: the published one, the draft, an earlier one."""
    of_it = select(InsightRevision.body).where(InsightRevision.insight_id == insight.id)
    draft = db.get(InsightDraft, insight.id)
    used = named_in(insight.body) | named_in(draft.body if draft else "")
    for body in db.scalars(of_it):
        used |= named_in(body)
    for one in files_of(db, insight.id):
        if one.row.created_at < before and one.row.id not in used:
            remove(db, one.file.id)


handle(SWEEP, sweep_unused)
