"""Who hears of new comments on a session's page: at most one unread notice for each session."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from community.access.actor import Actor, actor_for
from community.access.policy import Permission, can
from community.core import clock
from community.core.events import within
from community.core.outbox import Payload, enqueue, subscribe
from community.core.transaction import reading, transaction
from community.members.models import Member
from community.notifications.actions import kept_off, notify
from community.notifications.comment_news import OF_COMMENTS, cause_of
from community.notifications.models import Notice, NoticeKind
from community.sessions import page
from community.sessions.actions.holding import hold
from community.sessions.closing_models import SessionComment
from community.sessions.comment_wishes import who_wants
from community.sessions.events import CommentsUnwanted, SessionCommented
from community.sessions.models import HostedSession
from community.sessions.queries import WITH_HOUSE

# What comes in this time goes into the same letter; who has read it by then gets none.
A_WHILE = timedelta(minutes=10)
MAIL = "mail.session_commented"


def tell_of_comments(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        # In the order of their ids, as by everybody who holds several sessions.
        for job in sorted(jobs, key=lambda job: str(job["session_id"])):
            hold(db, job["session_id"])  # so that nobody gets two, of two comments at once
            comment = db.get(SessionComment, job["comment_id"])
            session = db.get(HostedSession, job["session_id"], options=WITH_HOUSE)
            if session is not None and comment is not None and comment.withdrawn_at is None:
                for member_id in _readers(db, session, comment):
                    _tell(db, session, comment, member_id)


def _readers(db: Session, session: HostedSession, comment: SessionComment) -> list[str]:
    wanting = who_wants(db, session.id) - {comment.author_id} - kept_off(db, comment.author_id)
    return [one for one in sorted(wanting) if may_read(db, one, session)]


def may_read(db: Session, member_id: str, session: HostedSession) -> bool:
    """At this moment; guests have no inbox."""
    member = db.get(Member, member_id)
    if member is None or member.guest:
        return False
    return can(actor_for(db, member.id, member.role), Permission.SESSION_READ, session)


def _tell(db: Session, session: HostedSession, comment: SessionComment, member_id: str) -> None:
    """Unless a notice tells of it already, which then is as new as this comment."""
    theirs = OF_COMMENTS, Notice.member_id == member_id, Notice.session_id == session.id
    at = comment.created_at
    seen = or_(Notice.read_at.is_(None), Notice.read_at >= at)
    told = db.scalar(select(Notice).where(*theirs, seen).limit(1))
    if told is not None:
        told.created_at = told.created_at if told.read_at else max(told.created_at, at)
        return
    cause = cause_of(comment.id)
    about = {"circle_id": session.circle_id, "session_id": session.id, "cause": cause}
    if notify(db, [member_id], NoticeKind.SESSION_COMMENTED, **about):
        job = {"session_id": session.id, "member_id": member_id, "cause": cause}
        enqueue(db, MAIL, job, A_WHILE)


def mark_comments_read(actor: Actor, session: HostedSession, shown: dict[str, Any]) -> None:
    """Who looks at the discussion has seen what is new in it."""
    if not actor.signed_in or not shown.get("discussion"):
        return
    waiting = _waiting(session.id, actor.member_id or "")
    with reading() as db:
        there = db.scalar(select(Notice.id).where(*waiting))
    if there is not None:
        with transaction() as db:
            db.execute(update(Notice).where(*waiting).values(read_at=clock.now()))


def settle_unwanted(db: Session, event: CommentsUnwanted) -> None:
    """Nothing more is added to the one that waits."""
    waiting = _waiting(event.session_id, event.member_id)
    db.execute(update(Notice).where(*waiting).values(read_at=clock.now()))


def _waiting(session_id: str, member_id: str) -> tuple[ColumnElement[bool], ...]:
    """The unread one about this session's comments."""
    theirs = Notice.member_id == member_id, Notice.session_id == session_id
    return (*theirs, OF_COMMENTS, Notice.read_at.is_(None))


within(CommentsUnwanted, settle_unwanted)
subscribe(SessionCommented, "inbox.session_commented", tell_of_comments)
page.looks.append(mark_comments_read)
