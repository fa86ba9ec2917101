"""Letters about a session that moved or does not take place, to everybody who has to do with it.

Like those of `mails`, each is decided when it is sent. Guests get them too: the session is what
they came for. A member who wants no mails gets none.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import actor_for
from community.access.comings import Answer, Coming
from community.access.memberships import Standing
from community.access.policy import Permission, can
from community.access.session_rules import SessionState
from community.core.events import within
from community.core.outbox import Payload, enqueue, handle
from community.core.transaction import reading
from community.mail import CalendarFile, Letter, post
from community.mail.office import sends
from community.mail.unsubscribing import path_for as path_to_unsubscribe
from community.members.models import Member, Profile
from community.sessions.enclosed import calendar_file
from community.sessions.events import SessionCancelled, SessionMoved
from community.sessions.models import HostedSession
from community.sessions.passes import may_be_written_to, pass_of, path_for
from community.sessions.queries import WITH_HOUSE
from community.sessions.times import when_in


@dataclass(frozen=True)
class Reader:
    """Who gets a letter, where, about which session, and by which clock they live."""

    member: Member
    to: str
    session: HostedSession
    zone: str
    button: tuple[str, str] | None
    calendar: CalendarFile


def _reader(db: Session, job: Payload) -> Reader | None:
    """Unless they have no address, want no mails, or may not know of the session (any more)."""
    session = db.get(HostedSession, job["session_id"], options=WITH_HOUSE)
    member, profile = db.get(Member, job["member_id"]), db.get(Profile, job["member_id"])
    if session is None or member is None or (profile is not None and not profile.mail_notices):
        return None
    own = pass_of(db, session.id, member.id)
    to = (own.email if own else "") or member.email or ""
    if not to or (member.guest and (own is None or own.revoked_at is not None)):
        return None
    if own is not None and not may_be_written_to(db, own):
        return None
    actor = actor_for(db, member.id, member.role)
    if not can(actor, Permission.SESSION_SEE, session):
        return None
    page = f"/sessions/{session.id}"
    way = path_for(own.id) if own is not None and own.revoked_at is None else page
    button = ("See the session", way) if session.state is SessionState.PUBLISHED else None
    if session.state is SessionState.CANCELLED and not member.guest:
        button = ("See the session", page)
    zone, calendar = profile.time_zone if profile else "", calendar_file(session, actor)
    return Reader(member, to, session, zone, button, calendar)


def moved(job: Payload, reader: Reader) -> Letter | None:
    """As it is when the letter goes out: of two moves only the last counts."""
    session = reader.session
    if session.state is not SessionState.PUBLISHED:
        return None
    return _letter(
        job,
        reader,
        f"Moved: {session.title}",
        f"“{session.title}” has another time or place than before. It is now:",
        when_in(session, reader.zone).text,
        *filter(None, [session.address]),
    )


def cancelled(job: Payload, reader: Reader) -> Letter | None:
    session = reader.session
    if session.state is not SessionState.CANCELLED:
        return None
    when = when_in(session, reader.zone).text
    return _letter(
        job,
        reader,
        f"Cancelled: {session.title}",
        f"“{session.title}”, {when}, does not take place.",
        *filter(None, [session.why_cancelled]),
    )


def _letter(job: Payload, reader: Reader, subject: str, *sentences: str) -> Letter:
    guest = reader.member.guest
    return Letter(
        to=reader.to,
        subject=subject,
        paragraphs=sentences,
        button=reader.button,
        unsubscribe=None if guest else path_to_unsubscribe(reader.member.id),
        cause=job["cause"],
        calendar=reader.calendar,
    )


Write = Callable[[Payload, Reader], Letter | None]


def _deliver(write: Write) -> Callable[[Sequence[Payload]], None]:
    def deliver(jobs: Sequence[Payload]) -> None:
        for job in jobs if sends() else ():
            with reading() as db:
                reader = _reader(db, job)
                letter = write(job, reader) if reader else None
            if letter is not None:
                post(letter)

    return deliver


def _tell_each(name: str) -> Callable[[Session, SessionMoved | SessionCancelled], None]:
    """A letter each, so that one that fails does not send the others twice."""

    def tell(db: Session, event: SessionMoved | SessionCancelled) -> None:
        concerned = (
            Coming.session_id == event.session_id,
            Coming.member_id != event.by_id,
            Coming.answer != Answer.NO,
            Coming.standing.in_((Standing.JOINED, Standing.WAITING, Standing.INVITED)),
        )
        for member_id in db.scalars(select(Coming.member_id).where(*concerned)):
            job = {"session_id": event.session_id, "member_id": member_id, "cause": event.cause}
            enqueue(db, name, job)

    return tell


handle("mail.session_moved", _deliver(moved), waits_outside=True)
handle("mail.session_cancelled", _deliver(cancelled), waits_outside=True)
within(SessionMoved, _tell_each("mail.session_moved"))
within(SessionCancelled, _tell_each("mail.session_cancelled"))
