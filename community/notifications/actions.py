"""Changes to an inbox."""

from collections.abc import Iterable

from sqlalchemy import and_, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, require
from community.core import clock
from community.core.ids import new_id
from community.notifications.models import Notice, NoticeKind


def mark_read(db: Session, actor: Actor) -> None:
    require(actor, Permission.SIGNED_IN)
    db.execute(
        update(Notice)
        .where(Notice.member_id == actor.member_id, Notice.read_at.is_(None))
        .values(read_at=clock.now())
    )


def notify(
    db: Session, to: Iterable[str], kind: NoticeKind, *, circle_id: str, about_id: str, cause: str
) -> None:
    """Tell each member once; the same cause again tells nobody anything."""
    rows = [
        {
            "id": new_id(),
            "member_id": member_id,
            "kind": kind,
            "circle_id": circle_id,
            "about_id": about_id,
            "cause": cause,
            "created_at": clock.now(),
        }
        for member_id in to
    ]
    if not rows:
        return
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(Notice).values(rows)
    db.execute(statement.on_conflict_do_nothing(index_elements=["member_id", "cause"]))


def settle(db: Session, *, circle_id: str, member_id: str) -> None:
    """The member's invitation to the circle, and their request to its hosts, are read."""
    invited = and_(Notice.kind == NoticeKind.INVITED, Notice.member_id == member_id)
    asked = and_(Notice.kind == NoticeKind.JOIN_ASKED, Notice.about_id == member_id)
    db.execute(
        update(Notice)
        .where(Notice.circle_id == circle_id, Notice.read_at.is_(None), or_(invited, asked))
        .values(read_at=clock.now())
    )
