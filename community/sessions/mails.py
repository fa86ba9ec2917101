"""Letters about coming to a session: the invitation, a place that got free, that it begins soon.

All is asked at the moment of sending: whether it still holds, whether the receiver may come, and
whether they want such mails. The button is their own link, made where they have none yet.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from community.access.actor import Actor, actor_for
from community.access.blocks import muted_by
from community.access.comings import Coming
from community.access.memberships import Standing
from community.access.policy import Permission, can
from community.core import clock
from community.core.events import E, within
from community.core.outbox import Payload, enqueue, handle, subscribe
from community.core.transaction import transaction
from community.mail import Letter, post
from community.mail.office import sends
from community.mail.unsubscribing import path_for as path_to_unsubscribe
from community.members.models import Member, Profile
from community.sessions.actions.inviting import make_pass
from community.sessions.enclosed import calendar_file
from community.sessions.events import PlaceFound, SessionInvited, SessionSoon
from community.sessions.models import HostedSession, Pass
from community.sessions.passes import may_be_written_to, pass_of, path_for
from community.sessions.queries import WITH_HOUSE
from community.sessions.reminders import COMING, THERE, still_holds
from community.sessions.times import in_how_long, when_in

Wants = Callable[[Profile], bool]


@dataclass(frozen=True)
class Reader:
    """Who gets a letter about which session."""

    member: Member
    actor: Actor
    session: HostedSession
    coming: Coming
    own: Pass
    zone: str

    @property
    def when(self) -> str:
        return when_in(self.session, self.zone).text

    @property
    def to(self) -> str:
        return self.own.email or self.member.email or ""


def _reader(db: Session, job: Payload, wants: Wants) -> Reader | None:
    """Unless they have no address, want no such mails, or may not come (any more)."""
    session = db.get(HostedSession, job["session_id"], options=WITH_HOUSE)
    member, profile = db.get(Member, job["member_id"]), db.get(Profile, job["member_id"])
    coming = db.get(Coming, (job["session_id"], job["member_id"]))
    if session is None or member is None or coming is None:
        return None
    if profile is not None and not wants(profile):
        return None
    actor = actor_for(db, member.id, member.role)
    if not can(actor, Permission.SESSION_COME, session):
        return None
    own = pass_of(db, session.id, member.id)
    if own is None or (own.revoked_at is not None and not member.guest):
        own = make_pass(db, session.id, member.id)
    reader = Reader(member, actor, session, coming, own, profile.time_zone if profile else "")
    open_still = own.revoked_at is None and may_be_written_to(db, own)
    return reader if reader.to and open_still else None


def invited(db: Session, job: Payload, reader: Reader) -> Letter | None:
    by = db.get(Member, job["by_id"])
    kept_off = reader.actor.apart | muted_by(db, reader.member.id)
    if by is None or by.id in kept_off or reader.own.id != job["pass_id"]:
        return None
    title = reader.session.title
    return _letter(
        job,
        reader,
        f"{by.name} invites you: {title}",
        f"Hello {reader.member.name},",
        f"{by.name} invites you to “{title}”.",
        reader.when,
        after=["The link is for you alone, and for this session only."],
    )


def place_found(db: Session, job: Payload, reader: Reader) -> Letter | None:
    if reader.coming.standing is not Standing.JOINED:
        return None
    title = reader.session.title
    return _letter(
        job,
        reader,
        f"A place for you: {title}",
        f"A place in “{title}” got free, and it is yours.",
        reader.when,
        after=["If you cannot come after all, please say so on its page: others wait."],
    )


def soon(db: Session, job: Payload, reader: Reader) -> Letter | None:
    """Says how long it is at the moment of sending: a letter may have had to wait."""
    session, coming = reader.session, reader.coming
    if coming.answer not in COMING or coming.standing not in THERE:
        return None
    if not still_holds(session, job["starts_at"]):
        return None
    left = in_how_long(session.starts_at - clock.now())
    title = session.title
    return _letter(job, reader, f"{title} begins {left}", f"“{title}” begins {left}.", reader.when)


def _letter(
    job: Payload, reader: Reader, subject: str, *sentences: str, after: Sequence[str] = ()
) -> Letter:
    """A guest has no wishes to change: their link is all there is."""
    guest = reader.member.guest
    return Letter(
        to=reader.to,
        subject=subject,
        paragraphs=sentences,
        button=("Open your invitation", path_for(reader.own.id)),
        after=after,
        unsubscribe=None if guest else path_to_unsubscribe(reader.member.id),
        cause=job["cause"],
        calendar=calendar_file(reader.session, reader.actor),
    )


Write = Callable[[Session, Payload, Reader], Letter | None]


def _of_notices(profile: Profile) -> bool:
    return profile.mail_notices


def _of_reminders(profile: Profile) -> bool:
    return profile.remind_by_mail


def _deliver(write: Write, wants: Wants = _of_notices) -> Callable[[Sequence[Payload]], None]:
    def deliver(jobs: Sequence[Payload]) -> None:
        for job in jobs if sends() else ():
            with transaction() as db:
                reader = _reader(db, job, wants)
                letter = write(db, job, reader) if reader else None
            if letter is not None:
                post(letter)

    return deliver


def _on(kind: type[E], name: str, write: Write) -> None:
    subscribe(kind, f"mail.{name}", _deliver(write), waits_outside=True)


def tell_each(db: Session, event: SessionSoon) -> None:
    """A letter each, so that one that fails does not send the others twice."""
    about = {"session_id": event.session_id, "starts_at": event.starts_at, "cause": event.cause}
    for member_id in event.people:
        enqueue(db, "mail.session_soon", {**about, "member_id": member_id})


_on(SessionInvited, "session_invited", invited)
_on(PlaceFound, "place_found", place_found)
handle("mail.session_soon", _deliver(soon, _of_reminders), waits_outside=True)
within(SessionSoon, tell_each)
