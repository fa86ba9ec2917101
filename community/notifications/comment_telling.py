"""At most one unread notice for each reader of all that is new below something."""

from collections.abc import Iterable, Sequence, Set
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from community.access.actor import actors_for
from community.access.policy import Permission, can
from community.core import clock
from community.core.outbox import enqueue
from community.core.transaction import reading, transaction
from community.members.models import Member
from community.notifications.actions import notify
from community.notifications.comment_news import Commented, cause_of, since
from community.notifications.models import Notice
from community.sessions.actions.commenting import Comment

# What comes in this time goes into the same letter; who has read it by then gets none.
A_WHILE = timedelta(minutes=10)
SOME = 200  # who are told in one transaction


def who_may(
    db: Session, member_ids: Iterable[str], permission: Permission, thing: Any
) -> list[str]:
    """Of these, at this moment and in the order of their ids; guests have no inbox."""
    members = select(Member.id, Member.role).where(Member.id.in_(member_ids), ~Member.guest)
    rows: dict[str, Any] = dict(db.execute(members.order_by(Member.id)).all())
    return [one for one, actor in actors_for(db, rows).items() if can(actor, permission, thing)]


def some_of(wanting: Set[str], after: str) -> list[str]:
    """In one transaction, between which others have their turn."""
    return sorted(one for one in wanting if one > after)[:SOME]


def tell(
    db: Session, of: Commented, comment: Comment, to: Sequence[str], mail: str, **about: Any
) -> None:
    """Unless a notice tells of it already, or has from now on to begin with it: what was said
    later may have been told earlier. `about`: where it stands, as a notice names it; `mail`: the
    letter that follows."""
    thing_id, at, cause = about[of.named.key], comment.created_at, cause_of(comment.id)
    theirs = of.told, of.named == thing_id
    seen = select(Notice.member_id).where(*theirs, Notice.member_id.in_(to), Notice.read_at >= at)
    rest = set(to).difference(db.scalars(seen))
    waiting = *theirs, Notice.member_id.in_(rest), Notice.read_at.is_(None)
    has_one = set(db.scalars(select(Notice.member_id).where(*waiting)))
    later = set(db.scalars(select(Notice.member_id).where(*waiting, since(of) > at)))
    begins = *waiting, Notice.member_id.in_(later)
    _change(db, *begins, cause=cause)
    _change(db, *waiting, Notice.created_at < at, created_at=at)
    notify(db, sorted(rest - has_one), of.kind, **about, cause=cause)
    for member_id in sorted(rest - has_one | later):
        job = {of.named.key: thing_id, "member_id": member_id, "cause": cause}
        enqueue(db, mail, job, A_WHILE)


def _change(db: Session, *which: ColumnElement[bool], **values: Any) -> None:
    fresh = update(Notice).where(*which).values(values)
    db.execute(fresh, execution_options={"synchronize_session": False})


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
