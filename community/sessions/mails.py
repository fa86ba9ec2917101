"""Letters about coming to a session: the invitation, a place that got free, that it begins soon.

The button is the receiver's own link, made where they have none yet; whoever hosts is led to the
session's page.
"""

from sqlalchemy.orm import Session

from community.access.blocks import muted_by
from community.access.memberships import Standing
from community.access.policy import Permission
from community.core import clock
from community.core.events import E, within
from community.core.outbox import Payload, handle, subscribe
from community.mail import Letter
from community.members.models import Member, Profile
from community.sessions.actions.holding import hold
from community.sessions.actions.inviting import make_pass
from community.sessions.events import PlaceFound, SessionInvited, SessionSoon
from community.sessions.letters import (
    Find,
    Reader,
    Wants,
    Write,
    delivered,
    enqueue_each,
    letter,
    of_notices,
    reader_of,
)
from community.sessions.reminders import COMING, THERE, still_holds
from community.sessions.times import in_how_long


def _of_reminders(profile: Profile) -> bool:
    return profile.remind_by_mail


def _who(wants: Wants) -> Find:
    """Who has a place in it or in its line, or was invited, with a link unless they host."""

    def find(db: Session, job: Payload) -> Reader | None:
        reader = _coming(db, job, wants)
        if reader is None or reader.own is not None or reader.hosts:
            return reader
        # Asked again while it is held: another letter, or a host, may be about their link.
        hold(db, reader.session.id)
        db.expire_all()
        reader = _coming(db, job, wants)
        if reader is None or reader.own is not None:
            return reader
        make_pass(db, reader.session.id, reader.member.id)
        return _coming(db, job, wants)

    return find


def _coming(db: Session, job: Payload, wants: Wants) -> Reader | None:
    reader = reader_of(db, job, Permission.SESSION_COME, wants)
    return reader if reader is not None and reader.coming is not None else None


def invited(db: Session, job: Payload, reader: Reader) -> Letter | None:
    by = db.get(Member, job["by_id"])
    kept_off = reader.actor.apart | muted_by(db, reader.member.id)
    if by is None or by.id in kept_off or reader.own is None or reader.own.id != job["pass_id"]:
        return None
    title = reader.session.title
    return _letter(
        job,
        reader,
        f"{by.name} invites you: {title}",
        f"Hello {reader.member.name},",
        f"{by.name} invites you to “{title}”.",
        reader.when,
        after="" if reader.hosts else "The link is for you alone, and for this session only.",
    )


def place_found(db: Session, job: Payload, reader: Reader) -> Letter | None:
    if reader.coming is None or reader.coming.standing is not Standing.JOINED:
        return None
    title = reader.session.title
    return _letter(
        job,
        reader,
        f"A place for you: {title}",
        f"A place in “{title}” got free, and it is yours.",
        reader.when,
        after="If you cannot come after all, please say so on its page: others wait.",
    )


def soon(db: Session, job: Payload, reader: Reader) -> Letter | None:
    """Says how long it is at the moment of sending: a letter may have had to wait."""
    session, coming = reader.session, reader.coming
    if coming is None or coming.answer not in COMING or coming.standing not in THERE:
        return None
    if not still_holds(session, job["starts_at"]):
        return None
    left = in_how_long(session.starts_at - clock.now())
    title = session.title
    return _letter(job, reader, f"{title} begins {left}", f"“{title}” begins {left}.", reader.when)


def _letter(job: Payload, reader: Reader, subject: str, *sentences: str, after: str = "") -> Letter:
    button = "See the session" if reader.hosts else "Open your invitation", reader.way
    rest = [after] if after else []
    return letter(job, reader, subject, *sentences, button=button, after=rest)


def _on(kind: type[E], name: str, write: Write) -> None:
    subscribe(kind, f"mail.{name}", delivered(_who(of_notices), write), waits_outside=True)


def tell_each(db: Session, event: SessionSoon) -> None:
    about = {"session_id": event.session_id, "starts_at": event.starts_at, "cause": event.cause}
    enqueue_each(db, "mail.session_soon", about, event.people)


_on(SessionInvited, "session_invited", invited)
_on(PlaceFound, "place_found", place_found)
handle("mail.session_soon", delivered(_who(_of_reminders), soon), waits_outside=True)
within(SessionSoon, tell_each)
