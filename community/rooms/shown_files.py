"""Pictures and files of items as they are shown.

The shape: id, name, words (what a picture shows, or its name), image, type, size, width, height.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.files.models import File
from community.rooms.models import Attachment

Shown = dict[str, Any]


def shown_file(attachment: Attachment, file: File) -> Shown:
    """`image`: whether a page may show it; everything else is only for saving."""
    return {
        "id": attachment.id,
        "name": file.name,
        "words": attachment.words or file.name,
        "image": attachment.width is not None,
        "type": file.media_type,
        "size": file.size,
        "width": attachment.width,
        "height": attachment.height,
    }


def files_of(db: Session, item_ids: Sequence[str]) -> dict[str, list[Shown]]:
    """By item, in the order in which they were added: one query."""
    rows = db.execute(
        select(Attachment, File)
        .join(File, File.id == Attachment.file_id)
        .where(Attachment.item_id.in_(item_ids))
        .order_by(Attachment.item_id, Attachment.place)
    )
    shown: dict[str, list[Shown]] = defaultdict(list)
    for attachment, file in rows:
        shown[attachment.item_id or ""].append(shown_file(attachment, file))
    return shown
