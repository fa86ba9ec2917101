"""Files on their way into a room: sent first, said with a message, swept if that never comes."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community.access.actor import Actor, placed_now
from community.access.policy import Permission
from community.circles.actions.materials import Upload, fit_to_keep
from community.core import clock
from community.core.errors import Invalid
from community.core.ids import new_id
from community.core.text import tidy_line
from community.core.transaction import transaction
from community.files import images
from community.files.actions import FILE_MOST, remove, store
from community.files.models import File
from community.files.sizes import size_of_webp
from community.rooms.attachments import Attached, access_waiting
from community.rooms.models import Attachment
from community.rooms.queries import access_room

PICTURE_SIDE = 1_600  # points: a screen's width, and a page of print can be read
WORDS_MOST = 200
UNSENT_LASTS = timedelta(days=1)


def fit_to_send(name: str, content: bytes) -> Upload:
    """What was sent, as it goes on: pictures drawn anew, others known kinds by their content.

    Takes its time, so it is done before a transaction begins.
    """
    if len(content) > FILE_MOST:
        raise Invalid("A file may have at most 5 MB; this one has more.")
    return fit_to_keep(name, content, PICTURE_SIDE)


def attach(db: Session, actor: Actor, room_id: str, upload: Upload, words: str = "") -> Attached:
    """A file of the actor's that waits in this room to be said; nobody else learns of it."""
    room = access_room(db, placed_now(db, actor), room_id, Permission.ROOM_SAY)
    name, kind, content = upload.name, upload.media_type, upload.content
    file = store(db, actor, name=name, media_type=kind, content=content)
    width, height = size_of(upload)
    attachment = Attachment(
        id=new_id(),
        room_id=room.id,
        owner_id=actor.member_id,
        file_id=file.id,
        place=0,
        words=_tidy_words(words),
        width=width,
        height=height,
        created_at=clock.now(),
    )
    db.add(attachment)
    db.flush()
    return Attached(attachment, file)


def describe(db: Session, actor: Actor, attachment_id: str, words: str) -> Attached:
    """What a picture shows, in the words of who sends it."""
    found = access_waiting(db, actor, attachment_id)
    found.attachment.words = _tidy_words(words)
    return found


def take_away(db: Session, actor: Actor, attachment_id: str) -> None:
    """What was sent and shall not be said after all."""
    remove(db, access_waiting(db, actor, attachment_id).file.id)


def sweep_unsent() -> None:
    """Each hour, by the background: what nobody said within a day."""
    with transaction() as db:
        old = clock.now() - UNSENT_LASTS
        unsent = select(Attachment.file_id).where(
            Attachment.item_id.is_(None), Attachment.created_at < old
        )
        db.execute(delete(File).where(File.id.in_(unsent)))


def size_of(upload: Upload) -> tuple[int | None, int | None]:
    """Of a picture that we drew, so that a page can keep its place before it comes."""
    if upload.media_type != images.MEDIA_TYPE:
        return None, None
    return size_of_webp(upload.content)


def _tidy_words(text: str) -> str:
    words = tidy_line(text)
    if len(words) > WORDS_MOST:
        raise Invalid(f"At most {WORDS_MOST} characters, please; this has {len(words)}.")
    return words
