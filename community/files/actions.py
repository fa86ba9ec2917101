"""Keeping files and letting them go. Whether somebody may, the feature they belong to asks."""

from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, require
from community.core import clock
from community.core.database import Base
from community.core.errors import Invalid, Refused, SlowDown
from community.core.ids import new_id
from community.files.models import File, FileContent
from community.files.names import tidy_file_name

FILE_MOST = 5_000_000  # bytes
MEMBER_MOST = 200_000_000
A_DAY_MOST = 20


def store(db: Session, actor: Actor, *, name: str, media_type: str, content: bytes) -> File:
    """A new file of the actor's, its bytes beside it in the same transaction.

    `media_type` is what the content was found to be (`kinds`, `images`), never what the
    browser said of it.
    """
    require(actor, Permission.SIGNED_IN)
    if not content:
        raise Invalid("This file is empty.")
    if len(content) > FILE_MOST:
        raise Invalid("A file may have at most 5 MB; this one has more.")
    _check_limits(db, actor.member_id or "", len(content))
    file = File(
        id=new_id(),
        owner_id=actor.member_id,
        name=tidy_file_name(name),
        media_type=media_type,
        size=len(content),
        created_at=clock.now(),
    )
    db.add(file)
    db.flush()
    db.add(FileContent(file_id=file.id, content=content))
    return file


def _check_limits(db: Session, owner_id: str, size: int) -> None:
    """One upload of a member at a time: two at once could both be the last that fits."""
    members = Base.metadata.tables["members"]
    db.execute(
        select(members.c.id).where(members.c.id == owner_id).with_for_update(key_share=True)
    ).all()
    day = timedelta(days=1)
    since = clock.now() - day
    mine = File.owner_id == owner_id
    today = db.scalar(select(func.count()).where(mine, File.created_at > since)) or 0
    if today >= A_DAY_MOST:
        sentence = f"That is {A_DAY_MOST} files in a day. Please go on tomorrow."
        raise SlowDown(day.total_seconds(), sentence)
    kept = db.scalar(select(func.coalesce(func.sum(File.size), 0)).where(mine)) or 0
    if kept + size > MEMBER_MOST:
        raise Refused("Your files have 200 MB together. Please remove some first.")


def remove(db: Session, file_id: str | None) -> None:
    """Forget a file and its bytes; nothing happens where there is none."""
    db.execute(delete(File).where(File.id == file_id))
