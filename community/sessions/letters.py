"""What letters about sessions have in common: who gets one, where its button leads, how it goes.

All is asked at the moment of sending: whether it still holds, what the receiver may do there, and
whether they want such mails.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from community.access.actor import Actor, actor_for
from community.access.comings import Coming
from community.access.policy import Permission, can
from community.core.outbox import Payload, enqueue_many
from community.core.transaction import transaction
from community.mail import Letter, post
from community.mail.office import sends
from community.mail.unsubscribing import path_for as path_to_unsubscribe
from community.members.models import Member, Profile
from community.sessions.enclosed import calendar_file
from community.sessions.models import HostedSession, Pass
from community.sessions.passes import may_be_written_to, pass_of, path_for
from community.sessions.queries import WITH_HOUSE
from community.sessions.times import when_in

Wants = Callable[[Profile], bool]


@dataclass(frozen=True)
class Reader:
    """Who gets a letter about which session, and the link that is theirs, if they have one."""

    member: Member
    actor: Actor
    session: HostedSession
    coming: Coming | None
    own: Pass | None
    zone: str

    @property
    def when(self) -> str:
        return when_in(self.session, self.zone).text

    @property
    def to(self) -> str:
        return (self.own.email if self.own else "") or self.member.email or ""

    @property
    def hosts(self) -> bool:
        return can(self.actor, Permission.SESSION_HOST, self.session)

    @property
    def page(self) -> str:
        return f"/sessions/{self.session.id}"

    @property
    def way(self) -> str:
        """Who hosts signs in, which a link in a letter does not."""
        return self.page if self.own is None or self.hosts else path_for(self.own.id)


Find = Callable[[Session, Payload], Reader | None]
Write = Callable[[Session, Payload, Reader], Letter | None]


def of_notices(profile: Profile) -> bool:
    return profile.mail_notices


def reader_of(
    db: Session, job: Payload, permission: Permission, wants: Wants = of_notices
) -> Reader | None:
    """Unless they have no address, want no such mails, or may not (any more)."""
    session = db.get(HostedSession, job["session_id"], options=WITH_HOUSE)
    member, profile = db.get(Member, job["member_id"]), db.get(Profile, job["member_id"])
    if session is None or member is None or (profile is not None and not wants(profile)):
        return None
    actor = actor_for(db, member.id, member.role)
    if not can(actor, permission, session):
        return None
    coming = db.get(Coming, (session.id, member.id))
    own = pass_of(db, session.id, member.id)
    if own is not None and own.revoked_at is not None:
        own = None
    zone = profile.time_zone if profile else ""
    reader = Reader(member, actor, session, coming, own, zone)
    if member.guest and own is None:  # theirs was taken back
        return None
    may_reach = own is None or may_be_written_to(db, own)
    return reader if reader.to and may_reach else None


def letter(
    job: Payload,
    reader: Reader,
    subject: str,
    *sentences: str,
    button: tuple[str, str] | None,
    after: Sequence[str] = (),
) -> Letter:
    """A guest has no wishes to change: their link is all there is."""
    return Letter(
        to=reader.to,
        subject=subject,
        paragraphs=sentences,
        button=button,
        after=after,
        unsubscribe=None if reader.member.guest else path_to_unsubscribe(reader.member.id),
        cause=job["cause"],
        calendar=calendar_file(reader.session, reader.actor),
    )


def delivered(find: Find, write: Write) -> Callable[[Sequence[Payload]], None]:
    """What the outbox does with such jobs."""

    def deliver(jobs: Sequence[Payload]) -> None:
        for job in jobs if sends() else ():
            with transaction() as db:
                reader = find(db, job)
                written = write(db, job, reader) if reader else None
            if written is not None:
                post(written)

    return deliver


def enqueue_each(db: Session, name: str, about: Payload, people: Sequence[str]) -> None:
    """A letter each, so that one that fails does not send the others twice."""
    enqueue_many(db, name, ({**about, "member_id": member_id} for member_id in people))
