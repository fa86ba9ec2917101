"""At most one unread notice for each reader of all that is new below something."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from community.core import clock
from community.core.outbox import enqueue
from community.core.transaction import reading, transaction
from community.notifications.actions import notify
from community.notifications.comment_news import Commented, cause_of
from community.notifications.models import Notice
from community.sessions.actions.commenting import Comment

# What comes in this time goes into the same letter; who has read it by then gets none.
A_WHILE = timedelta(minutes=10)


def tell(
    db: Session, of: Commented, comment: Comment, member_id: str, mail: str, **about: Any
) -> None:
    """Unless a notice tells of it already, which then is as new as this comment. `about`: where
    it stands, as a notice names it; `mail`: the letter that follows."""
    thing_id, at = about[of.named.key], comment.created_at
    seen = or_(Notice.read_at.is_(None), Notice.read_at >= at)
    theirs = of.told, Notice.member_id == member_id, of.named == thing_id
    told = db.scalar(select(Notice).where(*theirs, seen).limit(1))
    if told is not None:
        told.created_at = told.created_at if told.read_at else max(told.created_at, at)
        return
    cause = cause_of(comment.id)
    if notify(db, [member_id], of.kind, **about, cause=cause):
        job = {of.named.key: thing_id, "member_id": member_id, "cause": cause}
        enqueue(db, mail, job, A_WHILE)


def have_read(of: Commented, thing_id: str, member_id: str, seen_at: datetime) -> None:
    """Who looks at the comments has seen what is new among them; what came meanwhile waits."""
    seen = (*_waiting(of, thing_id, member_id), Notice.created_at <= seen_at)
    with reading() as db:
        there = db.scalar(select(Notice.id).where(*seen))
    if there is not None:
        with transaction() as db:
            db.execute(update(Notice).where(*seen).values(read_at=seen_at))


def read(db: Session, of: Commented, thing_id: str, member_id: str) -> None:
    waiting = _waiting(of, thing_id, member_id)
    db.execute(update(Notice).where(*waiting).values(read_at=clock.now()))


def _waiting(of: Commented, thing_id: str, member_id: str) -> tuple[ColumnElement[bool], ...]:
    """The unread one."""
    theirs = Notice.member_id == member_id, of.named == thing_id
    return (*theirs, of.told, Notice.read_at.is_(None))
