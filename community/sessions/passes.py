"""The one link of a person into one session: the id of their pass, signed by the server.

Looking at it changes nothing, however often: mail programs look as well. It lasts as long as
its person may come by it, which the policy says, and until a host takes it back.
"""

from dataclasses import dataclass
from datetime import timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor, placed_now
from community.access.blocks import apart_from
from community.access.policy import Permission, can
from community.access.session_rules import SessionState
from community.core import clock
from community.core.errors import NotFound
from community.core.ids import is_id
from community.invitations.queries import is_welcome
from community.mail.office import signing_key
from community.members.models import Member
from community.sessions.models import HostedSession, Pass
from community.sessions.queries import WITH_HOUSE

OVER = "This link is over, or was taken back. Whoever invited you can send another."
CANCELLED = "This session is cancelled."
# As long as the cookie of the browser that came by it (`web.pass_browser`): nobody has to find
# the letter again, and a link that lies about opens nothing for ever.
WORDS_LAST = timedelta(days=90)


class PassOver(NotFound):
    """Every reason reads the same, but that the session is cancelled."""

    def __init__(self, message: str = OVER) -> None:
        super().__init__(message)


@dataclass(frozen=True)
class Opened:
    """What somebody who holds the link is shown: whom it is for, and what they may do with it."""

    own: Pass
    member: Member
    session: HostedSession
    actor: Actor

    @property
    def email(self) -> str:
        """What another browser has to know."""
        return self.own.email or self.member.email or ""


def path_for(pass_id: str) -> str:
    return f"/s/{_signer().dumps(pass_id)}"


def opened(db: Session, token: str) -> Opened:
    """What the link opens at this moment; raises `PassOver` where that is nothing any more."""
    found = _read(db, token)
    if found.own.revoked_at is not None:
        raise PassOver
    if found.session.state is SessionState.CANCELLED:
        raise PassOver(CANCELLED)
    may_come = can(found.actor, Permission.SESSION_COME, found.session)
    if not may_come or _late_lane_closed(found.session):
        raise PassOver
    return found


def still_theirs(db: Session, token: str) -> Opened:
    """What a guest who came keeps of it when there is no way in any more: their own words.

    A member finds theirs on their own pages.
    """
    found = _read(db, token)
    session = found.session
    over = session.closed_at or session.cancelled_at or session.ends_at
    if found.own.entered_at is None or not found.member.guest:
        raise PassOver
    if clock.now() > over + WORDS_LAST:
        raise PassOver
    return found


def _read(db: Session, token: str) -> Opened:
    own = db.get(Pass, _pass_in(token), populate_existing=True)
    if own is None:
        raise PassOver
    member = db.get_one(Member, own.member_id)
    session = db.get_one(HostedSession, own.session_id, options=WITH_HOUSE, populate_existing=True)
    actor = placed_now(db, Actor(member.id, member.role, session.id, {}, apart_from(db, member.id)))
    return Opened(own, member, session, actor)


def _late_lane_closed(session: HostedSession) -> bool:
    """It may be some seconds before the session says so itself."""
    return session.late_until is not None and session.late_until <= clock.now()


def pass_of(db: Session, session_id: str, member_id: str) -> Pass | None:
    own = Pass.session_id == session_id, Pass.member_id == member_id
    return db.scalar(select(Pass).where(*own).execution_options(populate_existing=True))


def may_be_written_to(db: Session, own: Pass) -> bool:
    """A guest's address may be a member's: until they used the link, as far as they let whoever
    asked them."""
    if not own.email or own.by_id is None or own.entered_at is not None:
        return True
    return is_welcome(db, db.get_one(Member, own.by_id), own.email)


def _pass_in(token: str) -> str:
    try:
        pass_id = _signer().loads(token)
    except BadSignature:
        raise PassOver from None
    if not is_id(pass_id):
        raise PassOver
    return str(pass_id)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(signing_key(), salt="session pass")
