"""Who hears of new comments on a session's page: at most one unread notice for each session."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.core.events import within
from community.core.outbox import Payload, enqueue, subscribe
from community.core.transaction import transaction
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

NAME = "inbox.session_commented"
MAIL = "mail.session_commented"


def tell_of_comments(jobs: Sequence[Payload]) -> None:
    for job in jobs:
        with transaction() as db:
            _tell_some(db, job["session_id"], job["comment_id"], job.get("after", ""))


def _tell_some(db: Session, session_id: str, comment_id: str, after: str) -> None:
    hold(db, session_id)  # so that nobody gets two, of two comments at once
    comment = db.get(SessionComment, comment_id)
    session = db.get(HostedSession, session_id, options=WITH_HOUSE)
    if session is None or comment is None or comment.withdrawn_at is not None:
        return
    wanting = who_wants(db, session.id) - {comment.author_id} - kept_off(db, comment.author_id)
    some = comment_telling.some_of(wanting, after)
    about = {"circle_id": session.circle_id, "session_id": session.id}
    comment_telling.tell(db, OF_SESSIONS, comment, _readers(db, some, session), MAIL, **about)
    if len(some) == comment_telling.SOME:
        rest = {"session_id": session.id, "comment_id": comment.id, "after": some[-1]}
        enqueue(db, NAME, rest)


def _readers(db: Session, member_ids: Sequence[str], session: HostedSession) -> list[str]:
    return comment_telling.who_may(db, member_ids, Permission.SESSION_READ, session)


def may_read(db: Session, member_id: str, session: HostedSession) -> bool:
    """At this moment."""
    return bool(_readers(db, [member_id], session))


def mark_comments_read(
    actor: Actor, session: HostedSession, shown: dict[str, Any], seen_at: datetime
) -> None:
    if actor.signed_in and shown.get("discussion"):
        comment_telling.have_read(OF_SESSIONS, session.id, actor.member_id or "", seen_at)


def settle_unwanted(db: Session, event: CommentsUnwanted) -> None:
    """Nothing more is added to the one that waits."""
    comment_telling.read(db, OF_SESSIONS, event.session_id, event.member_id)


within(CommentsUnwanted, settle_unwanted)
subscribe(SessionCommented, NAME, tell_of_comments)
page.looks.append(mark_comments_read)
