"""Letters about new comments on a session's page, and the address that ends them."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from community.core.outbox import Payload, handle
from community.mail import Letter
from community.members.models import Member
from community.notifications import comment_letters
from community.notifications.comment_notices import MAIL, may_read
from community.sessions.comment_wishes import keep_wish, who_wants
from community.sessions.models import HostedSession
from community.sessions.queries import WITH_HOUSE

_SALT = "comments of a session"
WHY = "You are told because you host it, wrote there, or asked for it."


def letter_of(db: Session, job: Payload) -> Letter | None:
    """None where they want no mails, read it already, or may not read it any more."""
    member = comment_letters.reader(db, job)
    session = db.get(HostedSession, job["session_id"], options=WITH_HOUSE)
    if session is None or member is None or member.id not in who_wants(db, session.id):
        return None
    if not may_read(db, member.id, session):
        return None
    path, ends = f"/sessions/{session.id}#discussion", path_for(member.id, session.id)
    return comment_letters.letter(db, job, member, session.title, path, WHY, ends)


def deliver(jobs: Sequence[Payload]) -> None:
    comment_letters.deliver(letter_of, jobs)


def path_for(member_id: str, session_id: str) -> str:
    """Ends news of this session's comments, and works for nothing else."""
    return f"/unsubscribe/comments/{comment_letters.sign(_SALT, member_id, session_id)}"


def named_in(token: str) -> tuple[str, str]:
    """The member whose letter this address stood in, and the session it was about."""
    return comment_letters.signed(_SALT, token)


def stop(db: Session, token: str) -> None:
    member_id, session_id = named_in(token)
    there = db.get(Member, member_id), db.get(HostedSession, session_id)
    if all(there):
        keep_wish(db, session_id, member_id, wanted=False)


handle(MAIL, deliver, waits_outside=True)
