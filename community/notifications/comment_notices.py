"""Who hears of new comments on a session's page: at most one unread notice for each session."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from community.access.actor import Actor, actor_for
from community.access.policy import Permission, can
from community.core.events import within
from community.core.outbox import Payload, subscribe
from community.core.transaction import transaction
from community.members.models import Member
from community.notifications import comment_telling
from community.notifications.actions import kept_off
from community.notifications.comment_news import OF_SESSIONS
from community.sessions import page
from community.sessions.actions.holding import hold
from community.sessions.closing_models import SessionComment
from community.sessions.comment_wishes import who_wants
from community.sessions.events import CommentsUnwanted, SessionCommented
from community.sessions.models import HostedSession
from community.sessions.queries import WITH_HOUSE

MAIL = "mail.session_commented"


def tell_of_comments(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        # In the order of their ids, as by everybody who holds several sessions.
        for job in sorted(jobs, key=lambda job: str(job["session_id"])):
            hold(db, job["session_id"])  # so that nobody gets two, of two comments at once
            comment = db.get(SessionComment, job["comment_id"])
            session = db.get(HostedSession, job["session_id"], options=WITH_HOUSE)
            if session is not None and comment is not None and comment.withdrawn_at is None:
                about = {"circle_id": session.circle_id, "session_id": session.id}
                for member_id in _readers(db, session, comment):
                    comment_telling.tell(db, OF_SESSIONS, comment, member_id, MAIL, **about)


def _readers(db: Session, session: HostedSession, comment: SessionComment) -> list[str]:
    wanting = who_wants(db, session.id) - {comment.author_id} - kept_off(db, comment.author_id)
    return [one for one in sorted(wanting) if may_read(db, one, session)]


def may_read(db: Session, member_id: str, session: HostedSession) -> bool:
    """At this moment; guests have no inbox."""
    member = db.get(Member, member_id)
    if member is None or member.guest:
        return False
    return can(actor_for(db, member.id, member.role), Permission.SESSION_READ, session)


def mark_comments_read(
    actor: Actor, session: HostedSession, shown: dict[str, Any], seen_at: datetime
) -> None:
    if actor.signed_in and shown.get("discussion"):
        comment_telling.have_read(OF_SESSIONS, session.id, actor.member_id or "", seen_at)


def settle_unwanted(db: Session, event: CommentsUnwanted) -> None:
    """Nothing more is added to the one that waits."""
    comment_telling.read(db, OF_SESSIONS, event.session_id, event.member_id)


within(CommentsUnwanted, settle_unwanted)
subscribe(SessionCommented, "inbox.session_commented", tell_of_comments)
page.looks.append(mark_comments_read)
