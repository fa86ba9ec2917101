"""Which transcripts have to be made, or made anew: told in the transaction that changed them."""

from datetime import timedelta

from sqlalchemy import ColumnElement, case, delete, or_, select, update
from sqlalchemy.orm import Session

from community.access.comings import Coming
from community.access.memberships import CircleRole
from community.access.session_rules import Confidentiality
from community.core import clock
from community.core.ids import new_id
from community.rooms.models import Item, Room
from community.sessions.models import HostedSession
from community.transcripts.models import Transcript, TranscriptFile, TranscriptState
from community.transcripts.reading import FIRST, WITH_LATE, newest_number

# Where no words went: people who react do so many at a time, and all of it is made at once.
A_MOMENT = timedelta(seconds=5)


def want(db: Session, session_id: str) -> None:
    """The session is over: make what there is of it, however often this is said.

    The second version once the late lane is closed, if anything was said there.
    """
    session = db.get_one(HostedSession, session_id)
    room = db.get_one(Room, session.room_id)
    newest = newest_number(db, room) if room.closed else FIRST
    there = set(db.scalars(select(Transcript.number).where(Transcript.session_id == session_id)))
    for number in range(FIRST, newest + 1):
        if number not in there:
            row = Transcript(id=new_id(), session_id=session_id, number=number, due_at=clock.now())
            db.add(row)
    db.flush()


def want_again(db: Session, session_id: str, *, least: int = FIRST, files_go: bool = False) -> None:
    """What it is made from changed, of versions from `least` on; nothing without a transcript.

    `files_go`: words were taken back or put right. The files that hold the old ones leave the
    database in this very transaction; until new ones are made, the page is drawn from the room.
    """
    mine = Transcript.session_id == session_id, Transcript.number >= least
    # The row first: whoever keeps files at this moment holds it, and then these are seen to go.
    _make_due(db, *mine, at_once=files_go)
    if files_go:
        ids = select(Transcript.id).where(*mine)
        db.execute(delete(TranscriptFile).where(TranscriptFile.transcript_id.in_(ids)))


def want_renamed(db: Session, member_id: str) -> None:
    """All in which somebody stands by their name, for what they said or as a host.

    Their files stay until there are new ones, and so page and files agree.
    """
    spoke = (
        select(HostedSession.id)
        .join(Item, Item.room_id == HostedSession.room_id)
        .where(Item.author_id == member_id)
    )
    hosted = Coming.member_id == member_id, Coming.role == CircleRole.HOST
    named = HostedSession.confidentiality != Confidentiality.NO_NAMES
    sessions = select(HostedSession.id).where(
        named,
        or_(
            HostedSession.id.in_(spoke),
            HostedSession.id.in_(select(Coming.session_id).where(*hosted)),
        ),
    )
    _make_due(db, Transcript.session_id.in_(sessions))


def _make_due(db: Session, *which: ColumnElement[bool], at_once: bool = False) -> None:
    """One that is due already stays so from the same moment, however much changes meanwhile."""
    moment = clock.now()
    soon = case(
        (Transcript.state == TranscriptState.DUE, Transcript.due_at), else_=moment + A_MOMENT
    )
    db.execute(
        update(Transcript)
        .where(*which)
        .values(
            state=TranscriptState.DUE,
            asked=Transcript.asked + 1,
            due_at=moment if at_once else soon,
        )
        .execution_options(synchronize_session=False)
    )


__all__ = ["FIRST", "WITH_LATE", "want", "want_again", "want_renamed"]
