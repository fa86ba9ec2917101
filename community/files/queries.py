"""Reading files. Whether somebody may, the feature they belong to asks first."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.core.errors import NotFound
from community.core.ids import is_id
from community.files.models import File, FileContent


def file(db: Session, file_id: str) -> File:
    """What is known of the file, without its bytes."""
    found = db.get(File, file_id) if is_id(file_id) else None
    if found is None:
        raise NotFound
    return found


def content(db: Session, file_id: str) -> bytes:
    """The file's bytes."""
    bytes_of = select(FileContent.content).where(FileContent.file_id == file_id)
    found = db.scalar(bytes_of) if is_id(file_id) else None
    if found is None:
        raise NotFound
    return found
