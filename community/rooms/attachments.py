"""Pictures and files of rooms: whoever may read the item may have them, asked each time."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.core.errors import NotFound, SignedOut
from community.core.ids import is_id
from community.files.models import File
from community.rooms.models import Attachment
from community.rooms.queries import access_item, access_room


@dataclass(frozen=True)
class Attached:
    attachment: Attachment
    file: File


def access_attachment(db: Session, actor: Actor, attachment_id: str) -> Attached:
    """Of an item that stands and the actor may read; unsent, only for who sent it."""
    found = _find(db, actor, attachment_id)
    if found.attachment.item_id is None:
        return _waiting(db, actor, found)
    if access_item(db, actor, found.attachment.item_id, Permission.ITEM_READ).gone:
        raise NotFound
    return found


def access_waiting(db: Session, actor: Actor, attachment_id: str) -> Attached:
    """Something the actor has sent into a room and not yet said."""
    found = _find(db, actor, attachment_id)
    if found.attachment.item_id is not None:
        raise NotFound
    return _waiting(db, actor, found)


def waiting_of(db: Session, actor: Actor, ids: list[str]) -> list[Attached]:
    """Those of `ids` that are still there for the actor to say, in their order."""
    found = {}
    for one in filter(is_id, ids):
        try:
            found[one] = access_waiting(db, actor, one)
        except NotFound:
            continue
    return list(found.values())


def _find(db: Session, actor: Actor, attachment_id: str) -> Attached:
    joined = select(Attachment, File).join(File, File.id == Attachment.file_id)
    row = (
        db.execute(joined.where(Attachment.id == attachment_id)).first()
        if is_id(attachment_id)
        else None
    )
    if row is None:
        raise NotFound if actor.signed_in else SignedOut
    return Attached(*row)


def _waiting(db: Session, actor: Actor, found: Attached) -> Attached:
    if actor.member_id is None:
        raise SignedOut
    if found.attachment.owner_id != actor.member_id:
        raise NotFound
    access_room(db, actor, found.attachment.room_id, Permission.ROOM_READ)
    return found
