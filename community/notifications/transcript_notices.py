"""Who was there hears once that the transcript can be read: in the inbox, and by mail.

Not of a later version, nor of sessions that were brought in from outside. Guests have their link.
"""

from collections.abc import Sequence

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from community.access.comings import Coming
from community.access.memberships import Standing
from community.access.policy import Permission
from community.core.events import within
from community.core.outbox import Payload, handle, subscribe
from community.core.transaction import transaction
from community.mail import Letter
from community.members.models import Member
from community.notifications.models import NoticeKind
from community.notifications.session_notices import tell
from community.rooms.models import Attendance, Item, Room
from community.sessions.events import TranscriptReady
from community.sessions.letters import Reader, delivered, enqueue_each, letter, reader_of
from community.sessions.models import HostedSession

FIRST = 1


def who_was_there(db: Session, session_id: str) -> list[str]:
    """Who came in, stayed in its room or wrote there, and has their place still."""
    stayed = select(Attendance.id).join(Room, Room.id == Attendance.room_id)
    wrote = select(Item.id).join(Room, Room.id == Item.room_id)
    of_session = Room.home_id == session_id
    there = or_(
        Coming.entered_at.is_not(None),
        exists(stayed.where(of_session, Attendance.member_id == Coming.member_id)),
        exists(wrote.where(of_session, Item.author_id == Coming.member_id)),
    )
    brought_in = select(HostedSession.source_key).where(HostedSession.id == session_id)
    rows = select(Coming.member_id).join(Member, Member.id == Coming.member_id)
    mine = Coming.session_id == session_id, Coming.standing == Standing.JOINED
    found = rows.where(*mine, Member.guest.is_(False), there).order_by(Coming.member_id)
    return [] if db.scalar(brought_in) is not None else list(db.scalars(found))


def tell_in_inbox(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        for job in jobs:
            if job["number"] == FIRST:
                people = who_was_there(db, job["session_id"])
                tell(db, people, job, NoticeKind.TRANSCRIPT_READY)


def write_to_each(db: Session, event: TranscriptReady) -> None:
    if event.number == FIRST:
        about = {"session_id": event.session_id, "cause": event.cause}
        people = who_was_there(db, event.session_id)
        enqueue_each(db, "mail.transcript_ready", about, people)


def _who(db: Session, job: Payload) -> Reader | None:
    return reader_of(db, job, Permission.SESSION_READ)


def ready(db: Session, job: Payload, reader: Reader) -> Letter:
    title = reader.session.title
    sentence = f"What was said in “{title}” can be read, and taken away as a file."
    button = "Read it", f"{reader.page}/transcript"
    return letter(job, reader, f"The transcript: {title}", sentence, button=button)


subscribe(TranscriptReady, "inbox.transcript_ready", tell_in_inbox)
within(TranscriptReady, write_to_each)
handle("mail.transcript_ready", delivered(_who, ready), waits_outside=True)
