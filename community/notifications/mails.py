"""Mails about circles: to whom the notice in the inbox should reach outside as well.

All is asked at the moment of sending: whether the member wants mails, whether what it says
still holds, whether they may know of the circle, and whether they keep off who caused it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from community.access.actor import Actor, actor_for
from community.access.blocks import muted_by
from community.access.memberships import CircleRole, Membership, Standing
from community.access.policy import Permission, can
from community.circles.events import JoinAccepted, MemberInvited, MovedUp, TermEnding
from community.circles.models import Circle
from community.core.events import E, within
from community.core.outbox import Payload, enqueue, handle, subscribe
from community.core.transaction import reading
from community.mail import Letter, post
from community.mail.office import sends
from community.mail.unsubscribing import member_in, path_for
from community.members.models import Member, Profile


@dataclass(frozen=True)
class Reader:
    """Who gets a mail about which circle."""

    member: Member
    actor: Actor
    circle: Circle

    @property
    def standing(self) -> Standing | None:
        return self.actor.stands(self.circle.id)


def _reader(db: Session, job: Payload) -> Reader | None:
    """Unless they want no mails, or may not know of the circle (any more)."""
    member, profile = db.get(Member, job["member_id"]), db.get(Profile, job["member_id"])
    circle = db.get(Circle, job["circle_id"])
    if member is None or circle is None or not member.email:
        return None
    if profile is not None and not profile.mail_notices:
        return None
    actor = actor_for(db, member.id, member.role)
    known = can(actor, Permission.CIRCLE_SEE, circle)
    return Reader(member, actor, circle) if known else None


def invited(db: Session, job: Payload, reader: Reader) -> Letter | None:
    by = db.get(Member, job["by_id"])
    kept_off = reader.actor.apart | muted_by(db, reader.member.id)
    if reader.standing is not Standing.INVITED or by is None or by.id in kept_off:
        return None
    name = reader.circle.name
    return _letter(
        job,
        reader,
        f"{by.name} invites you to {name}",
        f"{by.name} would like to have you in the circle “{name}”.",
        "Have a look, and come in if you like.",
    )


def accepted(db: Session, job: Payload, reader: Reader) -> Letter | None:
    name = reader.circle.name
    if reader.standing is Standing.WAITING:
        sentence = f"“{name}” says yes to you. It is full just now: you are in its line."
        return _letter(job, reader, f"{name} says yes to you", sentence)
    if reader.standing is not Standing.JOINED:
        return None
    return _letter(job, reader, f"You are in: {name}", f"The circle “{name}” has let you in.")


def moved_up(db: Session, job: Payload, reader: Reader) -> Letter | None:
    if reader.standing is not Standing.JOINED:
        return None
    name = reader.circle.name
    sentence = f"A place in the circle “{name}” got free, and it is yours: you are in."
    return _letter(job, reader, f"A place for you in {name}", sentence)


def term_ends(db: Session, job: Payload, reader: Reader) -> Letter | None:
    circle = reader.circle
    over = circle.archived_at is not None or str(circle.ends_on) != job["ends_on"]
    if over or circle.ends_on is None or not reader.actor.hosts(circle.id):
        return None
    day = f"{circle.ends_on.day} {circle.ends_on:%B %Y}"
    return _letter(
        job,
        reader,
        f"{circle.name} ends on {day}",
        f"The term of your circle “{circle.name}” ends on {day}.",
        "If there is more to learn, its hosts can extend it until then. Otherwise it is kept "
        "for its people to read.",
    )


def _letter(job: Payload, reader: Reader, subject: str, *sentences: str) -> Letter:
    return Letter(
        to=reader.member.email or "",
        subject=subject,
        paragraphs=sentences,
        button=("See the circle", f"/circles/{reader.circle.id}"),
        unsubscribe=path_for(reader.member.id),
        cause=job["cause"],
    )


Write = Callable[[Session, Payload, Reader], Letter | None]


def _deliver(write: Write) -> Callable[[Sequence[Payload]], None]:
    def deliver(jobs: Sequence[Payload]) -> None:
        for job in jobs if sends() else ():
            with reading() as db:
                reader = _reader(db, job)
                letter = write(db, job, reader) if reader else None
            if letter is not None:
                post(letter)

    return deliver


def _on(kind: type[E], name: str, write: Write) -> None:
    subscribe(kind, f"mail.{name}", _deliver(write), waits_outside=True)


def tell_each_host(db: Session, event: TermEnding) -> None:
    """A letter each, so that one that fails does not send the others twice."""
    hosts = select(Membership.member_id).where(
        Membership.circle_id == event.circle_id,
        Membership.standing == Standing.JOINED,
        Membership.role == CircleRole.HOST,
    )
    for member_id in db.scalars(hosts):
        job = {
            "circle_id": event.circle_id,
            "member_id": member_id,
            "ends_on": str(event.ends_on),
            "cause": event.cause,
        }
        enqueue(db, "mail.term_ends", job)


def stop(db: Session, token: str) -> None:
    """No more of these mails to whoever's letter the token stood in."""
    whose = Profile.member_id == member_in(token)
    db.execute(update(Profile).where(whose).values(mail_notices=False, remind_by_mail=False))


_on(MemberInvited, "invited", invited)
_on(JoinAccepted, "accepted", accepted)
_on(MovedUp, "moved_up", moved_up)
handle("mail.term_ends", _deliver(term_ends), waits_outside=True)
within(TermEnding, tell_each_host)
